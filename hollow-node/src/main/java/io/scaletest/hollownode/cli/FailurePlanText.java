package io.scaletest.hollownode.cli;

import io.scaletest.hollownode.failures.FailurePlan;
import io.scaletest.hollownode.failures.PlannedFailure;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;

/** Prints what is to fail and when, for {@code --plan}. Stateless. */
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
      text.append(
          String.format(
              Locale.ROOT,
              "%10.1f s  %-20s %-16s %s%n",
              failure.atNs() / NS_PER_SECOND,
              failure.node(),
              failure.rule().kind().word(),
              length(failure)));
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

  private static String length(PlannedFailure failure) {
    if (failure.rule().kind().isMomentary()) {
      return "";
    }
    return failure.lengthNs().isEmpty()
        ? "for good"
        : String.format(Locale.ROOT, "for %.1f s", failure.lengthNs().getAsLong() / NS_PER_SECOND);
  }
}
