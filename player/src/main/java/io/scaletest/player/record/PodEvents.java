package io.scaletest.player.record;

import static io.scaletest.wire.http.HttpStatus.CREATED;

import io.scaletest.player.trace.Caller;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ObjectName;
import io.scaletest.player.trace.Outcome;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.SourceDetail;
import io.scaletest.player.trace.SourceLoss;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.wire.json.JsonTree;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The lives of pods by what Events say of them: scheduled, started, killed. What they ran is in no
 * Event, so their entries have no bodies. Keeps each pod that an Event named, up to {@value
 * #PODS_MAX}. For one thread.
 */
final class PodEvents {
  /** An API server keeps Events for an hour: no cluster has so many pods in it. */
  static final int PODS_MAX = 1_000_000;

  private static final ResourcePath PODS = new ResourcePath("", "v1", "pods", "");
  private static final Caller UNKNOWN_CALLER = new Caller("", List.of(), "", "");
  private static final long NS_PER_S = 1_000_000_000;
  private static final long NONE = -1;

  private final Map<String, Life> lives = new LinkedHashMap<>();
  private final Losses losses;
  private long firstNs = Long.MAX_VALUE;

  private static final class Life {
    private final String namespace;
    private final String name;
    private final String uid;
    private long startNs = NONE;
    private long endNs = NONE;

    Life(String namespace, String name, String uid) {
      this.namespace = namespace;
      this.name = name;
      this.uid = uid;
    }
  }

  PodEvents(Losses losses) {
    this.losses = losses;
  }

  /** Takes an Event of either API group; returns whether it is one. */
  boolean take(Map<String, Object> event) {
    String about = event.containsKey("regarding") ? "regarding" : "involvedObject";
    if (!event.containsKey(about)) {
      return false;
    }
    Map<String, Object> of = JsonTree.child(event, about);
    String reason = JsonTree.string(event, "reason");
    boolean ends = reason.equals("Killing");
    OptionalLong atNs = timeNs(event, ends);
    if (atNs.isEmpty()) {
      losses.add(SourceLoss.MALFORMED);
      return true;
    }
    if (!JsonTree.string(of, "kind").equals("Pod")
        || !(ends || reason.equals("Scheduled") || reason.equals("Started"))) {
      return true;
    }
    firstNs = Math.min(firstNs, atNs.getAsLong());
    Life life = life(of);
    if (life != null && ends) {
      life.endNs = Math.max(life.endNs, atNs.getAsLong());
    } else if (life != null && reason.equals("Scheduled")) {
      life.startNs = life.startNs == NONE ? atNs.getAsLong() : life.startNs;
    }
    return true;
  }

  /** Returns null where there are too many. */
  private Life life(Map<String, Object> of) {
    String namespace = JsonTree.string(of, "namespace");
    String name = JsonTree.string(of, "name");
    String uid = JsonTree.string(of, "uid");
    String key = uid.isEmpty() ? namespace + "/" + name : uid;
    Life life = lives.get(key);
    if (life == null && lives.size() < PODS_MAX) {
      life = lives.computeIfAbsent(key, added -> new Life(namespace, name, uid));
    } else if (life == null) {
      losses.add(SourceLoss.CHANGES_DROPPED);
    }
    return life;
  }

  /** An Event that happened several times has a first time and a last one. */
  private static OptionalLong timeNs(Map<String, Object> event, boolean last) {
    List<String> names =
        last
            ? List.of("lastTimestamp", "deprecatedLastTimestamp", "eventTime", "firstTimestamp")
            : List.of("firstTimestamp", "deprecatedFirstTimestamp", "eventTime", "lastTimestamp");
    for (String name : names) {
      String text = JsonTree.string(event, name);
      if (!text.isEmpty()) {
        try {
          OffsetDateTime time = OffsetDateTime.parse(text);
          long ns = time.toEpochSecond() * NS_PER_S + time.getNano();
          return ns < 0 ? OptionalLong.empty() : OptionalLong.of(ns);
        } catch (DateTimeException e) {
          return OptionalLong.empty();
        }
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Hands on an entry for each pod: at its scheduling, or at the beginning where that was before.
   *
   * @param beginNs when the recording begins; empty for with the first Event
   */
  void end(OptionalLong beginNs, Consumer<TraceEntry> entries) {
    long fromNs = beginNs.orElse(firstNs);
    for (Life life : lives.values()) {
      if (life.startNs == NONE) {
        losses.add(SourceLoss.UNTOLD_START);
      }
      boolean initial = life.startNs < fromNs;
      long startNs = initial ? fromNs : life.startNs;
      if (life.endNs == NONE || life.endNs >= startNs) {
        entries.accept(entry(life, initial, startNs));
      }
    }
  }

  private TraceEntry entry(Life life, boolean initial, long startNs) {
    losses.add(SourceLoss.NO_CALLER);
    losses.withheld(PODS.label());
    return new TraceEntry(
        initial ? EntryKind.INITIAL : EntryKind.REQUEST,
        TrafficClass.CLIENT,
        startNs,
        TraceEntry.UNKNOWN,
        initial ? "" : "create",
        PODS,
        new ObjectName(life.namespace, life.name, NameOrigin.REQUEST, ""),
        "",
        PatchType.NONE,
        false,
        UNKNOWN_CALLER,
        "",
        new Outcome(CREATED, life.uid, 0),
        SourceDetail.METADATA,
        TraceBody.withheld(),
        life.endNs == NONE ? TraceEntry.UNKNOWN : life.endNs - startNs,
        TraceEntry.NO_ID);
  }
}
