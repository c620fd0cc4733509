package io.scaletest.watching.logger;

import io.scaletest.common.exit.ToolException;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.watching.object.ObjectKind;
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

  @Option(
      names = {"-stop-after", "--stop-after"},
      paramLabel = "<duration>",
      defaultValue = "0",
      description = "End, with status 0, after so long; 0 runs until a signal.")
  private Duration stopAfter = Duration.ZERO;

  @Option(
      names = {"-metricport", "--metricport"},
      paramLabel = "<port>",
      defaultValue = "9101",
      description =
          "Port of /metrics and /debug/pprof/; 0 takes a free one and says which"
              + " (default: ${DEFAULT-VALUE}).")
  private int metricPort = 9101;

  @Option(
      names = {"-no-overwrite", "--no-overwrite"},
      description = "Refuse to replace existing files (default: replace them with a warning).")
  private boolean noOverwrite;

  /** Returns the options that say which API server. */
  KubeOptions kube() {
    return kube;
  }

  String master() {
    return master;
  }

  boolean useProtobuf() {
    return useProtobuf;
  }

  /**
   * Checks what can be checked without looking at anything but the options.
   *
   * @param tool the tool's name
   * @param userAgentPrefix what the user agent has before {@code @<address>}
   * @param kind what is watched
   * @param compare whether states are compared
   * @param diffColumn whether rows tell of the comparison
   * @throws ToolException a usage error
   */
  public LoggerPlan plan(
      String tool, String userAgentPrefix, ObjectKind kind, boolean compare, boolean diffColumn) {
    require(threads >= 1 && threads <= THREADS_MAX, "threads: must be 1 to 1024, got " + threads);
    require(
        metricPort >= 0 && metricPort <= PORT_MAX,
        "metricport: must be 0 to 65535, got " + metricPort);
    require(
        !stopAfter.isNegative(), "stop-after: must not be negative, got " + stopAfter.toString());
    require(
        ScaletestNames.mayBeNamespace(namespace),
        "namespace: must be a namespace's name, got " + namespace);
    Map<String, Object> effective = new LinkedHashMap<>();
    effective.put("kubeconfig", kube.kubeconfig());
    effective.put("context", kube.context());
    effective.put("master", master);
    effective.put("useProtobuf", useProtobuf);
    effective.put("data-filname", dataFile);
    effective.put("threads", threads);
    effective.put("no-compare", !compare);
    effective.put("namespace", namespace);
    effective.put("stop-after", stopAfter.toNanos() / 1e9);
    effective.put("metricport", metricPort);
    return new LoggerPlan(
        tool,
        userAgentPrefix,
        kind,
        namespace.isEmpty() ? Optional.empty() : Optional.of(namespace),
        new LoggerFiles.Paths(path(dataFile), noOverwrite),
        threads,
        compare,
        diffColumn,
        stopAfter.isZero() ? Optional.empty() : Optional.of(stopAfter),
        metricPort,
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
