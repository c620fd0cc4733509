package io.scaletest.gc;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes what runs left behind, known by its label and name. Running it twice does no harm. */
@Command(
    name = "gc",
    description = "Deletes the objects that runs left behind in namespace scaletest.")
public final class Gc implements Callable<ExitStatus> {
  private static final String NAMESPACE = "scaletest";
  private static final String USER_AGENT = "scaletest gc";

  @Mixin private KubeOptions kube = new KubeOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-runid", "--runid"},
      paramLabel = "<id>",
      defaultValue = "",
      description = "Run whose objects are deleted: those named <id>-<number>.")
  private String runId = "";

  @Option(
      names = {"-all", "--all"},
      description = "Delete the objects of every run.")
  private boolean all;

  @Option(
      names = {"-kinds", "--kinds"},
      paramLabel = "<kinds>",
      defaultValue = "configmaps,flunders",
      description =
          "Kinds of objects, with commas; one that the server does not know counts as empty"
              + " (default: ${DEFAULT-VALUE}).")
  private String kinds = "";

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Count only, delete nothing.")
  private boolean dryRun;

  public static void main(String[] args) {
    System.exit(ToolMain.execute(new Gc(), args));
  }

  @Override
  public ExitStatus call() {
    Selection selection = selection();
    List<ResourceKind> chosen = chosenKinds();
    StopSignal stop = StopSignal.onSignals();
    RunFaults faults = new RunFaults(stop::request);
    List<String> failures;
    try (ApiTransport transport =
        HttpTransport.open(
            kube.load(USER_AGENT), TransportLimits.defaults(), Ticker.system(), faults)) {
      failures = sweepAll(transport, selection, chosen, stop);
    } catch (ConfigurationException e) {
      throw new ToolException(GcExit.INCOMPLETE, e.getMessage(), e);
    }
    faults.throwIfAny();
    if (stop.requested()) {
      return stop.status().orElseThrow();
    }
    if (!failures.isEmpty()) {
      throw new ToolException(GcExit.INCOMPLETE, String.join("; ", failures));
    }
    return CommonExit.OK;
  }

  /** Returns what failed, a line a kind. */
  private List<String> sweepAll(
      ApiTransport transport, Selection selection, List<ResourceKind> chosen, StopSignal stop) {
    var failures = new ArrayList<String>();
    for (ResourceKind kind : chosen) {
      SweepCount count = SweepCount.NOTHING;
      for (String collection : kind.collectionsIn(NAMESPACE)) {
        var progress = progress(kind, count);
        var sweep = new Sweep(transport, selection, dryRun, stop::pause, progress);
        count = count.plus(sweep.run(collection));
      }
      System.out.println(
          dryRun
              ? "found " + count.found() + " " + kind + " of " + selection + ", deleted none"
              : count.summary(kind, selection));
      if (!count.isComplete()) {
        failures.add(kind + ": " + count.failure());
      }
      if (stop.requested()) {
        break;
      }
    }
    return failures;
  }

  private static Consumer<SweepCount> progress(ResourceKind kind, SweepCount before) {
    return count -> {
      SweepCount sum = before.plus(count);
      System.err.println(
          kind + ": " + sum.found() + " found, " + sum.deleted() + " deleted so far");
    };
  }

  private Selection selection() {
    if (all == !runId.isEmpty()) {
      throw ToolException.usage(
          "needs either runid or all, got " + (all ? "both" : "neither; all deletes every run's"));
    }
    return all ? Selection.allRuns() : Selection.run(runId);
  }

  private List<ResourceKind> chosenKinds() {
    return Arrays.stream(kinds.split(",")).map(Gc::kind).distinct().toList();
  }

  private static ResourceKind kind(String name) {
    return Arrays.stream(ResourceKind.values())
        .filter(kind -> kind.toString().equals(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                ToolException.usage(
                    "kinds: must be of "
                        + Arrays.stream(ResourceKind.values())
                            .map(ResourceKind::toString)
                            .collect(Collectors.joining(", "))
                        + ", got "
                        + name));
  }
}
