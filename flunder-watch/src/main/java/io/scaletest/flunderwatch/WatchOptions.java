package io.scaletest.flunderwatch;

import io.scaletest.common.cli.PortConverter;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.shutdown.StopAfterOption;
import io.scaletest.common.text.DurationText;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.ServerOverrideOptions;
import io.scaletest.kube.flunders.FlunderOptions;
import io.scaletest.watching.place.TargetOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of flunder-watch. */
final class WatchOptions {
  /** Watches take 256 connections at most, of 80 streams at least. */
  static final int WATCHERS_MAX = 20_000;

  /** Where the rows of several watchers go if no file is named. */
  private static final String DATA_FILE_OF_MANY = "/tmp/flunder-watch.csv";

  @Mixin private TargetOptions target = new TargetOptions();

  @Mixin private FlunderOptions flunders = new FlunderOptions();

  @Mixin private ServerOverrideOptions override = new ServerOverrideOptions();

  @Mixin private StopAfterOption stopAfter = new StopAfterOption();

  @Option(
      names = {"-useProtobuf", "--useProtobuf"},
      description =
          "Ask for protobuf instead of JSON. The sample API server refuses that for Flunders.")
  private boolean useProtobuf;

  @Option(
      names = {"-watchers", "--watchers"},
      paramLabel = "<n>",
      defaultValue = "1",
      description = "Independent loops of list and watch, 1 to 20000 (default: ${DEFAULT-VALUE}).")
  private int watchers = 1;

  @Option(
      names = {"-ramp", "--ramp"},
      paramLabel = "<duration>",
      defaultValue = "0",
      description =
          "Start the loops evenly spread over so long; 0 starts all at once"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration ramp = Duration.ZERO;

  @Option(
      names = {"-keep-going", "--keep-going"},
      description =
          "Count a failed list or watch and try again. Always so with several watchers; one alone"
              + " ends with status 10 or 12 otherwise.")
  private boolean keepGoing;

  @Option(
      names = {"-log-events", "--log-events"},
      description = "Log each event (default: true for one watcher, false for several).")
  private Boolean logEvents;

  @Option(
      names = {"-seed", "--seed"},
      paramLabel = "<n>",
      defaultValue = "0",
      description = "Seed of the watches' random times; 0 takes one from the clock.")
  private long seed;

  @Option(
      names = {"-datafile", "--datafile"},
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "CSV file with a row for each watcher; the summary is put beside it. Empty: none for one"
              + " watcher, /tmp/flunder-watch.csv for several.")
  private String dataFile = "";

  @Option(
      names = {"-metricport", "--metricport"},
      paramLabel = "<port>",
      converter = PortConverter.class,
      defaultValue = "-1",
      description =
          "Port of /metrics and /debug/pprof/, or a service's name; 0 takes a free one and says"
              + " which, -1 serves none (default: ${DEFAULT-VALUE}).")
  private int metricPort = MetricsServer.OFF;

  /** Loads the configuration that these options name. */
  ClientConfiguration load(String userAgent) throws ConfigurationException {
    return override.applyTo(target.load(userAgent));
  }

  FlunderOptions flunders() {
    return flunders;
  }

  /**
   * Checks what can be checked without looking at anything but the options.
   *
   * @throws ToolException a usage error
   */
  WatchPlan plan() {
    flunders.check();
    override.check();
    OptionRule.requireBetween("watchers", watchers, 1, WATCHERS_MAX);
    if (ramp.isNegative()) {
      throw ToolException.usage("ramp: must not be negative, got " + DurationText.of(ramp));
    }
    OptionRule.requirePort("metricport", metricPort, MetricsServer.OFF);
    Optional<String> namespace = target.namespace();
    boolean many = watchers > 1;
    String file = dataFile.isEmpty() && many ? DATA_FILE_OF_MANY : dataFile;
    boolean logging = logEvents == null ? !many : logEvents;
    return new WatchPlan(
        useProtobuf,
        namespace,
        watchers,
        ramp,
        many || keepGoing,
        logging,
        seed,
        file.isEmpty() ? Optional.empty() : Optional.of(path(file)),
        stopAfter.limit(),
        metricPort,
        effective(many || keepGoing, logging, file));
  }

  private Map<String, Object> effective(boolean going, boolean logging, String file) {
    Map<String, Object> values = new LinkedHashMap<>(target.server());
    values.put("override-server", override.server());
    values.put("insecure", override.insecure());
    values.put("useProtobuf", useProtobuf);
    values.put("namespace", target.namespace().orElse(""));
    values.put("group", flunders.group());
    values.put("api-version", flunders.version());
    values.put("watchers", watchers);
    values.put("ramp", ramp.toNanos() / 1e9);
    values.put("keep-going", going);
    values.put("log-events", logging);
    values.put("seed", seed);
    values.put("datafile", file);
    values.put("stop-after", stopAfter.seconds());
    values.put("metricport", metricPort);
    return values;
  }

  private static Path path(String file) {
    Path path = PathText.of("datafile", file, FlunderWatchExit.DATA_FILE);
    OptionRule.require(path.getFileName() != null, "datafile", "a file", file);
    return path;
  }
}
