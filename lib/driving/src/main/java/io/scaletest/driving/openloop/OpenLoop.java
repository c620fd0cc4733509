package io.scaletest.driving.openloop;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.pacing.Agenda;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.driving.lifecycle.ObjectLedger;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.OperationListener;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
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
 * <p>An object whose create failed is deleted at its time all the same: the create may have been
 * carried out. What may exist at the end says the {@link ObjectLedger}, and the clean-up sees to
 * it.
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
  private Runnable onLastArrival = () -> {};

  public OpenLoop(
      OpenLoopPlan plan,
      ArrivalProcess arrivals,
      ObjectLifecycle lifecycle,
      ApiTransport transport,
      OperationListener listener,
      Ticker ticker,
      FaultHandler faults) {
    super("open-loop", transport, ticker, faults);
    this.plan = plan;
    this.arrivals = arrivals;
    this.lifecycle = lifecycle;
    this.listener = listener;
  }

  /** Has {@code action} run once the last create has gone out; to be called before {@link #run}. */
  public void onLastArrival(Runnable action) {
    onLastArrival = action;
  }

  @Override
  protected void begin() {
    state.begin();
    scheduleNextArrival();
    if (plan.n() == 0) {
      onLastArrival.run();
    }
  }

  @Override
  protected long sendDue(long nowNs) {
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
        sendCreate();
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

  private void sendCreate() {
    long number = state.arrived() + 1;
    long intendedNs = nextArrivalNs;
    state.arrive(intendedNs);
    scheduleNextArrival();
    // The time of this sending: in a burst, the step's own time is that of the first create.
    ApiRequest request = lifecycle.create(number, ticker.nanos());
    ledger.creating(number);
    state.sent();
    transport.send(request, reply -> createEnded(number, intendedNs, reply));
    if (number == plan.n()) {
      onLastArrival.run();
    }
  }

  private void createEnded(long number, long intendedNs, ApiReply reply) {
    try {
      ledger.created(number, reply);
      addDelete(reply.answeredNs() + plan.lifetimeNs(), number);
      listener.completed(Operation.CREATE, number, intendedNs, reply);
    } finally {
      answered();
    }
  }

  private void sendDelete(long intendedNs) {
    long number = takeFirstDelete();
    ApiRequest request = lifecycle.delete(number);
    state.sent();
    transport.send(request, reply -> deleteEnded(number, intendedNs, reply));
  }

  private void deleteEnded(long number, long intendedNs, ApiReply reply) {
    try {
      ledger.deleted(number, reply);
      listener.completed(Operation.DELETE, number, intendedNs, reply);
    } finally {
      answered();
    }
  }

  /** Whatever became of telling the listener: what is not in flight must not be waited for. */
  private void answered() {
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
