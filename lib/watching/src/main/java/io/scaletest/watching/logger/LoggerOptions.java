package io.scaletest.watching.logger;

import io.scaletest.common.cli.PortConverter;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.run.OverwriteOption;
import io.scaletest.common.shutdown.StopAfterOption;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.watching.files.OutputPaths;
import io.scaletest.watching.place.TargetOptions;
import io.scaletest.watching.watchers.WatchPlan;
import io.scaletest.watching.watchers.WatchTool;
import io.scaletest.watching.watchers.WatchersOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that the loggers share, for {@code @Mixin}. */
public final class LoggerOptions {
  /** More threads than this only wait for each other at the queue. */
  static final int THREADS_MAX = 1_024;

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = {"-useProtobuf", "--useProtobuf"},
      description = "Ask for protobuf before JSON, which only custom resources answer with then.")
  private boolean useProtobuf;

  // Misspelt in the original, and so in its users' scripts.
  @Option(
      names = {"-data-filname", "--data-filname", "-datafile", "--datafile"},
      paramLabel = "<file>",
      defaultValue = "/tmp/obj-log.csv",
      description =
          "CSV file to create; latencies and summary are put beside it. -datafile, as the other"
              + " tools have it, is the same (default: ${DEFAULT-VALUE}).")
  private String dataFile = "/tmp/obj-log.csv";

  @Option(
      names = {"-threads", "--threads"},
      paramLabel = "<n>",
      defaultValue = "1",
      description = "Workers that empty the queue (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Mixin private StopAfterOption stopAfter = new StopAfterOption();

  @Option(
      names = {"-metricport", "--metricport"},
      paramLabel = "<port>",
      converter = PortConverter.class,
      description =
          "Port of /metrics, /debug/pprof/ and, at /, a page with plots, or a service's name; 0"
              + " takes a free one and says which, -1 serves none (default: ${DEFAULT-VALUE}).")
  private int metricPort;

  @Mixin private OverwriteOption overwrite = new OverwriteOption();

  @Option(
      names = {"-strict", "--strict"},
      description =
          "Refuse to start, with status 2, if the data file cannot be made or the metrics port is"
              + " taken, instead of going on without.")
  private boolean strict;

  /**
   * @param defaultMetricPort where the option does not say
   */
  public LoggerOptions(int defaultMetricPort) {
    this.metricPort = defaultMetricPort;
  }

  /** Loads the configuration that these options name; for a {@link LoggerTool}. */
  public ClientConfiguration load(String userAgent) throws ConfigurationException {
    return target.load(userAgent);
  }

  /**
   * Returns the namespace to watch; empty for all.
   *
   * @throws ToolException a usage error
   */
  public Optional<String> namespace() {
    return target.namespace();
  }

  /**
   * Checks what can be checked without looking at anything but the options.
   *
   * @throws ToolException a usage error
   */
  public LoggerPlan plan(LoggerTool tool) {
    OptionRule.requireBetween("threads", threads, 1, THREADS_MAX);
    OptionRule.requirePort("metricport", metricPort, MetricsServer.OFF);
    Optional<String> namespace = target.namespace();
    Optional<Duration> limit = stopAfter.limit();
    return new LoggerPlan(
        tool,
        namespace,
        new OutputPaths(PathText.of("data-filname", dataFile, CommonExit.USAGE)),
        overwrite,
        threads,
        limit,
        metricPort,
        strict,
        useProtobuf,
        effective(tool.ownOptions()));
  }

  /**
   * As {@link #plan}, for several watchers instead of one with a queue and workers.
   *
   * @param own the values of the options that only this tool has
   * @throws ToolException a usage error, also where an option is for one watcher only
   */
  public WatchPlan watchPlan(WatchTool tool, WatchersOptions watchers, Map<String, Object> own) {
    String several = "with watchers=" + watchers.watchers();
    OptionRule.require(threads == 1, "threads", "1 " + several, threads);
    OptionRule.require(!strict, "strict", "left out " + several, strict);
    OptionRule.requirePort("metricport", metricPort, MetricsServer.OFF);
    Path data = PathText.of("data-filname", dataFile, CommonExit.USAGE);
    OptionRule.require(data.getFileName() != null, "data-filname", "a file", dataFile);
    Map<String, Object> effective = effective(own);
    effective.putAll(watchers.effective());
    return new WatchPlan(
        tool,
        useProtobuf,
        target.namespace(),
        watchers.watchers(),
        watchers.ramp(),
        true,
        watchers.logsEvents(),
        watchers.seed(),
        Optional.of(new OutputPaths(data)),
        Optional.of(overwrite),
        stopAfter.limit(),
        metricPort,
        effective);
  }

  private Map<String, Object> effective(Map<String, Object> own) {
    Map<String, Object> effective = new LinkedHashMap<>(target.server());
    effective.put("useProtobuf", useProtobuf);
    effective.put("data-filname", dataFile);
    effective.put("threads", threads);
    effective.put("namespace", target.namespace().orElse(""));
    effective.put("stop-after", stopAfter.seconds());
    effective.put("metricport", metricPort);
    effective.put("strict", strict);
    effective.putAll(own);
    return effective;
  }
}
