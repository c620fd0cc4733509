package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pools.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot of a pod for those who ask its kubelet about it. Immutable.
 *
 * @param ips addresses, one of each family; empty before there are any
 * @param startSecond when the kubelet took it, in seconds of the epoch; 0 before that
 * @param usage what its containers use
 * @param containers init containers, the others, ephemeral ones
 * @param oomKills how many of them were killed since all together used too much memory
 */
public record PodView(
    String namespace,
    String name,
    String uid,
    List<String> ips,
    long startSecond,
    PodUsage usage,
    List<Container> containers,
    int oomKills) {

  /**
   * A container.
   *
   * @param running whether it runs now
   * @param current the run that is or was last; empty before the first
   * @param last the run before that, which has ended
   * @param resourcesJson requests and limits, as they are granted
   * @param oomKills how often it was killed for its own memory, as far as this process knows
   */
  public record Container(
      String name,
      boolean running,
      int restarts,
      Optional<Run> current,
      Optional<Run> last,
      String resourcesJson,
      int oomKills) {

    /** Returns how much it requests of a resource. */
    public Optional<Quantity> request(String resource) {
      return ResourcesJson.amount(resourcesJson, "requests", resource);
    }
  }

  /**
   * From a container's start to its end, in seconds of the epoch.
   *
   * @param endSecond 0 while it runs
   */
  public record Run(long startSecond, long endSecond) {}

  /** Returns the container of that name; empty where there is none. */
  public Optional<Container> container(String wanted) {
    return containers.stream().filter(container -> container.name().equals(wanted)).findFirst();
  }

  static PodView of(PodRun run, PodUsage usage) {
    PodSpec spec = run.spec();
    List<Container> containers = new ArrayList<>(1);
    run.containers().forEach(state -> containers.add(container(state)));
    return new PodView(
        spec.namespace(),
        spec.name(),
        spec.uid(),
        run.addresses(),
        run.startSecond(),
        usage,
        List.copyOf(containers),
        run.oomKills());
  }

  private static Container container(ContainerState state) {
    Optional<Run> last =
        Optional.ofNullable(state.last)
            .filter(ended -> ended.startedSecond() != 0)
            .map(ended -> new Run(ended.startedSecond(), ended.finishedSecond()));
    Optional<Run> current =
        state.phase == ContainerState.Phase.WAITING || state.startedSecond == 0
            ? Optional.empty()
            : Optional.of(
                new Run(state.startedSecond, state.isRunning() ? 0 : state.finishedSecond));
    // A container that waits for its next run is one whose last has ended.
    return new Container(
        state.name(),
        state.isRunning(),
        state.restarts,
        current.or(() -> last),
        current.isPresent() ? last : Optional.empty(),
        state.allocatedJson,
        state.oomKills);
  }
}
