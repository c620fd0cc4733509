package io.scaletest.driving.openloop;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.pacing.Agenda;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.driving.lifecycle.ObjectLedger;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.Operation;
import io.scaletest.driving.lifecycle.OperationListener;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiTransport;

/**
 * Creates objects at the times of an arrival process and deletes each a fixed lifetime after its
 * create ended.
 *
 * <p>Objects live independently: one thread sends what is due and never waits for an answer. The
 * intended time of a create is the schedule's, that of a delete the end of its object's create plus
 * the lifetime; neither depends on when anything was really sent, so no stall is omitted from
 * {@code answered - intended}.
 *
 * <p>An object whose create failed has no scheduled delete. If the create may nevertheless have
 * been carried out, the {@link ObjectLedger} says so, and the clean-up at the end sees to it.
 *
 * <p><i>Source:</i> the contract of cmdriver, "Poisson arrivals" to "Objects live independently".
 */
public final class OpenLoop extends DrivingLoop {
  private final OpenLoopPlan plan;
  private final ArrivalProcess arrivals;
  private final ObjectLifecycle lifecycle;
  private final OperationListener listener;

  /** Deletes not yet due. Filled by the transport's threads, emptied by the pacer's. */
  @GuardedBy("deletes")
  private final Agenda deletes = new Agenda();

  private long nextArrivalNs;

  public OpenLoop(
      OpenLoopPlan plan,
      ArrivalProcess arrivals,
      ObjectLifecycle lifecycle,
      ApiTransport transport,
      OperationListener listener,
      Ticker ticker) {
    super("open-loop", transport, ticker);
    this.plan = plan;
    this.arrivals = arrivals;
    this.lifecycle = lifecycle;
    this.listener = listener;
  }

  @Override
  protected void begin() {
    state.begin();
    scheduleNextArrival();
  }

  @Override
  protected long step(long nowNs) {
    if (state.stopped()) {
      return state.drain(nowNs);
    }
    while (true) {
      long deleteDueNs = firstDeleteDueNs();
      long dueNs = Math.min(nextArrivalNs, deleteDueNs);
      if (dueNs > nowNs) {
        // Read last: a create that ended meanwhile has left its delete on the agenda before.
        return finished() ? Pacer.DONE : Math.min(nextArrivalNs, firstDeleteDueNs());
      }
      if (deleteDueNs <= nextArrivalNs) {
        sendDelete(deleteDueNs);
      } else {
        sendCreate(nowNs);
      }
    }
  }

  private boolean finished() {
    return state.arrived() == plan.n()
        && state.inFlight() == 0
        && firstDeleteDueNs() == Long.MAX_VALUE;
  }

  private void scheduleNextArrival() {
    nextArrivalNs =
        state.arrived() < plan.n() ? state.startNs() + arrivals.nextNs() : Long.MAX_VALUE;
  }

  private void sendCreate(long nowNs) {
    long number = state.arrived() + 1;
    long intendedNs = nextArrivalNs;
    state.arrive(intendedNs);
    scheduleNextArrival();
    ledger.creating(number);
    state.sent();
    transport
        .send(lifecycle.create(number, nowNs))
        .whenComplete((reply, never) -> createEnded(number, intendedNs, reply));
  }

  private void createEnded(long number, long intendedNs, ApiReply reply) {
    ledger.created(number, reply);
    addDelete(reply.answeredNs() + plan.lifetimeNs(), number);
    ended(Operation.CREATE, number, intendedNs, reply);
  }

  private void sendDelete(long intendedNs) {
    long number = takeFirstDelete();
    state.sent();
    transport
        .send(lifecycle.delete(number))
        .whenComplete((reply, never) -> deleteEnded(number, intendedNs, reply));
  }

  private void deleteEnded(long number, long intendedNs, ApiReply reply) {
    ledger.deleted(number, reply);
    ended(Operation.DELETE, number, intendedNs, reply);
  }

  private void ended(Operation operation, long number, long intendedNs, ApiReply reply) {
    listener.completed(operation, number, intendedNs, reply);
    if (state.answered() == 0 && (state.arrived() == plan.n() || state.stopped())) {
      pacer.wakeBefore(ticker.nanos()); // perhaps that was the last one
    }
  }

  private void addDelete(long dueNs, long number) {
    synchronized (deletes) {
      deletes.add(dueNs, number);
    }
    pacer.wakeBefore(dueNs);
  }

  private long firstDeleteDueNs() {
    synchronized (deletes) {
      return deletes.firstDueNs();
    }
  }

  private long takeFirstDelete() {
    synchronized (deletes) {
      return deletes.takeFirst();
    }
  }
}
