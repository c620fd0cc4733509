package io.scaletest.player.workload;

import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.random.Distribution;
import io.scaletest.driving.lifecycle.Operation;
import java.util.ArrayList;
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
  /** Returns the arrivals over all phases, in nanoseconds since the start. */
  public ArrivalProcess arrivals(List<Phase> phases, long seed) {
    List<ArrivalProcess.Part> parts = new ArrayList<>();
    for (Phase phase : phases) {
      Shape shape = shapes.get(phase.name());
      if (shape != null) {
        // Each phase has a seed of its own, so that a change in one leaves the others as they are.
        long phaseSeed = seed * 31 + phase.name().hashCode();
        parts.add(
            new ArrivalProcess.Part(
                phase.startNs(),
                phase.lengthNs(),
                shape.arrivals(spacing, phase.lengthNs(), phaseSeed)));
      }
    }
    ArrivalProcess all = ArrivalProcess.inTurn(parts);
    long[] left = {count};
    return () -> left[0]-- > 0 ? all.nextNs() : Long.MAX_VALUE;
  }

  /** Returns how many arrivals are expected in a phase, without the limit of {@link #count}. */
  public double expected(Phase phase) {
    Shape shape = shapes.get(phase.name());
    return shape == null ? 0 : shape.expected(phase.lengthNs());
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
