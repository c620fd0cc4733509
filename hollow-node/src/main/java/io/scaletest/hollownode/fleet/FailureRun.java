package io.scaletest.hollownode.fleet;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.failures.FailureKind;
import io.scaletest.hollownode.failures.FailurePlan;
import io.scaletest.hollownode.failures.PlannedFailure;
import io.scaletest.hollownode.kubelet.HollowKubelet;
import io.scaletest.hollownode.kubelet.HollowKubelet.Pressure;
import io.scaletest.hollownode.loop.Alarm;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeState;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Makes nodes fail as planned: takes each from state to state at its times, and tells what it did.
 * A node fails in one way at a time: what is planned for one that is not well is skipped, and told.
 * For the thread that holds the loop's lock; nothing blocks.
 */
final class FailureRun {
  private final WorkLoop loop;
  private final Iterator<PlannedFailure> plan;
  private final Map<String, HollowKubelet> kubelets = new HashMap<>();
  private final Map<String, Underway> failing = new HashMap<>();
  private final Consumer<FailureRow> rows;
  private final Alarm alarm;
  private PlannedFailure next;
  private long startNs;
  private long begun;

  /**
   * @param rows hears of each step
   */
  FailureRun(WorkLoop loop, FailurePlan plan, Consumer<FailureRow> rows) {
    this.loop = loop;
    this.plan = plan.failures();
    this.rows = rows;
    this.alarm = loop.alarm(this::beginDue);
  }

  /** Adds a node that may fail. */
  void add(HollowKubelet kubelet) {
    kubelets.put(kubelet.name(), kubelet);
  }

  /** All nodes are ready: the plan begins. */
  void start() {
    startNs = loop.nowNs();
    planNext();
  }

  /** The run ends: nothing fails any more, and what has failed stays so. */
  void stop() {
    alarm.cancel();
    failing.values().forEach(underway -> underway.alarm.cancel());
  }

  /** Returns how many failures have begun. */
  long begun() {
    return begun;
  }

  private void planNext() {
    if (plan.hasNext()) {
      next = plan.next();
      alarm.set(startNs + next.atNs());
    } else {
      next = null;
    }
  }

  private void beginDue(long nowNs) {
    while (next != null && startNs + next.atNs() <= nowNs) {
      begin(next);
      planNext();
    }
  }

  private void begin(PlannedFailure failure) {
    HollowKubelet kubelet = kubelets.get(failure.node());
    if (kubelet == null) {
      tell(failure, "skipped", "it has no kubelet");
      return;
    }
    if (failing.containsKey(failure.node())) {
      String other = failing.get(failure.node()).failure.rule().kind().word();
      tell(failure, "skipped", "under way: " + other);
      return;
    }
    NodeState state = kubelet.context().states().state();
    if (state != NodeState.UP) {
      tell(failure, "skipped", "the node is " + state);
      return;
    }
    begun++;
    Underway underway = new Underway(failure, kubelet);
    tell(failure, "begin", underway.detail());
    underway.begin();
    if (failure.rule().kind().isMomentary()) {
      underway.alarm.release(); // else each keeps a place in the timetable, for the whole run
    } else {
      failing.put(failure.node(), underway);
    }
  }

  private void tell(PlannedFailure failure, String step, String detail) {
    rows.accept(
        new FailureRow(
            loop.wallClock().epochMillisAt(loop.nowNs()),
            failure.node(),
            failure.pool(),
            failure.rule().kind().word(),
            step,
            failure.atNs() / 1_000_000,
            detail));
  }

  /** A failure that has begun. */
  private final class Underway {
    private final PlannedFailure failure;
    private final HollowKubelet kubelet;
    private final NodeContext node;
    private final Alarm alarm;
    private final OptionalLong endNs;

    Underway(PlannedFailure failure, HollowKubelet kubelet) {
      this.failure = failure;
      this.kubelet = kubelet;
      this.node = kubelet.context();
      this.alarm = loop.alarm(this::due);
      this.endNs =
          failure.lengthNs().isPresent()
              ? OptionalLong.of(loop.nowNs() + failure.lengthNs().getAsLong())
              : OptionalLong.empty();
    }

    String detail() {
      FailureKind kind = failure.rule().kind();
      String length =
          failure.lengthNs().isPresent()
              ? "for " + DurationText.elapsed(failure.lengthNs().getAsLong())
              : kind.isMomentary() ? "" : "for good";
      return kind == FailureKind.SLOW
          ? length + ", latency " + DurationText.elapsed(failure.rule().latencyNs())
          : length;
    }

    void begin() {
      switch (failure.rule().kind()) {
        case CRASH, REBOOT -> enter(NodeState.POWERED_OFF);
        case PARTITION, FLAP -> enter(NodeState.PARTITIONED);
        case HANG -> enter(NodeState.HUNG);
        case SLOW -> {
          enter(NodeState.SLOW);
          node.delayRequests(failure.rule().latencyNs());
        }
        case CONNECTION_LOSS -> {
          enter(NodeState.PARTITIONED);
          enter(NodeState.UP);
        }
        case MEMORY_PRESSURE -> kubelet.setPressure(Pressure.MEMORY, true);
        case DISK_PRESSURE -> kubelet.setPressure(Pressure.DISK, true);
        case PID_PRESSURE -> kubelet.setPressure(Pressure.PID, true);
      }
      if (failure.rule().kind() == FailureKind.FLAP) {
        alarm.set(Math.min(endNs.getAsLong(), loop.nowNs() + failure.rule().periodNs() / 2));
      } else if (endNs.isPresent()) {
        alarm.set(endNs.getAsLong());
      }
    }

    private void enter(NodeState state) {
      node.states().enter(state);
    }

    private void due(long nowNs) {
      if (endNs.isPresent() && nowNs >= endNs.getAsLong()) {
        end();
        return;
      }
      enter(node.states().state() == NodeState.PARTITIONED ? NodeState.UP : NodeState.PARTITIONED);
      alarm.set(Math.min(endNs.getAsLong(), nowNs + failure.rule().periodNs() / 2));
    }

    private void end() {
      alarm.release();
      failing.remove(failure.node());
      switch (failure.rule().kind()) {
        case CRASH, REBOOT, PARTITION, FLAP, HANG -> enter(NodeState.UP);
        case SLOW -> {
          node.delayRequests(0);
          enter(NodeState.UP);
        }
        case MEMORY_PRESSURE -> kubelet.setPressure(Pressure.MEMORY, false);
        case DISK_PRESSURE -> kubelet.setPressure(Pressure.DISK, false);
        case PID_PRESSURE -> kubelet.setPressure(Pressure.PID, false);
        case CONNECTION_LOSS -> throw new IllegalStateException("over when it began");
      }
      tell(failure, "end", "");
    }
  }
}
