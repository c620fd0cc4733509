package io.scaletest.common.verdict;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Measures what this process uses from the start to the end of a measurement. For one thread. */
public final class MeasuredWindow {
  private final Ticker ticker;
  private final Supplier<ProcessFacts> process;
  private final ResidentSamples resident;
  private final StandstillMeter standstill;
  private final ProcessFacts before;
  private final long startNs;

  private MeasuredWindow(
      Ticker ticker,
      Supplier<ProcessFacts> process,
      LongFunction<ResidentSamples> samples,
      BiFunction<Ticker, LongConsumer, StandstillMeter> meter) {
    this.ticker = ticker;
    this.process = process;
    this.before = process.get();
    this.startNs = ticker.nanos();
    this.resident = samples.apply(startNs);
    // Last: a standstill before the window begins is not in it.
    this.standstill = meter.apply(ticker, resident::look);
  }

  /**
   * Starts a window of this process.
   *
   * @param faults of the run, for the thread that looks at this process
   */
  public static MeasuredWindow start(Ticker ticker, FaultHandler faults) {
    // The first look at the process loads classes for tens of milliseconds: not within the window.
    ProcessFacts.now();
    ResidentSamples.ofThisProcess(ticker.nanos());
    return new MeasuredWindow(
        ticker,
        ProcessFacts::now,
        ResidentSamples::ofThisProcess,
        (of, further) -> StandstillMeter.start(of, further, faults));
  }

  /**
   * Starts a window of a process that a test makes up, which never stands still.
   *
   * @param process what had been used, at the start and at the end
   */
  public static MeasuredWindow start(Ticker ticker, Supplier<ProcessFacts> process) {
    return new MeasuredWindow(
        ticker,
        process,
        MeasuredWindow::noSamples,
        (unused, further) -> new StandstillMeter(() -> 0));
  }

  /**
   * Starts a window of a fake process, whose standstills are measured at its end alone; for tests.
   */
  static MeasuredWindow startLookingAtItsEnd(Ticker ticker, Supplier<ProcessFacts> process) {
    return new MeasuredWindow(
        ticker, process, MeasuredWindow::noSamples, (of, further) -> new StandstillMeter(of));
  }

  private static ResidentSamples noSamples(long startNs) {
    return new ResidentSamples(OptionalLong::empty, startNs);
  }

  /** Returns when it started, as a reading of the ticker. */
  public long startNs() {
    return startNs;
  }

  /** Ends the window. */
  public Facts end() {
    standstill.close();
    long endNs = ticker.nanos();
    return new Facts(
        startNs,
        endNs,
        process.get().since(before),
        standstill.longestNs(),
        standstill.totalNs(),
        resident.trend());
  }

  /**
   * What this process did while it measured, from the start of the measurement to its end. The
   * JVM's start before it and the clean-up behind it are no part of it.
   *
   * @param startNs the start, as a reading of the run's ticker
   * @param endNs the end, likewise
   * @param process what was used in between
   * @param standstillLongestNs the longest time in which nothing of this process ran
   * @param standstillTotalNs all such times together
   * @param resident its memory, from time to time
   */
  public record Facts(
      long startNs,
      long endNs,
      ProcessFacts process,
      long standstillLongestNs,
      long standstillTotalNs,
      ResidentTrend resident) {

    /** Returns the length. */
    public double seconds() {
      return (endNs - startNs) / 1e9;
    }
  }
}
