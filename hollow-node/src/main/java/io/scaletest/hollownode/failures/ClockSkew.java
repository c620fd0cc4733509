package io.scaletest.hollownode.failures;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.pools.Section;
import java.time.Duration;
import java.util.Set;

/** The machine's clock is wrong: what the kubelet reports has other times. */
record ClockSkew(long aheadNs) implements NodeFailure {
  static final FailureKind KIND =
      FailureKind.ofNode("clock-skew", Ending.POSSIBLE, Set.of(ClockSkew.OFFSET), ClockSkew::read);

  private static final String OFFSET = "offset";

  private static ClockSkew read(Section keys) {
    return new ClockSkew(keys.required(OFFSET, ClockSkew::offsetNs));
  }

  private static long offsetNs(String text) {
    Duration offset = DurationText.parse(text);
    if (offset.isZero()) {
      throw new IllegalArgumentException("must be ahead or, negative, behind, got " + text);
    }
    return offset.toNanos();
  }

  @Override
  public String detail() {
    return DurationText.elapsed(Math.abs(aheadNs)) + (aheadNs > 0 ? " ahead" : " behind");
  }

  @Override
  public void begin(FailingNode node) {
    node.kubelet().context().skewClock(aheadNs);
  }

  @Override
  public void end(FailingNode node) {
    node.kubelet().context().skewClock(0);
  }
}
