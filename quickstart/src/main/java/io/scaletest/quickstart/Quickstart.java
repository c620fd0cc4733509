package io.scaletest.quickstart;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.process.Launcher;
import io.scaletest.common.progress.TerminalLine;
import io.scaletest.common.run.RunId;
import io.scaletest.common.shutdown.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows in half a minute what the toolkit does: the tools together, and what they measured. */
@Command(
    name = "quickstart",
    description = {
      "Runs cmdriver and cm-logger together for half a minute and shows the latencies.",
      "The server is an embedded one, in memory and there at once; -real starts a real control"
          + " plane instead, -kubeconfig takes your cluster. Leaves nothing behind but the files"
          + " it names."
    })
public final class Quickstart implements Callable<ExitStatus> {
  private static final Path RESULTS = Path.of("scaletest-results");

  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-kubeconfig", "--kubeconfig"},
      paramLabel = "<file>",
      defaultValue = "",
      description = "Kubeconfig of your cluster; empty to start a server for the run.")
  private String kubeconfig = "";

  @Option(
      names = {"-real", "--real"},
      description =
          "Start a real control plane for the run; the first time its binaries are built with Go,"
              + " which takes minutes.")
  private boolean real;

  @Option(
      names = {"-context", "--context"},
      paramLabel = "<name>",
      defaultValue = "",
      description = "Context of the kubeconfig; empty for its current one.")
  private String context = "";

  @Option(
      names = {"-duration", "--duration"},
      paramLabel = "<duration>",
      defaultValue = "30s",
      description = "How long objects are created (default: ${DEFAULT-VALUE}).")
  private Duration duration;

  @Option(
      names = {"-lambda", "--lambda"},
      paramLabel = "<1/s>",
      defaultValue = "100",
      description = "Creations per second (default: ${DEFAULT-VALUE}).")
  private double lambda;

  @Option(
      names = {"-maxpop", "--maxpop"},
      paramLabel = "<objects>",
      defaultValue = "200",
      description = "Objects that exist at any time, on average (default: ${DEFAULT-VALUE}).")
  private int maxpop;

  @Option(
      names = {"-nodes", "--nodes"},
      paramLabel = "<nodes>",
      defaultValue = "0",
      description =
          "Hollow nodes that become Ready first and renew their leases meanwhile; 0 for none"
              + " (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = {"-output-dir", "--output-dir"},
      paramLabel = "<folder>",
      defaultValue = "",
      description = "Where the files go; empty for ./scaletest-results/<run ID>.")
  private String outputDir = "";

  public static void main(String[] args) {
    System.exit(ToolMain.execute(new Quickstart(), args));
  }

  @Override
  public ExitStatus call() throws IOException {
    Ticker ticker = Ticker.system();
    QuickstartPlan plan = plan(WallClock.anchoredTo(ticker));
    StopSignal stop = StopSignal.onSignals();
    var steps = new Steps(TerminalLine.ofStandardError(), ticker);
    ExitStatus status =
        new QuickstartRun(
                plan,
                Launcher.fromSystemProperties(Quickstart.class),
                stop::pause,
                System.out,
                steps,
                ticker)
            .run();
    return stop.status().orElse(status);
  }

  private QuickstartPlan plan(WallClock clock) {
    long seed = clock.now().toEpochMilli();
    RunId runId = RunId.generate(clock, new SplittableRandom(seed), ZoneId.systemDefault());
    Path folder = outputDir.isEmpty() ? RESULTS.resolve(runId.value()) : Path.of(outputDir);
    return new QuickstartPlan(
        runId,
        lambda,
        duration,
        maxpop,
        nodes,
        real,
        kubeconfig.isEmpty() ? Optional.empty() : Optional.of(Path.of(kubeconfig)),
        context,
        folder);
  }
}
