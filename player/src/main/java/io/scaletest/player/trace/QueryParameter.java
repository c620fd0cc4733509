package io.scaletest.player.trace;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A parameter that the API itself defines, with what its value may tell. Any other one is an exec's
 * command line, or what a proxy hands on. <i>Source:</i> the options of {@code meta.k8s.io/v1}, and
 * those of watches.
 */
public enum QueryParameter {
  ALLOW_WATCH_BOOKMARKS("allowWatchBookmarks", Value.PLAIN),
  CONTINUE("continue", Value.TOKEN),
  DRY_RUN("dryRun", Value.PLAIN),
  FIELD_MANAGER("fieldManager", Value.NAMES),
  FIELD_SELECTOR("fieldSelector", Value.NAMES),
  FIELD_VALIDATION("fieldValidation", Value.PLAIN),
  FORCE("force", Value.PLAIN),
  GRACE_PERIOD_SECONDS("gracePeriodSeconds", Value.PLAIN),
  INCLUDE_OBJECT("includeObject", Value.PLAIN),
  LABEL_SELECTOR("labelSelector", Value.NAMES),
  LIMIT("limit", Value.PLAIN),
  ORPHAN_DEPENDENTS("orphanDependents", Value.PLAIN),
  PROPAGATION_POLICY("propagationPolicy", Value.PLAIN),
  RESOURCE_VERSION("resourceVersion", Value.PLAIN),
  RESOURCE_VERSION_MATCH("resourceVersionMatch", Value.PLAIN),
  SEND_INITIAL_EVENTS("sendInitialEvents", Value.PLAIN),
  TIMEOUT("timeout", Value.PLAIN),
  TIMEOUT_SECONDS("timeoutSeconds", Value.PLAIN),
  WATCH("watch", Value.PLAIN);

  /** What a value is. */
  public enum Value {
    /** A number or a word of the API, where the request is as it should be. */
    PLAIN,
    /** Made by one server, and means nothing to another. */
    TOKEN,
    /** Chosen by people, or with what they chose in it. */
    NAMES
  }

  private static final Map<String, QueryParameter> BY_WORD =
      Arrays.stream(values()).collect(Collectors.toMap(each -> each.word, Function.identity()));

  private final String word;
  private final Value value;

  QueryParameter(String word, Value value) {
    this.word = word;
    this.value = value;
  }

  /** Returns the parameter of a name as it is in a query; empty where the API has none of it. */
  public static Optional<QueryParameter> of(String word) {
    return Optional.ofNullable(BY_WORD.get(word));
  }

  /** Returns what its value is. */
  public Value value() {
    return value;
  }
}
