package io.scaletest.cmdriver;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Open-loop driver of ConfigMaps: Poisson creations, each object lives maxpop/lambda seconds. */
@Command(
    name = "cmdriver",
    description =
        "Creates ConfigMaps at the times of a Poisson process and deletes each maxpop/lambda"
            + " seconds later, whatever the API server makes of it.")
public final class CmDriver implements Callable<ExitStatus> {
  /** Also the field manager. */
  private static final String NAME = "cmdriver";

  /** What etcd takes by default, 1.5 MiB, less room for the rest of the object. */
  private static final int MAX_DATA_LENGTH = 1_500_000;

  private static final int METRIC_PORT = 9_376;
  private static final int LINGER_SECONDS = 15;

  @Mixin private KubeOptions kube;
  @Mixin private OpenLoopOptions openLoop;
  @Mixin private RunOptions run;
  @Mixin private RequestOptions requests;
  @Mixin private EncodingOption encoding;
  @Mixin private KlogOptions klog;
  @Mixin private MetricsOptions metrics = new MetricsOptions(METRIC_PORT, LINGER_SECONDS);

  @Option(
      names = {"-clientlb", "--clientlb"},
      description =
          "Send each request to a random one of the API servers in the Endpoints of Service"
              + " default/kubernetes.")
  private boolean clientLb;

  @Option(
      names = {"-datalen", "--datalen"},
      paramLabel = "<characters>",
      defaultValue = "2000",
      description = "Length of the data value of each ConfigMap (default: ${DEFAULT-VALUE}).")
  private int dataLength;

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new CmDriver(), arguments));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    OpenLoopPlan plan = openLoop.plan(run, WallClock.anchoredTo(Ticker.system()));
    OptionRule.requireBetween("datalen", dataLength, -MAX_DATA_LENGTH, MAX_DATA_LENGTH);
    metrics.check();
    requests.check();
    encoding.check();
    DriverTool tool =
        new DriverTool(
            NAME,
            BuildVersion.of(CmDriver.class),
            run,
            kube::load,
            requests,
            metrics,
            (runId, clock) -> transport -> objects(runId, plan, clock),
            (runId, dataFile, seed, servers) -> parameters(plan, runId, dataFile, seed));
    StartLines startLines = new StartLines(false, Map.of("dataLen", dataLength));
    return new OpenLoopRun(tool, plan, clientLb, startLines, StopSignal.onSignals()).run();
  }

  private DrivenObjects objects(RunId runId, OpenLoopPlan plan, WallClock clock) {
    return DrivenObjects.of(
        ConfigMaps.of(dataLength),
        new ObjectNames(runId, plan.n()),
        plan.n(),
        clock,
        NAME,
        encoding.encoding());
  }

  /** <i>Source:</i> contract of cmdriver, "Parameter names"; DATEFILENAME is so spelt there. */
  private Map<String, Object> parameters(
      OpenLoopPlan plan, RunId runId, String dataFile, long seed) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("KUBECONFIG", kube.kubeconfig());
    parameters.put("LAMBDA", plan.lambda());
    parameters.put("N", plan.n());
    parameters.put("MAXPOP", plan.maxpop());
    parameters.put("DATALEN", dataLength);
    parameters.put("DATEFILENAME", dataFile);
    parameters.put("RUNID", runId.value());
    parameters.put("SEED", seed);
    return parameters;
  }
}
