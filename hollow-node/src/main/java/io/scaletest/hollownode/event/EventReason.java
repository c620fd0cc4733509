package io.scaletest.hollownode.event;

/** The reasons of events that a kubelet posts, with the API's spelling and type. */
public enum EventReason {
  STARTING("Starting", true),
  NODE_HAS_SUFFICIENT_MEMORY("NodeHasSufficientMemory", true),
  NODE_HAS_NO_DISK_PRESSURE("NodeHasNoDiskPressure", true),
  NODE_HAS_SUFFICIENT_PID("NodeHasSufficientPID", true),
  NODE_ALLOCATABLE_ENFORCED("NodeAllocatableEnforced", true),
  NODE_READY("NodeReady", true),
  PULLING("Pulling", true),
  PULLED("Pulled", true),
  CREATED("Created", true),
  STARTED("Started", true),
  KILLING("Killing", true),
  BACK_OFF("BackOff", false),
  DEADLINE_EXCEEDED("DeadlineExceeded", true),
  REJECTED("", false);

  private final String text;
  private final boolean normal;

  EventReason(String text, boolean normal) {
    this.text = text;
    this.normal = normal;
  }

  /** Returns {@code Normal} or {@code Warning}. */
  public String type() {
    return normal ? "Normal" : "Warning";
  }

  @Override
  public String toString() {
    return text;
  }
}
