package io.scaletest.hollownode.pod;

/** The phases of a pod, as the API spells them. */
enum PodPhase {
  PENDING("Pending"),
  RUNNING("Running"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed");

  private final String text;

  PodPhase(String text) {
    this.text = text;
  }

  public boolean isTerminal() {
    return this == SUCCEEDED || this == FAILED;
  }

  /** Returns the phase spelt {@code text}; pending for anything else. */
  static PodPhase of(String text) {
    for (PodPhase phase : values()) {
      if (phase.text.equals(text)) {
        return phase;
      }
    }
    return PENDING;
  }

  @Override
  public String toString() {
    return text;
  }
}
