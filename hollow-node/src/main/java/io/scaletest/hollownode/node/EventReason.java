package io.scaletest.hollownode.node;

/**
 * The reasons of a kubelet's events, each with its type.
 *
 * @param text as the API spells it
 * @param normal whether it is of type {@code Normal} and not a {@code Warning}
 */
public record EventReason(String text, boolean normal) {
  public static final EventReason STARTING = new EventReason("Starting", true);
  public static final EventReason SUFFICIENT_MEMORY =
      new EventReason("NodeHasSufficientMemory", true);
  public static final EventReason NO_DISK_PRESSURE = new EventReason("NodeHasNoDiskPressure", true);
  public static final EventReason SUFFICIENT_PID = new EventReason("NodeHasSufficientPID", true);
  public static final EventReason ALLOCATABLE_ENFORCED =
      new EventReason("NodeAllocatableEnforced", true);
  public static final EventReason INSUFFICIENT_MEMORY =
      new EventReason("NodeHasInsufficientMemory", true);
  public static final EventReason DISK_PRESSURE = new EventReason("NodeHasDiskPressure", true);
  public static final EventReason INSUFFICIENT_PID =
      new EventReason("NodeHasInsufficientPID", true);
  public static final EventReason REBOOTED = new EventReason("Rebooted", false);
  public static final EventReason NODE_READY = new EventReason("NodeReady", true);
  public static final EventReason NODE_NOT_READY = new EventReason("NodeNotReady", true);
  public static final EventReason EVICTION_THRESHOLD_MET =
      new EventReason("EvictionThresholdMet", false);
  public static final EventReason EVICTED = new EventReason("Evicted", false);
  public static final EventReason INVALID_ANNOTATION = new EventReason("InvalidAnnotation", false);
  public static final EventReason PULLING = new EventReason("Pulling", true);
  public static final EventReason PULLED = new EventReason("Pulled", true);
  public static final EventReason CREATED = new EventReason("Created", true);
  public static final EventReason STARTED = new EventReason("Started", true);
  public static final EventReason KILLING = new EventReason("Killing", true);
  public static final EventReason BACK_OFF = new EventReason("BackOff", false);
  public static final EventReason BACK_OFF_PULL = new EventReason("BackOff", true);
  public static final EventReason UNHEALTHY = new EventReason("Unhealthy", false);
  public static final EventReason FAILED_KILL = new EventReason("FailedKillPod", false);
  public static final EventReason FAILED_SANDBOX = new EventReason("FailedCreatePodSandBox", false);
  public static final EventReason FAILED = new EventReason("Failed", false);
  public static final EventReason FAILED_MOUNT = new EventReason("FailedMount", false);
  public static final EventReason FAILED_PULL_SECRET =
      new EventReason("FailedToRetrieveImagePullSecret", false);
  public static final EventReason RESIZE_STARTED = new EventReason("ResizeStarted", true);
  public static final EventReason RESIZE_COMPLETED = new EventReason("ResizeCompleted", true);
  public static final EventReason RESIZE_DEFERRED = new EventReason("ResizeDeferred", false);
  public static final EventReason RESIZE_INFEASIBLE = new EventReason("ResizeInfeasible", false);
  public static final EventReason DEADLINE_EXCEEDED = new EventReason("DeadlineExceeded", true);

  /** Returns the reason of a pod's rejection: {@code OutOfcpu}. */
  public static EventReason rejection(String text) {
    return new EventReason(text, false);
  }

  /** Returns {@code Normal} or {@code Warning}. */
  public String type() {
    return normal ? "Normal" : "Warning";
  }
}
