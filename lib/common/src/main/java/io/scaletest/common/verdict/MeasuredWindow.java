package io.scaletest.common.verdict;

import io.scaletest.common.clock.Ticker;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes this process's facts at the start and at the end of a measurement. For one thread. */
public final class MeasuredWindow {
  private final Ticker ticker;
  private final Supplier<ProcessFacts> process;
  private final StandstillMeter standstill;
  private final ProcessFacts before;
  private final long startNs;

  private MeasuredWindow(
      Ticker ticker, Supplier<ProcessFacts> process, Function<Ticker, StandstillMeter> meter) {
    this.ticker = ticker;
    this.process = process;
    this.before = process.get();
    this.startNs = ticker.nanos();
    // Last: a standstill before the window begins is not in it.
    this.standstill = meter.apply(ticker);
  }

  /** Starts a window of this process. */
  public static MeasuredWindow start(Ticker ticker) {
    // The first look at the process loads classes for tens of milliseconds: not within the window.
    ProcessFacts.now();
    return new MeasuredWindow(ticker, ProcessFacts::now, StandstillMeter::start);
  }

  /**
   * Starts a window of a process that a test makes up, which never stands still.
   *
   * @param process what had been used, at the start and at the end
   */
  public static MeasuredWindow start(Ticker ticker, Supplier<ProcessFacts> process) {
    return new MeasuredWindow(ticker, process, unused -> new StandstillMeter(() -> 0));
  }

  /** Starts a window of a process that a test makes up, whose meter looks at its end alone. */
  static MeasuredWindow startLookingAtItsEnd(Ticker ticker, Supplier<ProcessFacts> process) {
    return new MeasuredWindow(ticker, process, StandstillMeter::new);
  }

  /** Returns when it started, as a reading of the ticker. */
  public long startNs() {
    return startNs;
  }

  /** Ends the window. */
  public Window end() {
    standstill.close();
    long endNs = ticker.nanos();
    return new Window(
        startNs, endNs, process.get().since(before), standstill.longestNs(), standstill.totalNs());
  }
}
