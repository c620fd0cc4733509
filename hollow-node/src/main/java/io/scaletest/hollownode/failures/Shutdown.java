package io.scaletest.hollownode.failures;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.pools.Section;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The machine goes off in order: the node says so, its pods are ended, the critical ones last, then
 * it is off; at the end it boots.
 *
 * @param graceNs that all pods have together
 * @param criticalNs that is left of it for the critical ones
 */
record Shutdown(long graceNs, long criticalNs) implements NodeFailure {
  static final FailureKind KIND =
      FailureKind.ofNode(
          "shutdown", Ending.POSSIBLE, Set.of(Shutdown.GRACE, Shutdown.CRITICAL), Shutdown::read);

  private static final String GRACE = "grace";
  private static final String CRITICAL = "critical";
  private static final Duration STANDARD_GRACE = Duration.ofSeconds(30);
  private static final Duration STANDARD_CRITICAL = Duration.ofSeconds(10);

  /** So often it is looked whether the pods have ended. */
  private static final long POLL_NS = TimeUnit.SECONDS.toNanos(1);

  private static Shutdown read(Section keys) {
    long grace = keys.optional(GRACE, Spans::positiveNs).orElse(STANDARD_GRACE.toNanos());
    long critical = keys.optional(CRITICAL, Spans::positiveNs).orElse(STANDARD_CRITICAL.toNanos());
    if (critical >= grace) {
      throw keys.refused(
          CRITICAL, "must be less than the grace of all, got " + DurationText.elapsed(critical));
    }
    return new Shutdown(grace, critical);
  }

  @Override
  public String detail() {
    return "grace "
        + DurationText.elapsed(graceNs)
        + ", critical "
        + DurationText.elapsed(criticalNs);
  }

  @Override
  public void begin(FailingNode node) {
    node.enter(NodeState.SHUTTING_DOWN);
    node.kubelet().shutDown();
    endPods(node, false, graceNs - criticalNs);
  }

  private void endPods(FailingNode node, boolean critical, long graceOfTheseNs) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(graceOfTheseNs);
    node.kubelet().pods().shutDown(critical, seconds);
    await(node, critical, graceOfTheseNs);
  }

  private void await(FailingNode node, boolean critical, long leftNs) {
    node.after(
        POLL_NS,
        () -> {
          if (leftNs > POLL_NS && !node.kubelet().pods().isShutDown(critical)) {
            await(node, critical, leftNs - POLL_NS);
          } else if (critical) {
            node.enter(NodeState.POWERED_OFF);
          } else {
            endPods(node, true, criticalNs);
          }
        });
  }

  @Override
  public void end(FailingNode node) {
    node.enter(NodeState.POWERED_OFF);
    node.enter(NodeState.UP);
  }
}
