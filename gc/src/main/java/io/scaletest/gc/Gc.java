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
import io.scaletest.kube.kinds.KindDiscovery;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes what runs left behind, known by labels and names. Running it twice does no harm. */
@Command(
    name = "gc",
    description =
        "Deletes what runs left behind: objects of namespace scaletest, and hollow nodes with what"
            + " belongs to them.")
public final class Gc implements Callable<ExitStatus> {
  private static final String USER_AGENT = "scaletest gc";

  /** What discovery takes: {@code deployments.v1.apps}. */
  private static final Pattern KIND = Pattern.compile("[A-Za-z0-9][-.A-Za-z0-9]*");

  @Mixin private KubeOptions kube = new KubeOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-runid", "--runid"},
      paramLabel = "<id>",
      defaultValue = "",
      description =
          "Run whose objects are deleted: those named <id>-<number>, and nodes with the label"
              + " scaletest/runid=<id>.")
  private String runId = "";

  @Option(
      names = {"-all", "--all"},
      description = "Delete the objects of every run.")
  private boolean all;

  @Option(
      names = {"-kinds", "--kinds"},
      paramLabel = "<kinds>",
      defaultValue = "configmaps,flunders,nodes,csinodes,leases,certificatesigningrequests",
      description =
          "Kinds of objects, with commas; of those of the default, one that the server does not know"
              + " counts as empty; namespaces are those that quickstart made, with all that is in"
              + " them; any other is looked for as kubectl does (default: ${DEFAULT-VALUE}).")
  private String kinds = "";

  @Option(
      names = {"-namespace", "--namespace"},
      paramLabel = "<name>",
      defaultValue = ScaletestNames.NAMESPACE,
      description =
          "Where to look for objects of kinds that are not of the default"
              + " (default: ${DEFAULT-VALUE}).")
  private String namespace = ScaletestNames.NAMESPACE;

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
    List<String> names = chosenNames();
    StopSignal stop = StopSignal.onSignals();
    RunFaults faults = new RunFaults(stop::request);
    List<ResourceKind> incomplete;
    try (ApiTransport transport =
        HttpTransport.open(
            kube.load(USER_AGENT), TransportLimits.defaults(), Ticker.system(), faults)) {
      List<ResourceKind> chosen = names.stream().map(name -> find(name, transport)).toList();
      incomplete = sweepAll(transport, selection, chosen, stop);
    } catch (ConfigurationException e) {
      throw new ToolException(GcExit.INCOMPLETE, e.getMessage(), e);
    }
    faults.throwIfAny();
    if (stop.requested()) {
      return stop.status().orElseThrow();
    }
    if (!incomplete.isEmpty()) {
      throw new ToolException(
          GcExit.INCOMPLETE,
          "something may be left of "
              + incomplete.stream().map(ResourceKind::toString).collect(Collectors.joining(", ")));
    }
    return CommonExit.OK;
  }

  /** Sweeps one kind after the other; returns those of which something failed. */
  private List<ResourceKind> sweepAll(
      ApiTransport transport, Selection selection, List<ResourceKind> chosen, StopSignal stop) {
    var incomplete = new ArrayList<ResourceKind>();
    boolean foundAny = false;
    for (ResourceKind kind : chosen) {
      SweepCount count = SweepCount.NOTHING;
      boolean answered = true;
      for (String collection : kind.collections()) {
        var progress = progress(kind, count);
        var sweep = new Sweep(transport, kind, selection, dryRun, stop::pause, progress);
        count = count.plus(sweep.run(collection));
        answered &= sweep.isAnswered();
      }
      foundAny |= count.found() > 0;
      report(kind, selection, count, stop);
      if (!count.isComplete()) {
        incomplete.add(kind);
      }
      if (stop.requested() || !answered) {
        return incomplete; // without a server, the other kinds would only wait for it again
      }
    }
    if (!foundAny && incomplete.isEmpty()) {
      System.out.println("nothing to delete: no objects of " + selection);
    }
    return incomplete;
  }

  private void report(ResourceKind kind, Selection selection, SweepCount count, StopSignal stop) {
    if (count.found() > 0) {
      System.out.println(
          dryRun
              ? "found " + count.found() + " " + kind + " of " + selection + ", deleted none"
              : count.summary(kind, selection));
    }
    if (!count.isComplete() && !stop.requested()) {
      System.err.println(kind + ": " + count.failure() + count.more());
    }
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

  private List<String> chosenNames() {
    List<String> names = Arrays.stream(kinds.split(",")).map(String::strip).distinct().toList();
    for (String name : names) {
      if (!KIND.matcher(name).matches()) {
        throw ToolException.usage("kinds: must be kinds with commas between them, got " + name);
      }
    }
    return names;
  }

  private ResourceKind find(String name, ApiTransport transport) {
    Optional<ResourceKind> own = ResourceKind.named(name);
    if (own.isPresent()) {
      return own.get();
    }
    try {
      ObjectKind kind = new KindDiscovery(transport).named(name, Set.of("list", "delete"));
      return ResourceKind.of(kind, namespace);
    } catch (NoSuchKindException e) {
      throw new ToolException(
          e.mayPass() ? GcExit.INCOMPLETE : CommonExit.USAGE, e.getMessage(), e);
    }
  }
}
