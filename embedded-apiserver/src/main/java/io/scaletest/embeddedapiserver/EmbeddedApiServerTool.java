package io.scaletest.embeddedapiserver;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.progress.ProgressLine;
import io.scaletest.common.progress.TerminalLine;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.embedded.server.EmbeddedApiServer;
import io.scaletest.embedded.server.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An API server in memory, until it is asked to stop. */
@Command(
    name = "embedded-apiserver",
    description = {
      "Serves the Kubernetes API from memory: for quick starts, for measuring the tools themselves,"
          + " and for faults on command. A test instrument, not a cluster: it has no controllers,"
          + " no scheduler and no access rules.",
      "Prints how to use it, and serves until SIGINT or SIGTERM."
    })
public final class EmbeddedApiServerTool implements Callable<ExitStatus> {
  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-host", "--host"},
      paramLabel = "<address>",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = {"-port", "--port"},
      paramLabel = "<port>",
      defaultValue = "0",
      description = "Port of the API; 0 takes any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = {"-control-port", "--control-port"},
      paramLabel = "<port>",
      defaultValue = "0",
      description =
          "Port of the control path, plain HTTP on loopback; 0 takes any free one"
              + " (default: ${DEFAULT-VALUE}).")
  private int controlPort;

  @Option(
      names = {"-kubeconfig-out", "--kubeconfig-out"},
      paramLabel = "<file>",
      defaultValue = "embedded.kubeconfig",
      description =
          "File that is written for clients; an existing one is replaced"
              + " (default: ${DEFAULT-VALUE}).")
  private String kubeconfigOut = "";

  @Option(
      names = {"-fault", "--fault"},
      paramLabel = "<fault>",
      description =
          "Fault in force from the start, as the control path takes it, such as 'latency"
              + " verb=create value=exponential:10ms'; may be given several times.")
  private List<String> faults = new ArrayList<>();

  @Option(
      names = {"-token", "--token"},
      paramLabel = "<token>",
      defaultValue = "",
      description =
          "Bearer token that is taken for the administrator's, for clients without certificate"
              + " such as h2load; empty for none.")
  private String token = "";

  @Option(
      names = {"-threads", "--threads"},
      paramLabel = "<n>",
      defaultValue = "0",
      description =
          "Event loops that do all the work; 0 for one a processor (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = {"-max-streams", "--max-streams"},
      paramLabel = "<n>",
      defaultValue = "" + ServerSettings.DEFAULT_MAX_STREAMS,
      description = "Streams that one HTTP/2 connection may open (default: ${DEFAULT-VALUE}).")
  private int maxStreams;

  @Option(
      names = {"-history", "--history"},
      paramLabel = "<changes>",
      defaultValue = "" + ServerSettings.DEFAULT_HISTORY,
      description =
          "Changes of each resource that are kept for watches; those from before get 410"
              + " (default: ${DEFAULT-VALUE}).")
  private int history;

  @Option(
      names = {"-seed", "--seed"},
      paramLabel = "<number>",
      defaultValue = "1",
      description =
          "Seed of UIDs, generated names and of what faults leave to chance"
              + " (default: ${DEFAULT-VALUE}).")
  private long seed;

  public static void main(String[] args) {
    System.exit(ToolMain.execute(new EmbeddedApiServerTool(), args));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    ServerSettings settings = settings();
    StopSignal stop = StopSignal.onSignals();
    try (EmbeddedApiServer server = start(settings)) {
      writeKubeconfig(server);
      System.out.println("export KUBECONFIG=" + Path.of(kubeconfigOut).toAbsolutePath());
      System.out.println("# " + server.url() + ", faults at " + server.controlUrl() + "/faults");
      System.out.flush();
      var counts = new ServerCounts(server);
      ProgressLine progress =
          ProgressLine.start(
              "embedded-apiserver",
              counts::fields,
              TerminalLine.ofStandardError(),
              Ticker.system());
      stop.await();
      progress.close();
    }
    return stop.status().orElse(CommonExit.OK);
  }

  private ServerSettings settings() {
    int loops = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    try {
      return new ServerSettings(
          host, port, controlPort, loops, maxStreams, history, seed, token, faults);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(e.getMessage());
    }
  }

  private EmbeddedApiServer start(ServerSettings settings) {
    try {
      return EmbeddedApiServer.start(settings);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(e.getMessage());
    } catch (UncheckedIOException e) {
      throw new ToolException(ServerExit.START, e.getMessage(), e);
    }
  }

  private void writeKubeconfig(EmbeddedApiServer server) {
    try {
      PrivateFile.write(Path.of(kubeconfigOut).toAbsolutePath(), server.kubeconfig().toYaml());
    } catch (IOException e) {
      throw new ToolException(
          ServerExit.START,
          "kubeconfig-out: cannot write " + kubeconfigOut + ": " + IoReason.of(e),
          e);
    }
  }
}
