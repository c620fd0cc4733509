package io.scaletest.player.workload;

import io.scaletest.common.random.Distribution;
import io.scaletest.player.language.Place;
import java.util.Map;

/**
 * Watches that are held.
 *
 * @param at where the specification names the resource, for messages
 * @param counts how many by phase; a phase that is missing keeps what the one before had
 * @param timeout of a watch, in nanoseconds
 * @param drops share of watches that end as a phase begins, by phase
 * @param slowShare share of the watchers that read slowly
 * @param slowBytesPerSecond how fast these read
 */
public record WatcherGroup(
    String name,
    Place at,
    String resource,
    Map<String, Ramp> counts,
    Scope scope,
    Distribution timeout,
    Format format,
    Map<String, Double> drops,
    double slowShare,
    long slowBytesPerSecond) {
  /** How many there are as a phase begins and as it ends. */
  public record Ramp(int from, int to) {}

  /** What each of them watches. */
  public enum Scope {
    ALL,
    NAMESPACE,
    /** One of the objects of {@code initial}. */
    OBJECT
  }

  /** What lists and events are written in. */
  public enum Format {
    JSON,
    PROTOBUF,
    /** The metadata of objects alone, in JSON. */
    METADATA
  }

  /** Returns this group, there from the beginning of a phase of that name. */
  WatcherGroup countedIn(String phase) {
    return new WatcherGroup(
        name,
        at,
        resource,
        Map.of(phase, counts.values().iterator().next()),
        scope,
        timeout,
        format,
        drops,
        slowShare,
        slowBytesPerSecond);
  }

  /** Returns how many there are at most. */
  public int most() {
    return counts.values().stream().mapToInt(c -> Math.max(c.from(), c.to())).max().orElse(0);
  }

  /** Returns how many of so many watchers read slowly. */
  public int slowOf(int watchers) {
    return (int) Math.floor(watchers * slowShare);
  }
}
