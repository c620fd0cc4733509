package io.scaletest.cmdriverclosed;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.run.RunId;
import io.scaletest.common.run.RunOptions;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.closedloop.ClosedLoopPlan;
import io.scaletest.driving.lifecycle.UpdatableLifecycle;
import io.scaletest.driving.session.ClosedLoopRun;
import io.scaletest.driving.session.ClosedLoopTool;
import io.scaletest.driving.session.ObjectCountOption;
import io.scaletest.driving.session.RequestOptions;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  @Mixin private KlogOptions klog;
  @Mixin private ObjectCountOption count;

  @Option(
      names = {"-maxpop", "--maxpop"},
      paramLabel = "<objects>",
      defaultValue = "100",
      description =
          "Most objects that exist at any time, unless the threads are more"
              + " (default: ${DEFAULT-VALUE}).")
  private long maxpop;

  @Option(
      names = {"-conns", "--conns"},
      paramLabel = "<servers>",
      defaultValue = "0",
      description =
          "API servers among which the threads are spread: 0 for all in the Endpoints of Service"
              + " default/kubernetes, 1 for the configured one (default: ${DEFAULT-VALUE}).")
  private int servers;

  @Option(
      names = {"-threads", "--threads"},
      paramLabel = "<threads>",
      defaultValue = "1",
      description =
          "Logical threads, each with at most one request in flight (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = {"-rate", "--rate"},
      paramLabel = "<1/s>",
      defaultValue = "100",
      description = "Target aggregate rate of operations, per second (default: ${DEFAULT-VALUE}).")
  private double rate;

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

  @Option(
      names = {"-updates", "--updates"},
      paramLabel = "<updates>",
      defaultValue = "1",
      description = "Updates in one object's life (default: ${DEFAULT-VALUE}).")
  private int updates;

  @Option(
      names = {"-create-only", "--create-only"},
      description = "Delete nothing: every object stays in the cluster.")
  private boolean createOnly;

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new CmDriverClosed(), arguments));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    ClosedLoopPlan plan = plan();
    requests.check();
    requireBetween("conns", servers, 0, Integer.MAX_VALUE);
    requireBetween("name-pad-length", namePadLength, 0, Integer.MAX_VALUE);
    // As the original takes them: no value at all, and room for the phase.
    createValueLength = Math.max(0, createValueLength);
    updateValueLength = Math.max(UpdatedConfigMaps.PHASE_DIGITS, updateValueLength);
    requireBetween("create-value-length", createValueLength, 0, MAX_DATA_LENGTH);
    requireBetween("update-value-length", updateValueLength, 0, MAX_DATA_LENGTH);
    ClosedLoopTool tool =
        new ClosedLoopTool(
            "cmdriver-closed",
            BuildVersion.of(CmDriverClosed.class),
            run,
            kube,
            servers,
            requests,
            startLines(),
            ObjectKind.CONFIG_MAP,
            (runId, clock) -> objects(plan, runId, clock),
            this::parameters);
    return new ClosedLoopRun(tool, plan, StopSignal.onSignals()).run();
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

  private ClosedLoopPlan plan() {
    try {
      return new ClosedLoopPlan(
          count.n(),
          maxpop,
          threads,
          rate,
          updates,
          createOnly,
          count.durationNs().orElse(Long.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(e.getMessage());
    }
  }

  private UpdatableLifecycle objects(ClosedLoopPlan plan, RunId runId, WallClock clock) {
    UpdatedConfigMaps.Naming naming =
        new UpdatedConfigMaps.Naming(runId, count.n(), namePadLength, plan.largestNumber());
    if (namePadLength > MAX_NAME_LENGTH || naming.longestName() > MAX_NAME_LENGTH) {
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
    return new UpdatedConfigMaps(
        new UpdatedConfigMaps.Content(
            FIELD_MANAGER,
            hackCreate ? Optional.of(runId) : Optional.empty(),
            createValueLength,
            updateValueLength),
        naming,
        clock,
        new AnnotationTimestamps(ZoneId.systemDefault()));
  }

  /** <i>Source:</i> contract of cmdriverclosed, "Parameter names". */
  private Map<String, Object> parameters(
      RunId runId, String dataFile, long seed, List<String> endpoints) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    BuildVersion.jarSha256(CmDriverClosed.class)
        .ifPresent(digest -> parameters.put("PROG_SHA256", digest));
    parameters.put("KUBECONFIG", kube.kubeconfig());
    parameters.put("N", count.n());
    parameters.put("MAXPOP", maxpop);
    parameters.put("CONNS", servers);
    parameters.put("THREADS", threads);
    parameters.put("RATE", rate);
    parameters.put("UPDATES", updates);
    parameters.put("NAME_PAD_LENGTH", namePadLength);
    parameters.put("HACK_CREATE", hackCreate);
    parameters.put("CREATE_VALUE_LENGTH", createValueLength);
    parameters.put("UPDATE_VALUE_LENGTH", updateValueLength);
    parameters.put("DATAFILENAME", dataFile);
    parameters.put("RUNID", runId.value());
    parameters.put("SEED", seed);
    parameters.put("CREATE_ONLY", createOnly);
    parameters.put("ENDPOINTS", "[" + String.join(" ", endpoints) + "]");
    return parameters;
  }

  private static void requireBetween(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw ToolException.usage(option + ": must be from " + min + " to " + max + ", got " + value);
    }
  }
}
