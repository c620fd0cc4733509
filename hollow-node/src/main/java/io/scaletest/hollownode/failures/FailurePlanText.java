package io.scaletest.hollownode.failures;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Prints what is to fail and when. Stateless. */
final class FailurePlanText {
  /** So much of a run that has no limit is shown. */
  private static final Duration STANDARD = Duration.ofMinutes(10);

  private static final int LINES_MAX = 10_000;
  private static final double NS_PER_SECOND = 1e9;

  private FailurePlanText() {}

  /**
   * Returns the lines of the failures that begin in a run of {@code duration}, zero for without a
   * limit.
   */
  static String of(FailurePlan plan, int nodes, Duration duration) {
    Duration shown = duration.isZero() ? STANDARD : duration;
    StringBuilder text = new StringBuilder();
    int lines = 0;
    Iterator<PlannedFailure> failures = plan.failures();
    while (failures.hasNext() && lines < LINES_MAX) {
      PlannedFailure failure = failures.next();
      if (failure.atNs() > shown.toNanos()) {
        break;
      }
      append(text, failure);
      lines++;
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%d nodes, %d failures in the %d s after all nodes are ready%n",
            nodes,
            lines,
            shown.toSeconds()));
    return text.toString();
  }

  /** Returns the lines of failures that were ordered. */
  static String of(List<PlannedFailure> ordered) {
    StringBuilder text = new StringBuilder();
    ordered.stream().limit(LINES_MAX).forEach(failure -> append(text, failure));
    return text.append(ordered.size()).append(" failures\n").toString();
  }

  private static void append(StringBuilder text, PlannedFailure failure) {
    text.append(
        String.format(
            Locale.ROOT,
            "%10.1f s  %-20s %-16s %s%n",
            failure.atNs() / NS_PER_SECOND,
            victims(failure),
            failure.rule().kind().word(),
            length(failure)));
  }

  /** Returns the node, or how many pods are drawn and of how many nodes, or of which. */
  private static String victims(PlannedFailure failure) {
    String nodes =
        failure.nodes().size() == 1 ? failure.nodes().get(0) : failure.nodes().size() + " nodes";
    return failure.rule().pods().map(pods -> pods.amount() + " pods of " + nodes).orElse(nodes);
  }

  private static String length(PlannedFailure failure) {
    if (failure.rule().kind().isMomentary()) {
      return "";
    }
    return failure.lengthNs().isEmpty()
        ? "for good"
        : String.format(Locale.ROOT, "for %.1f s", failure.lengthNs().getAsLong() / NS_PER_SECOND);
  }
}
