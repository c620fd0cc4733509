package io.scaletest.cmdriver;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.AnnotationTimestamps;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.common.run.RunId;
import io.scaletest.common.run.RunOptions;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.openloop.OpenLoopPlan;
import io.scaletest.driving.session.DriverTool;
import io.scaletest.driving.session.DriverTool.MetricsOptions;
import io.scaletest.driving.session.OpenLoopOptions;
import io.scaletest.driving.session.OpenLoopRun;
import io.scaletest.driving.session.ResourceAccess;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.names.ScaletestNames;
import java.time.ZoneId;
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
  /** What etcd takes by default, 1.5 MiB, less room for the rest of the object. */
  private static final int MAX_DATA_LENGTH = 1_500_000;

  @Mixin private KubeOptions kube;
  @Mixin private OpenLoopOptions openLoop;
  @Mixin private RunOptions run;
  @Mixin private KlogOptions klog;

  @Option(
      names = {"-clientlb", "--clientlb"},
      description =
          "Send each request to a random one of the API servers in the Endpoints of Service"
              + " default/kubernetes.")
  private boolean clientLb;

  @Option(
      names = {"-metricport", "--metricport"},
      paramLabel = "<port>",
      defaultValue = "9376",
      description =
          "Port of /metrics and /debug/pprof; 0 takes any free one (default: ${DEFAULT-VALUE}).")
  private int metricPort;

  @Option(
      names = {"-waitBeforeTerminate", "--waitBeforeTerminate"},
      paramLabel = "<s>",
      defaultValue = "15",
      description =
          "Seconds after the last delete for which metrics can still be scraped"
              + " (default: ${DEFAULT-VALUE}).")
  private int lingerSeconds;

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
    OpenLoopPlan plan = openLoop.plan();
    requireBetween("datalen", dataLength, 1, MAX_DATA_LENGTH);
    requireBetween("waitBeforeTerminate", lingerSeconds, 0, Integer.MAX_VALUE);
    DriverTool tool =
        new DriverTool(
            "cmdriver",
            BuildVersion.of(CmDriver.class),
            run,
            kube,
            clientLb,
            new MetricsOptions(metricPort, lingerSeconds),
            new ResourceAccess("", "configmaps", ScaletestNames.NAMESPACE),
            (runId, clock) -> objects(runId, plan, clock),
            (runId, dataFile, seed) -> parameters(plan, runId, dataFile, seed));
    return new OpenLoopRun(tool, plan, StopSignal.onSignals()).run();
  }

  private ObjectLifecycle objects(RunId runId, OpenLoopPlan plan, WallClock clock) {
    return new ConfigMapLifecycle(
        new ObjectNames(runId, plan.n()),
        clock,
        new AnnotationTimestamps(ZoneId.systemDefault()),
        "cmdriver",
        dataLength);
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

  private static void requireBetween(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw ToolException.usage(option + ": must be from " + min + " to " + max + ", got " + value);
    }
  }
}
