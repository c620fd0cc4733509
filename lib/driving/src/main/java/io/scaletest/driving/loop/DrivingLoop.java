package io.scaletest.driving.loop;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.driving.lifecycle.ObjectLedger;
import io.scaletest.kube.transport.ApiTransport;

/**
 * Takes objects through their lives at the times of a schedule. A loop says what begins and what is
 * due; running to the end and ending early are the same for all.
 *
 * <p>All but {@link #run}, {@link #begin} and {@link #step} is for any thread.
 */
public abstract class DrivingLoop {
  protected final ApiTransport transport;
  protected final Ticker ticker;

  /** Calls {@link #step}; to be woken before what was due next, where something is due earlier. */
  protected final Pacer pacer;

  protected final LoopState state;
  private final FaultHandler faults;
  protected final ObjectLedger ledger = new ObjectLedger();

  /**
   * @param name names the pacer's thread, where it has one
   * @param transport gives the pacer, too
   * @param faults hears of what the schedule throws, which ends the loop as {@link #stop} does
   */
  @SuppressWarnings("this-escape") // the pacer calls no step before run() has started it
  protected DrivingLoop(String name, ApiTransport transport, Ticker ticker, FaultHandler faults) {
    this.transport = transport;
    this.ticker = ticker;
    this.state = new LoopState(ticker);
    this.faults = faults;
    this.pacer = transport.pacer(name, this::step, faults);
  }

  /**
   * Runs to the end, on the transport's pacer: every object has lived its life, or the loop was
   * stopped.
   */
  public final void run() throws InterruptedException {
    begin();
    pacer.start();
    pacer.join();
  }

  /** Ends the run early: sends nothing more and waits, bounded, for what is in flight. */
  public final void stop() {
    state.stop();
    pacer.wakeBefore(ticker.nanos());
  }

  /** Returns which objects may exist in the cluster now. */
  public final ObjectLedger ledger() {
    return ledger;
  }

  /** Returns how far the loop is. */
  public final LoopState state() {
    return state;
  }

  /**
   * Does what is due, or, in a loop that was stopped, waits for what is in flight; called by the
   * pacer, or by a test that moves time itself.
   *
   * @return when there is something to do next, or {@link Pacer#DONE}
   */
  public final long step(long nowNs) {
    if (!state.stopped()) {
      try {
        return sendDue(nowNs);
      } catch (Throwable thrown) {
        // The load is not what was asked for any more, so nothing more is sent.
        state.stop();
        faults.handle("the loop's schedule", thrown);
      }
    }
    return state.drain(nowNs);
  }

  /** Fixes the start instant, from which all intended times count. */
  protected abstract void begin();

  /**
   * Sends everything that is due.
   *
   * @return when something is due next, or {@link Pacer#DONE}
   */
  protected abstract long sendDue(long nowNs);
}
