package io.scaletest.player.workload;

import io.scaletest.common.random.Distribution;
import io.scaletest.player.language.Place;
import java.util.Map;

/**
 * Watches that are held.
 *
 * @param at where the specification names the resource, for messages
 * @param counts how many by phase; a phase that is missing keeps what the one before had
 * @param byNamespace whether each watches one of the run's namespaces instead of all
 * @param timeout of a watch, in nanoseconds
 * @param drops share of watches that end as a phase begins, by phase
 */
public record WatcherGroup(
    String name,
    Place at,
    String resource,
    Map<String, Ramp> counts,
    boolean byNamespace,
    Distribution timeout,
    boolean protobuf,
    Map<String, Double> drops) {
  /** How many there are as a phase begins and as it ends. */
  public record Ramp(int from, int to) {}

  /** Returns this group, there from the beginning of a phase of that name. */
  WatcherGroup countedIn(String phase) {
    return new WatcherGroup(
        name,
        at,
        resource,
        Map.of(phase, counts.values().iterator().next()),
        byNamespace,
        timeout,
        protobuf,
        drops);
  }

  /** Returns how many there are at most. */
  public int most() {
    return counts.values().stream().mapToInt(c -> Math.max(c.from(), c.to())).max().orElse(0);
  }
}
