package io.scaletest.player.result;

import io.scaletest.common.exit.NearestName;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.operation.Operation;
import io.scaletest.player.workload.Flow;
import io.scaletest.player.workload.ObjectSet;
import io.scaletest.player.workload.Slo.PerObject;
import io.scaletest.player.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many requests there were to a resource, and how many objects of it were made: of the flows
 * and of the actors, by phase. Safe for use by many threads.
 */
public final class RequestsPerObject {
  private final Workload workload;
  private final FlowRecorder recorder;
  private final Optional<ActorFigures> actors;
  private final Map<ObjectSet, String> resources;

  /**
   * @param resources of the sets of objects, as in paths
   */
  public RequestsPerObject(
      Workload workload,
      FlowRecorder recorder,
      Optional<ActorFigures> actors,
      Map<ObjectSet, String> resources) {
    this.workload = workload;
    this.recorder = recorder;
    this.actors = actors;
    this.resources = Map.copyOf(resources);
  }

  /**
   * Checks the resources that limits name, before the first write.
   *
   * @param asked resources to which flows and actors send requests
   * @throws ToolException a usage error with the nearest name
   */
  public static void requireKnown(Workload workload, Set<String> asked) {
    Set<String> sorted = new TreeSet<>(asked);
    for (var slo : workload.slos()) {
      Optional<String> unknown =
          slo.perObject().map(PerObject::resource).filter(name -> !asked.contains(name));
      if (unknown.isPresent()) {
        throw ToolException.usage(
            "slo: resource: must be a resource that the run writes or reads, got "
                + unknown.get()
                + NearestName.to(unknown.get(), sorted)
                    .map(name -> ", nearest: " + name)
                    .orElse("; there are " + String.join(", ", sorted)));
      }
    }
  }

  /** Returns how many requests are over, well or not, that were due in these phases. */
  long requests(PerObject of, List<Integer> phases) {
    return phases.stream()
        .flatMap(phase -> figures(of.resource(), of.verb(), phase).stream())
        .mapToLong(FlowRecorder.Figures::completed)
        .sum();
  }

  /** Returns how many objects were made in these phases, or before the first one. */
  long objects(PerObject of, List<Integer> phases) {
    Optional<String> resource = Optional.of(of.resource());
    long before =
        workload.initial().stream()
            .filter(initial -> initial.objects().map(resources::get).equals(resource))
            .mapToLong(Workload.Initial::count)
            .sum();
    return before
        + phases.stream()
            .flatMap(phase -> figures(of.resource(), Optional.of(Operation.CREATE), phase).stream())
            .mapToLong(made -> made.completed() - made.failed())
            .sum();
  }

  private List<FlowRecorder.Figures> figures(String resource, Optional<Operation> verb, int phase) {
    List<FlowRecorder.Figures> all = new ArrayList<>();
    for (int flow = 0; flow < workload.flows().size(); flow++) {
      Flow its = workload.flows().get(flow);
      if (resource.equals(resources.get(its.objects()))) {
        recorder
            .of(phase, flow)
            .forEach(
                (operation, figures) -> {
                  if (verb.isEmpty() || verb.get() == operation) {
                    all.add(figures);
                  }
                });
      }
    }
    actors.ifPresent(figures -> all.addAll(figures.of(phase, verb, resource)));
    return all;
  }
}
