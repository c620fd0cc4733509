package io.scaletest.fleet.spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run of a fleet, as its file says it. Immutable.
 *
 * @param run its ID; empty to have one made
 * @param seed of which each member's is derived; 0 to have one made
 * @param port on which members listen in their pods
 * @param readyWithin bounds the wait for all pods to be ready
 * @param endWithin bounds the time from the start to the last driver's end
 * @param keep for how long members keep results that nobody collects
 */
public record FleetSpec(
    Optional<String> run,
    String namespace,
    long seed,
    int port,
    Duration readyWithin,
    Duration endWithin,
    Duration keep,
    MemberGroup drivers,
    Optional<MemberGroup> loggers) {

  /** Returns the groups that there are, drivers first. */
  public List<MemberGroup> groups() {
    List<MemberGroup> groups = new ArrayList<>(List.of(drivers));
    loggers.ifPresent(groups::add);
    return groups;
  }
}
