package io.scaletest.driver;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.common.run.RunId;
import io.scaletest.common.run.RunOptions;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.closedloop.ClosedLoopPlan;
import io.scaletest.driving.lifecycle.KnownKind;
import io.scaletest.driving.openloop.OpenLoopPlan;
import io.scaletest.driving.session.ClosedLoopOptions;
import io.scaletest.driving.session.ClosedLoopRun;
import io.scaletest.driving.session.DrivenObjects;
import io.scaletest.driving.session.DriverTool;
import io.scaletest.driving.session.EncodingOption;
import io.scaletest.driving.session.MetricsOptions;
import io.scaletest.driving.session.OpenLoopOptions;
import io.scaletest.driving.session.OpenLoopRun;
import io.scaletest.driving.session.RequestOptions;
import io.scaletest.driving.session.StartLines;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.kinds.KindDiscovery;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiTransport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Driver of objects of any kind, by an open or a closed loop. */
@Command(
    name = "driver",
    description =
        "Creates objects of any kind and deletes them: at the times of a Poisson process, whatever"
            + " the API server makes of it, or with a fixed number of requests in flight.")
public final class Driver implements Callable<ExitStatus> {
  /** Also the field manager. */
  private static final String NAME = "driver";

  /** Any free one, and no wait: several may run on one machine. */
  private static final int METRIC_PORT = 0;

  private static final int LINGER_SECONDS = 0;

  private static final String OPEN = "open";
  private static final String CLOSED = "closed";
  private static final List<String> OPEN_ONLY = List.of("lambda", "clientlb");
  private static final List<String> CLOSED_ONLY =
      List.of("conns", "threads", "rate", "updates", "create-only");

  @Spec private CommandSpec spec;
  @Mixin private KubeOptions kube;
  @Mixin private OpenLoopOptions openLoop;
  @Mixin private ClosedLoopOptions closedLoop;
  @Mixin private RunOptions run;
  @Mixin private RequestOptions requests;
  @Mixin private EncodingOption encoding;
  @Mixin private KlogOptions klog;
  @Mixin private MetricsOptions metrics = new MetricsOptions(METRIC_PORT, LINGER_SECONDS);

  @Option(
      names = {"-kind", "--kind"},
      paramLabel = "<kind>|<file>",
      defaultValue = "",
      description =
          "Kind of the objects, as kubectl takes it (pods, deploy, leases.coordination.k8s.io), or"
              + " a file (.yaml, .json) with one object to make them from. Needed.")
  private String kind = "";

  @Option(
      names = {"-loop", "--loop"},
      paramLabel = "open|closed",
      defaultValue = OPEN,
      description =
          "open: creates at the times of a Poisson process; closed: as many requests in flight as"
              + " there are threads (default: ${DEFAULT-VALUE}).")
  private String loop = OPEN;

  @Option(
      names = {"-namespace", "--namespace"},
      paramLabel = "<name>",
      description =
          "Namespace of the objects (default: scaletest); refused for a kind that is in none.")
  private String namespace;

  @Option(
      names = {"-clientlb", "--clientlb"},
      description =
          "Send each request to a random one of the API servers in the Endpoints of Service"
              + " default/kubernetes.")
  private boolean clientLb;

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new Driver(), arguments));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    boolean open = isOpen();
    metrics.check();
    requests.check();
    encoding.check();
    if (namespace != null && (namespace.isEmpty() || !ScaletestNames.mayBeNamespace(namespace))) {
      throw ToolException.usage("namespace: must be a namespace's name, got " + namespace);
    }
    return open ? runOpen() : runClosed();
  }

  private ExitStatus runOpen() throws InterruptedException {
    OpenLoopPlan plan = openLoop.plan(run, WallClock.anchoredTo(Ticker.system()));
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("LAMBDA", plan.lambda());
    parameters.put("N", plan.n());
    parameters.put("MAXPOP", plan.maxpop());
    Load load = new Load(Set.of("create", "delete"), plan.n(), plan.n(), parameters);
    StartLines startLines = new StartLines(false, Map.of("kind", kind));
    return new OpenLoopRun(tool(load), plan, clientLb, startLines, StopSignal.onSignals()).run();
  }

  private ExitStatus runClosed() throws InterruptedException {
    ClosedLoopPlan plan = closedLoop.plan(openLoop.count(), openLoop.maxpop());
    closedLoop.check();
    Set<String> verbs = new TreeSet<>();
    for (Operation operation : plan.kinds()) {
      verbs.add(operation == Operation.UPDATE ? "patch" : operation.word());
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("N", plan.n());
    parameters.put("MAXPOP", plan.maxpop());
    parameters.put("CONNS", closedLoop.servers());
    parameters.put("THREADS", plan.threads());
    parameters.put("RATE", plan.ratePerSecond());
    parameters.put("UPDATES", plan.updates());
    parameters.put("CREATE_ONLY", plan.createOnly());
    Load load = new Load(verbs, plan.n(), plan.largestNumber(), parameters);
    return new ClosedLoopRun(
            tool(load), plan, closedLoop.servers(), Map.of("Kind", kind), StopSignal.onSignals())
        .run();
  }

  /**
   * What a loop does with the objects.
   *
   * @param verbs what the server must let do
   * @param n how many objects there are
   * @param largestNumber that one of them has
   * @param parameters its options' values, for the parameter file
   */
  private record Load(
      Set<String> verbs, long n, long largestNumber, Map<String, Object> parameters) {}

  private boolean isOpen() {
    if (!loop.equals(OPEN) && !loop.equals(CLOSED)) {
      throw ToolException.usage("loop: must be open or closed, got " + loop);
    }
    boolean open = loop.equals(OPEN);
    for (String option : open ? CLOSED_ONLY : OPEN_ONLY) {
      if (spec.commandLine().getParseResult().hasMatchedOption("--" + option)) {
        throw ToolException.usage(
            option + ": must be left out with --loop " + loop + ", it is the other loop's option");
      }
    }
    return open;
  }

  private DriverTool tool(Load load) {
    WantedKind wanted = WantedKind.of(kind);
    return new DriverTool(
        NAME,
        BuildVersion.of(Driver.class),
        run,
        kube::load,
        requests,
        metrics,
        (runId, clock) ->
            transport -> objects(wanted, find(wanted, transport, load), load, runId, clock),
        (runId, dataFile, seed, servers) -> parameters(load, runId, dataFile, seed));
  }

  private static ObjectKind find(WantedKind wanted, ApiTransport transport, Load load) {
    try {
      return wanted.find(new KindDiscovery(transport), load.verbs());
    } catch (NoSuchKindException e) {
      throw new ToolException(DriverExit.NO_CLIENT, e.getMessage(), e);
    }
  }

  private DrivenObjects objects(
      WantedKind wanted, ObjectKind found, Load load, RunId runId, WallClock clock) {
    Optional<String> place = place(found);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("RESOURCE", found.resource());
    told.put("API_VERSION", found.apiVersion());
    told.put("NAMESPACE", place.orElse(""));
    return DrivenObjects.of(
            wanted.template(found, place, runId),
            new ObjectNames(KnownKind.Names.of(found).prefix(runId), load.n()),
            load.largestNumber(),
            clock,
            NAME,
            encoding.encoding())
        .telling(told)
        .requiringBody(wanted.adviceIfRefused());
  }

  private Optional<String> place(ObjectKind found) {
    if (found.namespaced()) {
      return Optional.of(namespace == null ? ScaletestNames.NAMESPACE : namespace);
    }
    if (namespace != null) {
      throw ToolException.usage(
          "namespace: must be left out for "
              + found.resource()
              + ", which are in none, got "
              + namespace);
    }
    return Optional.empty();
  }

  private Map<String, Object> parameters(Load load, RunId runId, String dataFile, long seed) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("KUBECONFIG", kube.kubeconfig());
    parameters.put("KIND", kind);
    parameters.put("LOOP", loop);
    parameters.putAll(load.parameters());
    parameters.put("DATAFILENAME", dataFile);
    parameters.put("RUNID", runId.value());
    parameters.put("SEED", seed);
    return parameters;
  }
}
