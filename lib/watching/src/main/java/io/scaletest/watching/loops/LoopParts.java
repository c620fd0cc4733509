package io.scaletest.watching.loops;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.timer.Timers;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.watching.heads.HeadReader;
import io.scaletest.watching.steps.WatchLifetime;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * What all loops of a process share.
 *
 * @param path the collection's path
 * @param faults hears of what the loops and their listener throw
 * @param lifetimes draws how long a watch asks to be kept open
 * @param selectors what a loop adds to the query of its lists and watches, by its number: {@code
 *     fieldSelector=metadata.name%3Dx}; empty for nothing
 * @param bytesPerSecond how slowly watches are read; 0 for as they come
 */
public record LoopParts(
    ApiTransport transport,
    String path,
    HeadReader reader,
    LoopListener listener,
    LoopLatencies latencies,
    Timers timers,
    WallClock wallClock,
    FaultHandler faults,
    Function<RandomGenerator, WatchLifetime> lifetimes,
    IntFunction<String> selectors,
    long bytesPerSecond) {

  /** Returns parts of loops whose watches have the usual lifetimes. */
  public LoopParts(
      ApiTransport transport,
      String path,
      HeadReader reader,
      LoopListener listener,
      LoopLatencies latencies,
      Timers timers,
      WallClock wallClock,
      FaultHandler faults) {
    this(
        transport,
        path,
        reader,
        listener,
        latencies,
        timers,
        wallClock,
        faults,
        WatchLifetime::draw,
        number -> "",
        0);
  }

  public LoopParts {
    if (!path.startsWith("/") || path.indexOf('?') >= 0) {
      throw new IllegalArgumentException("path: must be a path without a query, got " + path);
    }
  }

  Ticker ticker() {
    return wallClock.ticker();
  }
}
