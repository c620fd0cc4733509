package io.scaletest.cluster;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.ForegroundChild;
import io.scaletest.common.shutdown.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs another tool against the cluster. */
@Command(
    name = "cluster run",
    synopsisHeading = "Usage: cluster run [OPTIONS] TOOL [its options]%n",
    customSynopsis = "",
    description = {
      "Runs a tool with KUBECONFIG set: cluster run cmdriver -lambda 100 -n 6000.",
      "It keeps its standard streams, its signals and its exit status."
    })
final class RunCommand implements Callable<ExitStatus> {
  @Mixin private ClusterOptions options;
  @Mixin private KlogOptions klog;

  @Parameters(arity = "0..*", paramLabel = "TOOL", description = "The tool and its options.")
  private List<String> words = List.of();

  /** The tool's own. */
  private record ToolStatus(int code) implements ExitStatus {}

  @Override
  public ExitStatus call() throws InterruptedException {
    if (words.isEmpty()) {
      throw ToolException.usage("needs a tool: cluster run [options] TOOL [its options]");
    }
    Path kubeconfig = options.cluster().kubeconfig();
    List<String> command =
        ClusterOptions.launcher().command(words.get(0), words.subList(1, words.size()));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    // A terminal's ^C goes to the tool as well, which is given the time to end.
    StopSignal stop = StopSignal.onSignals();
    try {
      return new ToolStatus(ForegroundChild.await(builder.start(), stop));
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.USAGE, words.get(0) + ": cannot be started: " + e.getMessage(), e);
    }
  }
}
