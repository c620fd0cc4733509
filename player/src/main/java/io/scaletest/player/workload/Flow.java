package io.scaletest.player.workload;

import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.random.Distribution;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Requests at times that nothing but the seed decides.
 *
 * @param objects the set of objects that they are about
 * @param shapes the rate by phase; a phase that is missing has none
 * @param count arrivals at most
 * @param lifetime nanoseconds from the end of a create to the object's delete; empty to the end
 */
public record Flow(
    String name,
    ObjectSet objects,
    Map<String, Shape> shapes,
    Shape.Spacing spacing,
    long count,
    Optional<Distribution> lifetime,
    List<Verb> mix) {
  /**
   * Returns the arrivals of a phase that lasts its whole length, in nanoseconds since the phase's
   * beginning, without the limit of {@link #count}.
   */
  public ArrivalProcess arrivals(Phase phase, long seed) {
    Shape shape = shapes.get(phase.name());
    if (shape == null) {
      return () -> Long.MAX_VALUE;
    }
    // Each phase has a seed of its own, so that a change in one leaves the others as they are.
    long phaseSeed = seed * 31 + phase.name().hashCode();
    ArrivalProcess whole = shape.arrivals(spacing, phase.lengthNs(), phaseSeed);
    return () -> {
      long ns = whole.nextNs();
      return ns < phase.lengthNs() ? ns : Long.MAX_VALUE;
    };
  }

  /** Returns how many arrivals are expected in a phase, without the limit of {@link #count}. */
  public double expected(Phase phase) {
    return expected(phase, phase.lengthNs());
  }

  /** Returns how many are expected in the beginning of a phase, without that limit. */
  public double expected(Phase phase, long firstNs) {
    Shape shape = shapes.get(phase.name());
    return shape == null || firstNs <= 0
        ? 0
        : shape.expected(Math.min(firstNs, phase.lengthNs()), phase.lengthNs());
  }

  /** Returns the share of arrivals that an operation has. */
  public double share(Operation operation) {
    double all = mix.stream().mapToDouble(Verb::weight).sum();
    return mix.stream()
            .filter(verb -> verb.operation() == operation)
            .mapToDouble(Verb::weight)
            .sum()
        / all;
  }

  /** Returns the operations that it has, the deletes at the ends of lifetimes among them. */
  public Set<Operation> operations() {
    EnumSet<Operation> operations = EnumSet.noneOf(Operation.class);
    mix.forEach(verb -> operations.add(verb.operation()));
    if (lifetime.isPresent()) {
      operations.add(Operation.DELETE);
    }
    return operations;
  }
}
