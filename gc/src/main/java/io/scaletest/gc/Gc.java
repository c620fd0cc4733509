package io.scaletest.gc;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.fabric8.RequestFailure;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.transport.ReplyObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes what runs left behind, known by labels and names. Running it twice does no harm. */
@Command(
    name = "gc",
    description =
        "Deletes what runs left behind: objects of every kind that carry the label"
            + " purpose=scaletest, in every namespace.")
public final class Gc implements Callable<ExitStatus> {
  private static final String USER_AGENT = "scaletest gc";

  @Mixin private KubeOptions kube = new KubeOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-runid", "--runid"},
      paramLabel = "<id>",
      defaultValue = "",
      description =
          "Run whose objects are deleted: those named <id>-<number>, and those with the label"
              + " scaletest/runid=<id>.")
  private String runId = "";

  @Option(
      names = {"-all", "--all"},
      description = "Delete the objects of every run.")
  private boolean all;

  @Option(
      names = {"-kinds", "--kinds"},
      paramLabel = "<kinds>",
      defaultValue = "",
      description =
          "Kinds of objects, with commas, as kubectl takes them: configmaps, cm, deployments.apps."
              + " Empty: every kind whose objects can be listed and deleted, but namespaces;"
              + " namespaces are those that quickstart made, with all that is in them, and swept"
              + " last. Flunders that no server serves count as none.")
  private String kinds = "";

  @Option(
      names = {"-wait", "--wait"},
      paramLabel = "<duration>",
      defaultValue = "35s",
      description =
          "How long to wait for objects that do not go at once: finalizers, a pod's grace period"
              + " (default: ${DEFAULT-VALUE}). What is there still is named, with its finalizers,"
              + " and the status is 1.")
  private Duration wait = Duration.ZERO;

  @Option(
      names = {"-finalizers", "--finalizers"},
      paramLabel = "<names>",
      defaultValue = "",
      description =
          "Finalizers, with commas, to take from what is being deleted: those of controllers that are"
              + " no more, such as kubevirt.io/foregroundDeleteVirtualMachine of a killed player's."
              + " Needs the right to patch.")
  private String finalizers = "";

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
    List<String> names = kindNames();
    StopSignal stop = StopSignal.onSignals();
    RunFaults faults = new RunFaults(stop::request);
    List<String> incomplete;
    try (MeasuredClient client =
        MeasuredClient.open(
            kube.load(USER_AGENT),
            MeasuredClient.Settings.defaults(),
            ReplyObserver.NONE,
            faults)) {
      incomplete = sweep(client, selection, names, stop);
    } catch (ConfigurationException e) {
      throw new ToolException(GcExit.INCOMPLETE, e.getMessage(), e);
    }
    faults.throwIfAny();
    if (stop.requested()) {
      return stop.status().orElseThrow();
    }
    if (!incomplete.isEmpty()) {
      throw new ToolException(
          GcExit.INCOMPLETE, "something may be left of " + String.join(", ", incomplete));
    }
    return CommonExit.OK;
  }

  /** Returns of what something may be left. */
  private List<String> sweep(
      MeasuredClient client, Selection selection, List<String> names, StopSignal stop) {
    ServedKinds served;
    try {
      served = ServedKinds.of(client.client()).chosen(names);
    } catch (KubernetesClientException e) {
      throw new ToolException(
          GcExit.INCOMPLETE, "cannot ask for the server's kinds: " + RequestFailure.line(e), e);
    }
    served
        .unknown()
        .forEach((version, why) -> System.err.println(version + ": its kinds are unknown: " + why));
    var incomplete = new ArrayList<>(served.unknown().keySet());
    var sweeps =
        new Sweeps(
            client.transport(),
            selection,
            dryRun,
            Set.copyOf(words(finalizers)),
            wait,
            stop,
            Ticker.system());
    incomplete.addAll(sweeps.run(served.kinds()));
    return incomplete;
  }

  private Selection selection() {
    if (all == !runId.isEmpty()) {
      throw ToolException.usage(
          "needs either runid or all, got " + (all ? "both" : "neither; all deletes every run's"));
    }
    return all ? Selection.allRuns() : Selection.run(runId);
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
  }

  private List<String> kindNames() {
    List<String> names = words(kinds);
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9.-]*")) {
        throw ToolException.usage("kinds: must be names of kinds, with commas, got " + name);
      }
    }
    return names;
  }
}
