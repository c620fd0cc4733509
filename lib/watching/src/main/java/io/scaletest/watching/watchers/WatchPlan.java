package io.scaletest.watching.watchers;

import io.scaletest.common.run.OverwriteOption;
import io.scaletest.watching.files.OutputPaths;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done, checked.
 *
 * @param tool which tool it is
 * @param namespace the only one to watch; empty for all
 * @param keepGoing whether a failed list or watch is tried again instead of ending the tool
 * @param logEvents whether each event is logged
 * @param seed of the random times; 0 for one from the clock
 * @param files where a row for each watcher goes at the end, and what lies beside it
 * @param overwrite whether an existing file is an error; empty for replacing it without a word
 * @param stopAfter when to end without being told to; empty for never
 * @param metricPort where metrics are served, 0 for any free port, {@link
 *     io.scaletest.common.metrics.MetricsServer#OFF} for none
 * @param effectiveOptions every option's value, for the summary
 */
public record WatchPlan(
    WatchTool tool,
    boolean useProtobuf,
    Optional<String> namespace,
    int watchers,
    Duration ramp,
    boolean keepGoing,
    boolean logEvents,
    long seed,
    Optional<OutputPaths> files,
    Optional<OverwriteOption> overwrite,
    Optional<Duration> stopAfter,
    int metricPort,
    Map<String, Object> effectiveOptions) {

  /** Returns where the summary goes; empty where there is nothing to put it beside. */
  Optional<Path> summaryFile() {
    return files.filter(OutputPaths::haveCompanions).map(OutputPaths::summary);
  }
}
