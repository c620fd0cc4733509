package io.scaletest.driving.closedloop;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.arrival.PacedThreads;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.pacing.Agenda;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.OperationListener;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes objects through create, updates and delete with a fixed number of logical threads, each of
 * which sends its next request when the one before is answered and the schedule's time has come.
 *
 * <p>A logical thread is no thread of the system but a few numbers: while its request is in flight
 * it waits for the answer, otherwise on the agenda for its due time. One pacer sends whatever is
 * due.
 *
 * <p>The intended time of a thread's k-th operation is the schedule's alone: a stalled request
 * shifts none, so response time and lateness contain every wait. An operation that is late for want
 * of an answer goes out at once, and is not the client's fault: its own lateness is how long a
 * request waited after both its time and the thread's previous answer had come, without the wait
 * for a stream.
 *
 * <p>A failed operation changes nothing in the order: the object's next phases are tried all the
 * same. <i>Source:</i> contract of cmdriverclosed.
 */
public final class ClosedLoop extends DrivingLoop {
  private final ClosedLoopPlan plan;
  private final PacedThreads pace;
  private final ObjectLifecycle lifecycle;
  private final OperationListener listener;
  private final LatencySeries ownLateness;
  private final LogicalThread[] threads;

  /** Threads that wait for their due time. Filled by those who answer, emptied by the pacer. */
  @GuardedBy("itself")
  private final Agenda agenda = new Agenda();

  private final AtomicInteger unfinished = new AtomicInteger();

  /**
   * @param ownLateness gets the lateness of each request that is not due to a late answer
   */
  public ClosedLoop(
      ClosedLoopPlan plan,
      ObjectLifecycle lifecycle,
      ApiTransport transport,
      OperationListener listener,
      LatencySeries ownLateness,
      Ticker ticker,
      FaultHandler faults) {
    super("closed-loop", transport, ticker, faults);
    this.plan = plan;
    this.pace = new PacedThreads(plan.threads(), plan.ratePerSecond());
    this.lifecycle = lifecycle;
    this.listener = listener;
    this.ownLateness = ownLateness;
    this.threads = new LogicalThread[plan.threads()];
  }

  @Override
  protected void begin() {
    state.begin();
    for (int i = 0; i < threads.length; i++) {
      LogicalThread thread = new LogicalThread(i + 1);
      threads[i] = thread;
      if (!thread.order.isLast()) {
        unfinished.incrementAndGet();
        synchronized (agenda) {
          agenda.add(thread.dueNs(), i);
        }
      }
    }
  }

  @Override
  protected long sendDue(long nowNs) {
    if (nowNs - state.startNs() >= plan.durationNs()) {
      state.stop();
      return state.drain(nowNs);
    }
    LogicalThread due = takeDue(nowNs);
    while (due != null) {
      due.send();
      due = takeDue(nowNs);
    }
    return unfinished.get() == 0 ? Pacer.DONE : Math.min(firstDueNs(), endNs());
  }

  private long endNs() {
    boolean limited = plan.durationNs() < Long.MAX_VALUE;
    return limited ? state.startNs() + plan.durationNs() : Long.MAX_VALUE;
  }

  private LogicalThread takeDue(long nowNs) {
    synchronized (agenda) {
      return agenda.firstDueNs() <= nowNs ? threads[(int) agenda.takeFirst()] : null;
    }
  }

  private long firstDueNs() {
    synchronized (agenda) {
      return agenda.firstDueNs();
    }
  }

  private void putOnAgenda(LogicalThread thread) {
    long dueNs = thread.dueNs();
    synchronized (agenda) {
      agenda.add(dueNs, thread.number - 1);
    }
    // What is overdue needs the pacer now: asking for earlier would only set its timer anew.
    pacer.wakeBefore(Math.max(dueNs, ticker.nanos()));
  }

  /**
   * One logical thread, which is also what its requests' answers are given to: so an operation
   * allocates its request and no more. Touched by the pacer while sending and by the transport when
   * answered, never by both: the agenda's lock hands it over.
   */
  private final class LogicalThread implements ReplyListener {
    private final int number;
    private final PhaseOrder order;
    private long sent;
    private long intendedNs;
    private long freeSinceNs = state.startNs();

    LogicalThread(int number) {
      this.number = number;
      this.order = new PhaseOrder(plan, number);
    }

    /** Returns when the next operation is due. */
    long dueNs() {
      return state.startNs() + pace.dueNs(number, sent);
    }

    void send() {
      intendedNs = dueNs();
      sent++;
      state.arrive(intendedNs);
      order.next();
      ApiRequest request = request();
      if (order.phase() == 0) {
        ledger.creating(order.number());
      }
      state.sent();
      transport.send(request, this);
    }

    private ApiRequest request() {
      return switch (plan.operation(order.phase())) {
        case CREATE -> lifecycle.create(order.number(), ticker.nanos());
        case UPDATE -> lifecycle.update(order.number(), order.phase(), ticker.nanos());
        case DELETE -> lifecycle.delete(order.number());
        default -> throw new IllegalStateException("no closed loop has " + plan.operation(0));
      };
    }

    @Override
    public void answered(ApiReply reply) {
      try {
        record(reply);
      } finally {
        goOn();
      }
    }

    private void record(ApiReply reply) {
      Operation operation = plan.operation(order.phase());
      switch (operation) {
        case CREATE -> ledger.created(order.number(), reply);
        case DELETE -> ledger.deleted(order.number(), reply);
        default -> {
          // An update neither makes nor removes anything.
        }
      }
      if (reply.wasSent()) {
        long serversNs = reply.streamNs() - reply.queuedNs();
        ownLateness.record(reply.sentNs() - Math.max(intendedNs, freeSinceNs) - serversNs);
      }
      freeSinceNs = reply.answeredNs();
      listener.completed(operation, order.number(), intendedNs, reply);
    }

    /** Whatever became of telling the listener: what is not in flight must not be waited for. */
    private void goOn() {
      int othersInFlight = state.answered();
      boolean last = order.isLast();
      if (last && unfinished.decrementAndGet() == 0 || state.stopped() && othersInFlight == 0) {
        pacer.wakeBefore(ticker.nanos()); // that was the last one
      } else if (!last) {
        putOnAgenda(this);
      }
    }
  }
}
