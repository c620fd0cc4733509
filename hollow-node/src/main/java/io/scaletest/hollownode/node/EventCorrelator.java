package io.scaletest.hollownode.node;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Client-go's aggregation and spam filter of events: decides whether an event is posted, patched
 * into an earlier one, or dropped, by the rules of {@code tools/record/events_cache.go}. For the
 * thread that holds the loop's lock.
 */
final class EventCorrelator {
  /** The spam filter: so many events of one source about one object at once … */
  static final int BURST = 25;

  /** … and then one each so often. */
  static final long REFILL_NS = TimeUnit.SECONDS.toNanos(300);

  /** The first event that is combined with similar ones: so many have different messages. */
  static final int SIMILAR = 10;

  /** Similar ones are forgotten if none came for so long. */
  static final long SIMILAR_NS = TimeUnit.MINUTES.toNanos(10);

  /** Stands before the message of similar events that are posted as one. */
  static final String COMBINED = "(combined from similar events): ";

  /** Objects and events remembered, of all nodes; one kubelet remembers 4,096 each. */
  private static final int REMEMBERED_MAX = 16_384;

  private final Map<String, Similar> similar = lru();
  private final Map<String, Posted> posted = lru();
  private final Map<String, Budget> budgets = lru();
  private long lastNameNs;

  /**
   * An event to be posted.
   *
   * @param name of the Event object
   * @param message the event's own, or that of several similar ones
   * @param count how often it occurred; more than 1 for one that the server should have already
   * @param firstSecond when it first occurred, in seconds of the epoch
   */
  record Correlated(String name, String message, int count, long firstSecond) {}

  /** Events of one source, object and reason. */
  private static final class Similar {
    private final Set<String> messages = new HashSet<>(2); // most have one
    private long atNs;

    Similar(long nowNs) {
      atNs = nowNs;
    }
  }

  /** An event that was posted. */
  private static final class Posted {
    private final String name;
    private final long firstSecond;
    private int count;

    Posted(String name, long firstSecond) {
      this.name = name;
      this.firstSecond = firstSecond;
    }
  }

  /** What one object may still get. */
  private static final class Budget {
    private double tokens = BURST;
    private long atNs;

    Budget(long nowNs) {
      atNs = nowNs;
    }

    boolean take(long nowNs) {
      tokens = Math.min(BURST, tokens + (nowNs - atNs) / (double) REFILL_NS);
      atNs = nowNs;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }

  private static <V> Map<String, V> lru() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED_MAX;
      }
    };
  }

  /**
   * Returns what is to be posted of an event that occurred; nothing if there were too many.
   *
   * @param epochNs wall time, which names a new event
   */
  Optional<Correlated> correlate(
      String node,
      EventSubject subject,
      EventReason reason,
      String message,
      long nowNs,
      long epochNs) {
    String source = source(node, subject, reason);
    String alike = source + "/" + reason.text();
    boolean combined = areMany(alike, message, nowNs);
    String key = combined ? alike : alike + "/" + subject.fieldPath() + "/" + message;
    Posted event =
        posted.computeIfAbsent(
            key, k -> new Posted(name(subject, epochNs), TimeUnit.NANOSECONDS.toSeconds(epochNs)));
    event.count++;
    // What is dropped counts, too, and shows in the count of the next that is not.
    if (!budgets.computeIfAbsent(source, s -> new Budget(nowNs)).take(nowNs)) {
      return Optional.empty();
    }
    String text = combined ? COMBINED + message : message;
    return Optional.of(new Correlated(event.name, text, event.count, event.firstSecond));
  }

  private static String source(String node, EventSubject subject, EventReason reason) {
    return String.join(
        "/",
        node,
        subject.kind(),
        subject.namespace(),
        subject.name(),
        subject.uid(),
        reason.type());
  }

  private boolean areMany(String alike, String message, long nowNs) {
    Similar events = similar.computeIfAbsent(alike, a -> new Similar(nowNs));
    if (nowNs - events.atNs > SIMILAR_NS) {
      events.messages.clear();
    }
    events.atNs = nowNs;
    if (events.messages.contains(message)) {
      return false;
    }
    // Of SIMILAR messages client-go forgets any one again; here it is the newest.
    return events.messages.size() == SIMILAR - 1 || !events.messages.add(message);
  }

  /** Returns a name that is given once only, however many events there are in a nanosecond. */
  private String name(EventSubject subject, long epochNs) {
    lastNameNs = Math.max(lastNameNs + 1, epochNs);
    return subject.name() + "." + Long.toHexString(lastNameNs);
  }
}
