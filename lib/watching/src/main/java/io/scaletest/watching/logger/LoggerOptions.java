package io.scaletest.watching.logger;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopAfterOption;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.names.ScaletestNames;
import java.nio.file.InvalidPathException;
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

  private static final int PORT_MAX = 65_535;

  @Mixin private KubeOptions kube = new KubeOptions();

  @Option(
      names = {"-master", "--master"},
      paramLabel = "<url>",
      defaultValue = "",
      description = "API server to use instead of the configured one.")
  private String master = "";

  @Option(
      names = {"-useProtobuf", "--useProtobuf"},
      description = "Ask for protobuf. Not there yet: accepted with a warning, JSON is used.")
  private boolean useProtobuf;

  // Misspelt in the original, and so in its users' scripts.
  @Option(
      names = {"-data-filname", "--data-filname"},
      paramLabel = "<file>",
      defaultValue = "/tmp/obj-log.csv",
      description =
          "CSV file to create; latencies and summary are put beside it"
              + " (default: ${DEFAULT-VALUE}).")
  private String dataFile = "/tmp/obj-log.csv";

  @Option(
      names = {"-threads", "--threads"},
      paramLabel = "<n>",
      defaultValue = "1",
      description = "Workers that empty the queue (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(
      names = {"-namespace", "--namespace"},
      paramLabel = "<name>",
      defaultValue = "",
      description = "Watch this namespace only. Empty: all.")
  private String namespace = "";

  @Mixin private StopAfterOption stopAfter = new StopAfterOption();

  @Option(
      names = {"-metricport", "--metricport"},
      paramLabel = "<port>",
      description =
          "Port of /metrics and /debug/pprof/; 0 takes a free one and says which"
              + " (default: ${DEFAULT-VALUE}).")
  private int metricPort;

  @Option(
      names = {"-no-overwrite", "--no-overwrite"},
      description = "Refuse to replace existing files (default: replace them with a warning).")
  private boolean noOverwrite;

  /**
   * @param defaultMetricPort where the option does not say
   */
  public LoggerOptions(int defaultMetricPort) {
    this.metricPort = defaultMetricPort;
  }

  /** Loads the configuration that these options name; for a {@link LoggerTool}. */
  public ClientConfiguration load(String userAgent) throws ConfigurationException {
    return kube.load(master, userAgent);
  }

  /**
   * Checks what can be checked without looking at anything but the options.
   *
   * @throws ToolException a usage error
   */
  public LoggerPlan plan(LoggerTool tool) {
    require(threads >= 1 && threads <= THREADS_MAX, "threads: must be 1 to 1024, got " + threads);
    require(
        metricPort >= 0 && metricPort <= PORT_MAX,
        "metricport: must be 0 to 65535, got " + metricPort);
    require(
        ScaletestNames.mayBeNamespace(namespace),
        "namespace: must be a namespace's name, got " + namespace);
    Optional<Duration> limit = stopAfter.limit();
    Map<String, Object> effective = new LinkedHashMap<>();
    effective.put("kubeconfig", kube.kubeconfig());
    effective.put("context", kube.context());
    effective.put("master", master);
    effective.put("useProtobuf", useProtobuf);
    effective.put("data-filname", dataFile);
    effective.put("threads", threads);
    effective.put("namespace", namespace);
    effective.put("stop-after", stopAfter.seconds());
    effective.put("metricport", metricPort);
    effective.putAll(tool.ownOptions());
    return new LoggerPlan(
        tool,
        namespace.isEmpty() ? Optional.empty() : Optional.of(namespace),
        new LoggerFiles.Paths(path(dataFile), noOverwrite),
        threads,
        limit,
        metricPort,
        useProtobuf,
        effective);
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw ToolException.usage(message);
    }
  }

  private static Path path(String file) {
    require(!file.isEmpty(), "data-filname: must not be empty");
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw ToolException.usage("data-filname: must be a path, got " + file);
    }
  }
}
