package io.scaletest.flunderdriver;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.common.run.RunId;
import io.scaletest.common.run.RunOptions;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.openloop.OpenLoopPlan;
import io.scaletest.driving.session.DrivenObjects;
import io.scaletest.driving.session.DriverTool;
import io.scaletest.driving.session.EncodingOption;
import io.scaletest.driving.session.MetricsOptions;
import io.scaletest.driving.session.OpenLoopOptions;
import io.scaletest.driving.session.OpenLoopRun;
import io.scaletest.driving.session.RequestOptions;
import io.scaletest.driving.session.StartLines;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.config.ServerOverrideOptions;
import io.scaletest.kube.flunders.FlunderOptions;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Open-loop driver of Flunders: Poisson creations, each object lives maxpop/lambda seconds. */
@Command(
    name = "flunder-driver",
    description =
        "Creates Flunders at the times of a Poisson process and deletes each maxpop/lambda seconds"
            + " later, whatever the API servers make of it.")
public final class FlunderDriver implements Callable<ExitStatus> {
  /** Also the field manager. */
  private static final String NAME = "flunder-driver";

  /** Any free one, and no wait: the original serves no metrics. */
  private static final int METRIC_PORT = 0;

  private static final int LINGER_SECONDS = 0;

  /** What Kubernetes allows as an object's name, which needs no escapes in JSON. */
  private static final Pattern OBJECT_NAME =
      Pattern.compile("([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?)?");

  @Mixin private KubeOptions kube;
  @Mixin private FlunderOptions flunders;
  @Mixin private ServerOverrideOptions override;
  @Mixin private OpenLoopOptions openLoop;
  @Mixin private RunOptions run;
  @Mixin private RequestOptions requests;
  @Mixin private EncodingOption encoding;
  @Mixin private KlogOptions klog;
  @Mixin private MetricsOptions metrics = new MetricsOptions(METRIC_PORT, LINGER_SECONDS);

  @Option(
      names = {"-reference", "--reference"},
      paramLabel = "<name>",
      defaultValue = "",
      description =
          "Flunder to which the spec of each one refers, with referenceType Flunder; it need not"
              + " exist. Empty: an empty spec, as the original's.")
  private String reference;

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new FlunderDriver(), arguments));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    OpenLoopPlan plan = openLoop.plan(run, WallClock.anchoredTo(Ticker.system()));
    flunders.check();
    override.check();
    metrics.check();
    requests.check();
    encoding.check();
    if (!OBJECT_NAME.matcher(reference).matches()) {
      throw ToolException.usage("reference: must be an object's name, got " + reference);
    }
    DriverTool tool =
        new DriverTool(
            NAME,
            BuildVersion.of(FlunderDriver.class),
            run,
            userAgent -> override.applyTo(kube.load(userAgent)),
            requests,
            metrics,
            (runId, clock) -> transport -> objects(find(transport), runId, plan, clock),
            (runId, dataFile, seed, servers) -> parameters(plan, runId, dataFile, seed));
    StartLines startLines = new StartLines(true, Map.of());
    return new OpenLoopRun(tool, plan, false, startLines, StopSignal.onSignals()).run();
  }

  private ObjectKind find(ApiTransport transport) {
    try {
      return flunders.findOrAssume(transport, requests.firstContact());
    } catch (NoSuchKindException e) {
      throw new ToolException(DriverExit.NO_CLIENT, e.getMessage(), e);
    }
  }

  private DrivenObjects objects(
      ObjectKind flunder, RunId runId, OpenLoopPlan plan, WallClock clock) {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("GROUP", flunder.group());
    found.put("API_VERSION", flunder.version());
    return DrivenObjects.of(
            Flunders.of(flunder, reference),
            new ObjectNames(runId, plan.n()),
            plan.n(),
            clock,
            NAME,
            encoding.encoding())
        .telling(found);
  }

  /**
   * <i>Source:</i> the original's parameter file up to SEED; DATEFILENAME is so spelt there. What
   * follows is new.
   */
  private Map<String, Object> parameters(
      OpenLoopPlan plan, RunId runId, String dataFile, long seed) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("KUBECONFIG", kube.kubeconfig());
    parameters.put("LAMBDA", plan.lambda());
    parameters.put("N", plan.n());
    parameters.put("MAXPOP", plan.maxpop());
    parameters.put("DATEFILENAME", dataFile);
    parameters.put("RUNID", runId.value());
    parameters.put("SEED", seed);
    parameters.put("OVERRIDE_SERVER", override.server());
    parameters.put("INSECURE", override.insecure());
    parameters.put("REFERENCE", reference);
    return parameters;
  }
}
