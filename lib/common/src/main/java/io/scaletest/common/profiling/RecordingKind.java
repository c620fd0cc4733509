package io.scaletest.common.profiling;

/** The kinds of flight recording, each with the events it enables. */
enum RecordingKind {
  /** All events of the JDK's configuration of that name, given out as recorded. */
  DEFAULT("default"),
  /** The same with more events and samples. */
  DETAILED("profile"),
  /** Where threads were that ran Java code, sampled. */
  CPU(""),
  /** Where objects were allocated, sampled. */
  ALLOCATIONS(""),
  /** Where threads waited for a monitor, a lock or a condition. */
  BLOCKED(""),
  /** Where threads waited for a monitor or a lock that another held. */
  CONTENDED("");

  private final String configuration;

  RecordingKind(String configuration) {
    this.configuration = configuration;
  }

  /** Returns the name of the JDK's configuration, empty where only some events are wanted. */
  String configuration() {
    return configuration;
  }
}
