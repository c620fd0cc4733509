package io.scaletest.player.workload;

import io.scaletest.common.operation.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Limits of one thing.
 *
 * @param of what is limited: verbs, {@code requests}, {@code errors}, {@code watch.…}
 * @param percentiles limits in nanoseconds by percentile, 50 to 100 (the largest)
 * @param share limit of a share of the requests, 0 to 1
 * @param count limit of a count
 * @param perObject limit of requests for each object
 * @param service whether times are from the sending on instead of from the intended moment
 * @param phases in which it counts
 * @param flows for which it counts
 * @param abort whether the run ends as soon as it is surely broken
 */
public record Slo(
    List<String> of,
    Map<Double, Long> percentiles,
    OptionalDouble share,
    OptionalLong count,
    Optional<PerObject> perObject,
    boolean service,
    Set<String> phases,
    Set<String> flows,
    boolean abort) {
  /**
   * A limit of the requests to a resource, for each object of it that was made.
   *
   * @param verb of the requests; empty for all
   * @param resource as in paths, {@code virtualmachineinstances}
   */
  public record PerObject(double limit, Optional<Operation> verb, String resource) {}
}
