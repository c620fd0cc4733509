package io.scaletest.hollownode.endpoints;

import io.scaletest.hollownode.pod.PodView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * The log of one run of a container: a line at its start and each second after that, computed when
 * it is read. Immutable.
 */
final class ContainerLog {
  /** As a kubelet that has rotated the log's file, it has no more lines than these. */
  static final long LINES_KEPT = 10_000;

  private static final DateTimeFormatter RFC3339_NANO =
      new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

  private final String who;
  private final PodView.Run run;

  ContainerLog(String node, PodView pod, String container, PodView.Run run) {
    this.who = pod.namespace() + "/" + pod.name() + " " + container + " on " + node;
    this.run = run;
  }

  /** Returns how many lines were written until {@code second} of the epoch. */
  long linesUntil(long second) {
    long until = run.endSecond() == 0 ? second : Math.min(second, run.endSecond());
    return Math.max(0, until - run.startSecond() + 1);
  }

  /** Returns the number of the first line that was not written before {@code second}. */
  long firstSince(long second) {
    return Math.max(0, second - run.startSecond());
  }

  boolean hasEnded() {
    return run.endSecond() != 0;
  }

  /** Returns a line with its end; lines are numbered from 0. */
  byte[] line(long number, boolean timestamps) {
    Instant time = Instant.ofEpochSecond(run.startSecond() + number);
    String stamp = timestamps ? RFC3339_NANO.format(time) + " " : "";
    return (stamp + "line " + number + " of " + who + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
