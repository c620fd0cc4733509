package io.scaletest.hollownode.pod;

import java.util.List;
import java.util.Optional;

/**
 * A pod's status on the server when it was first seen, from which an adopted pod goes on.
 * Immutable.
 *
 * @param startSecond when its node took it; 0 before
 * @param podIps one of each family
 */
record ObservedPodStatus(
    String phase,
    String reason,
    String message,
    List<Condition> conditions,
    boolean deleting,
    long deletionGraceSeconds,
    long startSecond,
    List<String> podIps,
    long observedGeneration,
    List<Container> containers) {
  /** Nothing is known, or it is not needed any more. */
  public static final ObservedPodStatus NONE =
      new ObservedPodStatus("Pending", "", "", List.of(), false, 0, 0, List.of(), 0, List.of());

  /** One condition, whoever wrote it. */
  public record Condition(
      String type,
      String status,
      String reason,
      String message,
      long sinceSecond,
      long observedGeneration) {}

  /** What a container is doing. */
  public enum State {
    WAITING,
    RUNNING,
    TERMINATED
  }

  /**
   * One container's status, whichever of the three lists it is in.
   *
   * @param waitingReason of a container that waits, as is the message
   * @param startedSecond of one that runs
   * @param ended of one that ended
   * @param last how the run before ended
   * @param resourcesJson what it had; empty where that is not said
   */
  public record Container(
      String name,
      String image,
      int restarts,
      boolean started,
      boolean ready,
      State state,
      String waitingReason,
      String waitingMessage,
      long startedSecond,
      Optional<Ended> ended,
      Optional<Ended> last,
      String resourcesJson) {}

  /** How a container's run ended; times are 0 where nobody knows them. */
  public record Ended(
      int code, String reason, String message, long startedSecond, long finishedSecond) {}

  /** Returns the status of a condition; empty where there is none. */
  public String condition(String type) {
    for (Condition condition : conditions) {
      if (condition.type().equals(type)) {
        return condition.status();
      }
    }
    return "";
  }

  /** Returns the status of the container of that name. */
  public Optional<Container> container(String name) {
    return containers.stream().filter(c -> c.name().equals(name)).findFirst();
  }
}
