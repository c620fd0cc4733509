package io.scaletest.report.measure;

import io.scaletest.report.input.SummaryFile;
import io.scaletest.report.input.SummaryFile.ServerClock;
import io.scaletest.report.model.ClockOffset;
import io.scaletest.report.model.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What the clocks of a run's machines differ by, as far as its tools have asked the API server for
 * its time, and the loggers' rows have the server's seconds. One thread.
 */
final class Clocks {
  private final Optional<ServerClock> driver;
  private final Map<String, ServerClock> byStem = new TreeMap<>();
  private final List<Interval> serverAheadMs = new ArrayList<>();

  /** Of several drivers each may have a clock of its own: then none is the driver's. */
  Clocks(List<InputFile> summaries) {
    var drivers = new ArrayList<ServerClock>();
    for (InputFile file : summaries) {
      Optional<ServerClock> clock = file.summary().flatMap(SummaryFile::clock);
      if (clock.isPresent() && file.isDriver()) {
        drivers.add(clock.get());
      } else if (clock.isPresent()) {
        byStem.put(file.stem(), clock.get());
      }
    }
    driver = drivers.size() == 1 ? Optional.of(drivers.get(0)) : Optional.empty();
    driver.ifPresent(clock -> serverAheadMs.add(clock.aheadMs()));
  }

  /**
   * Returns by how many milliseconds a logger's clock is ahead of the driver's at least and at
   * most; empty unless both have asked the same server.
   *
   * @param stem name of the logger's files without their ending
   */
  Optional<Interval> loggerAheadMs(String stem) {
    ServerClock logger = byStem.get(stem);
    if (logger == null || driver.isEmpty() || !driver.get().server().equals(logger.server())) {
      return Optional.empty();
    }
    Interval ofDriver = driver.get().aheadMs();
    Interval ofLogger = logger.aheadMs();
    return Optional.of(
        new Interval(ofDriver.low() - ofLogger.high(), ofDriver.high() - ofLogger.low()));
  }

  /** Adds what a logger's rows tell of the API server's clock. */
  void addServerAheadMs(Interval bounds) {
    serverAheadMs.add(bounds);
  }

  /** Returns where the API server's clock stands; nothing where nobody knows. */
  List<ClockOffset> server() {
    if (serverAheadMs.isEmpty()) {
      return List.of();
    }
    Interval bounds = serverAheadMs.get(0);
    for (Interval each : serverAheadMs) {
      // Bounds that have nothing in common are of several servers: the first stands for all.
      bounds = bounds.and(each).orElse(bounds);
    }
    return List.of(
        new ClockOffset(
            "API server",
            "driver",
            Optional.of(bounds),
            OptionalDouble.of(bounds.high()),
            Optional.of(bounds),
            "",
            OptionalDouble.empty()));
  }
}
