package io.scaletest.watching.logger;

import io.scaletest.common.run.OverwriteOption;
import io.scaletest.watching.files.OutputPaths;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a logger is to do, checked.
 *
 * @param tool which logger it is
 * @param namespace the only one to watch; empty for all
 * @param overwrite whether an existing file is an error
 * @param stopAfter when to end without being told to; empty for never
 * @param metricPort 0 for any free one, {@link io.scaletest.common.metrics.MetricsServer#OFF} for
 *     none
 * @param strict whether a file that cannot be made, or a port that is taken, ends it
 * @param useProtobuf whether protobuf was asked for
 * @param effectiveOptions every option's value, for the summary
 */
public record LoggerPlan(
    LoggerTool tool,
    Optional<String> namespace,
    OutputPaths files,
    OverwriteOption overwrite,
    int threads,
    Optional<Duration> stopAfter,
    int metricPort,
    boolean strict,
    boolean useProtobuf,
    Map<String, Object> effectiveOptions) {}
