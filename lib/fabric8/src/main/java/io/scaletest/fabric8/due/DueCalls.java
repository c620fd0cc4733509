package io.scaletest.fabric8.due;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.verdict.Judgement;

/**
 * Calls that block, each due at a time: how late it began and how long after that time it ended, so
 * that a pool of threads that are all busy does not hide in the figures. The transport's observer
 * knows only from when a call reached it. Safe for use by many threads.
 */
public final class DueCalls {
  private final Ticker ticker;
  private final LatencySeries lateness = new LatencySeries("call-lateness");
  private final LatencySeries response = new LatencySeries("call-response");

  /** A blocking call. */
  @FunctionalInterface
  public interface Call<T, E extends Exception> {
    T run() throws E;
  }

  public DueCalls(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Makes a call now, on this thread, and returns what it returns.
   *
   * @param dueNs when it was meant to begin, as a reading of the ticker; not in the future
   * @throws E what it throws; its times are recorded all the same
   */
  public <T, E extends Exception> T at(long dueNs, Call<T, E> call) throws E {
    lateness.record(Math.max(0, ticker.nanos() - dueNs));
    try {
      return call.run();
    } finally {
      response.record(Math.max(0, ticker.nanos() - dueNs));
    }
  }

  /** From when a call was due to when it began. */
  public LatencySeries lateness() {
    return lateness;
  }

  /** From when a call was due to when it ended: what its user waits for. */
  public LatencySeries response() {
    return response;
  }

  /** Adds the series to a summary. */
  public void tell(RunSummary.Builder summary) {
    summary.latency("callLateness", "calls, lateness", LatencySummary.of(lateness));
    summary.latency("callResponse", "calls, response", LatencySummary.of(response));
  }

  /** Adds to a verdict that this process was late, if it was. */
  public void judge(Judgement judgement) {
    judgement.ownWait("lateness of calls", LatencySummary.of(lateness));
  }
}
