package io.scaletest.common.operation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a request does to its object. Its word is in rows, in names of latency series and in
 * specifications, its plural in names of counts and in sentences: whoever writes or reads one of
 * them takes it from here, so that none is missed where another is known.
 */
public enum Operation {
  CREATE("create", "creates"),
  UPDATE("update", "updates"),
  /** A patch of a body of the user's, where {@link #UPDATE} is whatever changes an object. */
  PATCH("patch", "patches"),
  /** Server-side apply. */
  APPLY("apply", "applies"),
  /** A patch of subresource {@code scale}. */
  SCALE("scale", "scales"),
  /** A patch of subresource {@code status}. */
  STATUS("status", "statuses"),
  GET("get", "gets"),
  LIST("list", "lists"),
  /** Opens a watch, up to the head of its answer. */
  WATCH("watch", "watches"),
  DELETE("delete", "deletes"),
  DELETE_COLLECTION("deletecollection", "deletecollections");

  private final String word;
  private final String plural;

  Operation(String word, String plural) {
    this.word = word;
    this.plural = plural;
  }

  /** Returns the operation of a word; empty where the word is none's. */
  public static Optional<Operation> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  /** Returns what many of a word are called, whether it is an operation's or not. */
  public static String pluralOf(String word) {
    return of(word).map(Operation::plural).orElse(word + "s");
  }

  /** Returns the plural of each word, in the operations' order. */
  public static Map<String, String> plurals() {
    var plurals = new LinkedHashMap<String, String>();
    for (Operation each : values()) {
      plurals.put(each.word, each.plural);
    }
    return plurals;
  }

  /** Returns what many of them are called: {@code creates}. */
  public String plural() {
    return plural;
  }

  /** Returns the word for one: {@code create}. */
  public String word() {
    return word;
  }
}
