package io.scaletest.common.latency;

import io.scaletest.common.operation.Operation;

/**
 * What a tool's series is, as its name tells: {@code create.response}, {@code lateness}.
 *
 * @param operation empty where it is of all operations; the whole name of a series of a tool's own
 */
public record SeriesName(Quantity quantity, String operation) {
  /** What is measured. */
  public enum Quantity {
    /** From the intended time to the answer: what a user waits. */
    RESPONSE("response"),
    /** From sending to the answer. */
    SERVICE("service"),
    /** From the intended time to sending. */
    LATENESS("lateness"),
    /** The part of the lateness for which all streams of the connections were taken. */
    STREAM_WAIT("streamWait"),
    /** From the intended time to the failure. */
    FAILED_RESPONSE("failed.response"),
    /** From sending to the logger's dequeue; two clocks, not corrected by their offset. */
    NOTIFICATION("notification"),
    /** From the logger's first enqueue to its dequeue. */
    QUEUE("queue"),
    /** Of a tool's own; the operation is its name. */
    OTHER("");

    private final String text;

    Quantity(String text) {
      this.text = text;
    }

    /** Returns the word for it, as the tools' latency logs have it. */
    public String text() {
      return text;
    }
  }

  /** Reads a name; one that says nothing else is a series of the tool's own. */
  public static SeriesName of(String name) {
    for (Quantity quantity : Quantity.values()) {
      if (quantity == Quantity.OTHER) {
        continue;
      }
      if (name.equals(quantity.text())) {
        return new SeriesName(quantity, "");
      }
      for (Operation operation : Operation.values()) {
        if (name.equals(operation.word() + "." + quantity.text())) {
          return new SeriesName(quantity, operation.word());
        }
      }
    }
    return new SeriesName(Quantity.OTHER, name);
  }
}
