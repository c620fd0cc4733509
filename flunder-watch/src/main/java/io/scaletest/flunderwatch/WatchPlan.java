package io.scaletest.flunderwatch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done, checked.
 *
 * @param namespace the only one to watch; empty for all
 * @param keepGoing whether a failed list or watch is tried again instead of ending the tool
 * @param logEvents whether each event is logged
 * @param seed of the random times; 0 for one from the clock
 * @param dataFile where a row for each watcher goes at the end
 * @param stopAfter when to end without being told to; empty for never
 * @param metricPort where metrics are served, 0 for any free port, {@link
 *     io.scaletest.common.metrics.MetricsServer#OFF} for none
 * @param effectiveOptions every option's value, for the summary
 */
record WatchPlan(
    boolean useProtobuf,
    Optional<String> namespace,
    int watchers,
    Duration ramp,
    boolean keepGoing,
    boolean logEvents,
    long seed,
    Optional<Path> dataFile,
    Optional<Duration> stopAfter,
    int metricPort,
    Map<String, Object> effectiveOptions) {

  private static final String DATA_ENDING = ".csv";

  /** Returns the data file's name without its ending, which is what the run is called then. */
  Optional<String> name() {
    return dataFile.map(path -> stem(path.getFileName().toString()));
  }

  /** Returns the summary's path beside the data file. */
  Optional<Path> summaryFile() {
    return dataFile.map(
        path -> path.resolveSibling(stem(path.getFileName().toString()) + ".summary.json"));
  }

  private static String stem(String name) {
    return name.endsWith(DATA_ENDING)
        ? name.substring(0, name.length() - DATA_ENDING.length())
        : name;
  }
}
