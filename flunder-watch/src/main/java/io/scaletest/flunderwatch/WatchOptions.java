package io.scaletest.flunderwatch;

import io.scaletest.common.cli.PortConverter;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.shutdown.StopAfterOption;
import io.scaletest.kube.config.ServerOverrideOptions;
import io.scaletest.kube.flunders.FlunderOptions;
import io.scaletest.watching.files.OutputPaths;
import io.scaletest.watching.place.TargetOptions;
import io.scaletest.watching.watchers.WatchExit;
import io.scaletest.watching.watchers.WatchPlan;
import io.scaletest.watching.watchers.WatchTool;
import io.scaletest.watching.watchers.WatchersOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of flunder-watch. */
final class WatchOptions {
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

  @Mixin private WatchersOptions loops = new WatchersOptions();

  @Option(
      names = {"-keep-going", "--keep-going"},
      description =
          "Count a failed list or watch and try again. Always so with several watchers; one alone"
              + " ends with status 10 or 12 otherwise.")
  private boolean keepGoing;

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
          "Port of /metrics, /debug/pprof/ and, at /, a page with plots, or a service's name; 0"
              + " takes a free one and says which, -1 serves none (default: ${DEFAULT-VALUE}).")
  private int metricPort = MetricsServer.OFF;

  /**
   * Checks what can be checked without looking at anything but the options.
   *
   * @throws ToolException a usage error
   */
  WatchPlan plan() {
    flunders.check();
    override.check();
    loops.check();
    OptionRule.requirePort("metricport", metricPort, MetricsServer.OFF);
    boolean many = loops.watchers() > 1;
    boolean going = many || keepGoing;
    String file = dataFile.isEmpty() && many ? DATA_FILE_OF_MANY : dataFile;
    return new WatchPlan(
        new WatchTool(
            "flunder-watch",
            "flunder-watcher",
            "scaletest_flunder_watch_",
            userAgent -> override.applyTo(target.load(userAgent)),
            new FlunderSearch(flunders, going)),
        useProtobuf,
        target.namespace(),
        loops.watchers(),
        loops.ramp(),
        going,
        loops.logsEvents(),
        loops.seed(),
        file.isEmpty() ? Optional.empty() : Optional.of(new OutputPaths(path(file))),
        Optional.empty(),
        stopAfter.limit(),
        metricPort,
        effective(going, file));
  }

  private Map<String, Object> effective(boolean going, String file) {
    Map<String, Object> values = new LinkedHashMap<>(target.server());
    values.put("override-server", override.server());
    values.put("insecure", override.insecure());
    values.put("useProtobuf", useProtobuf);
    values.put("namespace", target.namespace().orElse(""));
    values.put("group", flunders.group());
    values.put("api-version", flunders.version());
    values.putAll(loops.effective());
    values.put("keep-going", going);
    values.put("datafile", file);
    values.put("stop-after", stopAfter.seconds());
    values.put("metricport", metricPort);
    return values;
  }

  private static Path path(String file) {
    Path path = PathText.of("datafile", file, WatchExit.DATA_FILE);
    OptionRule.require(path.getFileName() != null, "datafile", "a file", file);
    return path;
  }
}
