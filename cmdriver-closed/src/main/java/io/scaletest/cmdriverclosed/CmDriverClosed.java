package io.scaletest.cmdriverclosed;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.common.run.RunId;
import io.scaletest.common.run.RunOptions;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.closedloop.ClosedLoopPlan;
import io.scaletest.driving.lifecycle.ObjectPatch;
import io.scaletest.driving.lifecycle.ObjectTemplate;
import io.scaletest.driving.session.ClosedLoopOptions;
import io.scaletest.driving.session.ClosedLoopRun;
import io.scaletest.driving.session.DrivenObjects;
import io.scaletest.driving.session.DriverTool;
import io.scaletest.driving.session.EncodingOption;
import io.scaletest.driving.session.MetricsOptions;
import io.scaletest.driving.session.ObjectCountOption;
import io.scaletest.driving.session.RequestOptions;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.wire.json.JsonTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Closed-loop driver of ConfigMaps: as many requests in flight as there are threads. */
@Command(
    name = "cmdriver-closed",
    description =
        "Creates, updates and deletes ConfigMaps with a fixed number of requests in flight, at up"
            + " to a given rate.")
public final class CmDriverClosed implements Callable<ExitStatus> {
  /** <i>Source:</i> contract, "field manager = the program's name": the original program's. */
  private static final String FIELD_MANAGER = "cmdriverclosed";

  /** What etcd takes by default, 1.5 MiB, less room for the rest of the object. */
  private static final int MAX_DATA_LENGTH = 1_500_000;

  /** What the API server allows. */
  private static final int MAX_NAME_LENGTH = 253;

  @Mixin private KubeOptions kube;
  @Mixin private RunOptions run;
  @Mixin private RequestOptions requests;
  @Mixin private EncodingOption encoding;
  @Mixin private KlogOptions klog;
  @Mixin private ObjectCountOption count;
  @Mixin private ClosedLoopOptions closedLoop;

  @Option(
      names = {"-maxpop", "--maxpop"},
      paramLabel = "<objects>",
      defaultValue = "100",
      description =
          "Most objects that exist at any time, unless the threads are more"
              + " (default: ${DEFAULT-VALUE}).")
  private long maxpop;

  @Option(
      names = {"-name-pad-length", "--name-pad-length"},
      paramLabel = "<digits>",
      defaultValue = "0",
      description = "Extra digits in each object's name (default: ${DEFAULT-VALUE}).")
  private int namePadLength;

  @Option(
      names = {"-hack-create", "--hack-create"},
      description = "Say run ID and object number in the URL of each create, as r and i.")
  private boolean hackCreate;

  @Option(
      names = {"-create-value-length", "--create-value-length"},
      paramLabel = "<characters>",
      defaultValue = "100",
      description = "Length of the data value in a create (default: ${DEFAULT-VALUE}).")
  private int createValueLength;

  @Option(
      names = {"-update-value-length", "--update-value-length"},
      paramLabel = "<characters>",
      defaultValue = "100",
      description =
          "Length of the data value in an update; less than 10 is 10 (default: ${DEFAULT-VALUE}).")
  private int updateValueLength;

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new CmDriverClosed(), arguments));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    ClosedLoopPlan plan = closedLoop.plan(count, maxpop);
    requests.check();
    encoding.check();
    closedLoop.check();
    requireBetween("name-pad-length", namePadLength, 0, Integer.MAX_VALUE);
    // As the original takes them: no value at all, and room for the phase.
    createValueLength = Math.max(0, createValueLength);
    updateValueLength = Math.max(ObjectPatch.NUMBER_DIGITS, updateValueLength);
    requireBetween("create-value-length", createValueLength, 0, MAX_DATA_LENGTH);
    requireBetween("update-value-length", updateValueLength, 0, MAX_DATA_LENGTH);
    DriverTool tool =
        new DriverTool(
            "cmdriver-closed",
            BuildVersion.of(CmDriverClosed.class),
            run,
            kube::load,
            requests,
            MetricsOptions.none(),
            (runId, clock) -> {
              DrivenObjects objects = objects(plan, runId, clock);
              return transport -> objects;
            },
            (runId, dataFile, seed, servers) -> parameters(plan, runId, dataFile, seed, servers));
    return new ClosedLoopRun(tool, plan, closedLoop.servers(), startLines(), StopSignal.onSignals())
        .run();
  }

  /** <i>Source:</i> the original's lines of the run's beginning, in its words. */
  private Map<String, Object> startLines() {
    Map<String, Object> lines = new LinkedHashMap<>();
    lines.put("NamePadLength", namePadLength);
    lines.put("HackCreate", hackCreate);
    lines.put("CreateValueLength", createValueLength);
    lines.put("UpdateValueLength", updateValueLength);
    return lines;
  }

  private DrivenObjects objects(ClosedLoopPlan plan, RunId runId, WallClock clock) {
    long largest = plan.largestNumber();
    // In this order: names of the longest padding could not even be made.
    if (namePadLength > MAX_NAME_LENGTH || names(runId).name(largest).length() > MAX_NAME_LENGTH) {
      throw new ToolException(
          DriverExit.NAME_TOO_LONG,
          "name-pad-length: names must have at most "
              + MAX_NAME_LENGTH
              + " characters, got run ID "
              + runId
              + " and "
              + namePadLength
              + " extra digits");
    }
    ObjectTemplate template =
        new ObjectTemplate(
                ObjectKind.CONFIG_MAP,
                JsonTree.of("data", JsonTree.of("foo", "X".repeat(createValueLength))))
            .updatedBy(ObjectPatch.ofData(updateValueLength));
    DrivenObjects objects =
        DrivenObjects.of(
            template, names(runId), largest, clock, FIELD_MANAGER, encoding.encoding());
    return hackCreate ? objects.with(new MarkedCreates(objects.lifecycle(), runId)) : objects;
  }

  private ObjectNames names(RunId runId) {
    return new ObjectNames(runId, count.n(), namePadLength);
  }

  /** <i>Source:</i> contract of cmdriverclosed, "Parameter names". */
  private Map<String, Object> parameters(
      ClosedLoopPlan plan, RunId runId, String dataFile, long seed, List<String> endpoints) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    BuildVersion.jarSha256(CmDriverClosed.class)
        .ifPresent(digest -> parameters.put("PROG_SHA256", digest));
    parameters.put("KUBECONFIG", kube.kubeconfig());
    parameters.put("N", count.n());
    parameters.put("MAXPOP", maxpop);
    parameters.put("CONNS", closedLoop.servers());
    parameters.put("THREADS", plan.threads());
    parameters.put("RATE", plan.ratePerSecond());
    parameters.put("UPDATES", plan.updates());
    parameters.put("NAME_PAD_LENGTH", namePadLength);
    parameters.put("HACK_CREATE", hackCreate);
    parameters.put("CREATE_VALUE_LENGTH", createValueLength);
    parameters.put("UPDATE_VALUE_LENGTH", updateValueLength);
    parameters.put("DATAFILENAME", dataFile);
    parameters.put("RUNID", runId.value());
    parameters.put("SEED", seed);
    parameters.put("CREATE_ONLY", plan.createOnly());
    parameters.put("ENDPOINTS", "[" + String.join(" ", endpoints) + "]");
    return parameters;
  }

  private static void requireBetween(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw ToolException.usage(option + ": must be from " + min + " to " + max + ", got " + value);
    }
  }
}
