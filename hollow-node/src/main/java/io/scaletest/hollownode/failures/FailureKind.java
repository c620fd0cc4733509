package io.scaletest.hollownode.failures;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The ways in which a node can fail on purpose; docs/hollow-failures.md says what each does. */
public enum FailureKind {
  /** The machine loses its power; with an end, it boots then. */
  CRASH,
  /** The machine boots again after a time. */
  REBOOT,
  /** Nothing gets through between node and API server; the containers run on. */
  PARTITION,
  /** Partitions that come and go. */
  FLAP,
  /** The kubelet's process stands still; the containers run on. */
  HANG,
  /** Each of the kubelet's requests goes out late. */
  SLOW,
  /** All watches and requests under way break at once. */
  CONNECTION_LOSS,
  /** The node is short of memory. */
  MEMORY_PRESSURE,
  /** The node is short of disk space. */
  DISK_PRESSURE,
  /** The node is short of process numbers. */
  PID_PRESSURE;

  /** Returns the kind that a file names: {@code memory-pressure}. */
  static FailureKind of(String text) {
    for (FailureKind kind : values()) {
      if (kind.word().equals(text)) {
        return kind;
      }
    }
    String known = Arrays.stream(values()).map(FailureKind::word).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("must be one of " + known + ", got " + text);
  }

  /** Returns how files spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Tells whether it needs an end: it is nothing without. */
  boolean needsEnd() {
    return this == REBOOT || this == FLAP;
  }

  /** Tells whether it is over as soon as it has begun. */
  public boolean isMomentary() {
    return this == CONNECTION_LOSS;
  }
}
