package io.scaletest.fleetmember;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * One member of a fleet, in its pod: runs a tool, tells the fleet how far it is, and keeps the
 * results until they have been collected. It is a process of its own, so that a tool that is killed
 * leaves what it had written. It has no rights in the cluster and needs none: it only answers.
 */
@Command(
    name = "fleet-member",
    description =
        "Runs a tool as one of many that share a load, and hands its results to ./scaletest fleet.")
public final class FleetMember implements Callable<ExitStatus> {
  private static final Logger LOG = LoggerFactory.getLogger(FleetMember.class);

  /** Set by the Job controller in the pods of an Indexed Job. */
  private static final String NUMBER = "JOB_COMPLETION_INDEX";

  private static final int LOOK_MS = 100;

  @Mixin private KlogOptions klog;

  @Option(
      names = {"-plans", "--plans"},
      paramLabel = "<folder>",
      defaultValue = MemberApi.PLANS,
      description =
          "Folder with a plan for each member, named by its number (default: ${DEFAULT-VALUE}).")
  private Path plans;

  @Option(
      names = {"-folder", "--folder"},
      paramLabel = "<folder>",
      defaultValue = MemberApi.FOLDER,
      description = "Folder for the tool's files (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(
      names = {"-number", "--number"},
      paramLabel = "<n>",
      defaultValue = "${env:" + NUMBER + "}",
      description = "Number of this member (default: the variable " + NUMBER + ").")
  private String number;

  public static void main(String[] args) {
    System.exit(ToolMain.execute(new FleetMember(), args));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    MemberPlan plan = plan();
    StopSignal stop = StopSignal.onSignals();
    RunFaults faults = new RunFaults(stop::request);
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    Path results = folder.resolve("results");
    try (Program program =
            Program.start(plan, results, folder.resolve("gate"), System.out, System.err, faults);
        MemberServer server =
            MemberServer.start(plan, program, new Results(results), clock, faults)) {
      stop.onStop(program::terminate, faults);
      LOG.info("{} runs; the fleet may ask at port {}", plan.command().get(0), server.port());
      awaitEnd(plan, program, clock.ticker());
      int status = program.exit().orElseThrow();
      LOG.info("it ended with status {}; its results wait for being collected", status);
      if (!server.awaitRelease(TimeUnit.SECONDS.toMillis(plan.keepS()))) {
        LOG.warn("nobody collected the results within {} s", plan.keepS());
      }
      faults.throwIfAny();
      return () -> status;
    }
  }

  private MemberPlan plan() {
    if (!Optional.ofNullable(number).orElse("").matches("[0-9]{1,9}")) {
      throw ToolException.usage("number: must be a member's number, got " + number);
    }
    Path file = plans.resolve(number);
    try {
      return MemberPlan.parse(Files.readString(file));
    } catch (IOException e) {
      throw ToolException.usage("plans: " + file + " cannot be read: " + IoReason.of(e));
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("plans: " + file + ": " + e.getMessage());
    }
  }

  /** Returns when the program has ended; one that is never told to begin is ended. */
  private static void awaitEnd(MemberPlan plan, Program program, Ticker ticker)
      throws InterruptedException {
    long sinceNs = ticker.nanos();
    boolean waits = plan.gated();
    while (!program.awaitEnd(LOOK_MS)) {
      waits &= program.state().compareTo(MemberStatus.State.STARTED) < 0;
      if (waits && ticker.nanos() - sinceNs > TimeUnit.SECONDS.toNanos(plan.startWithinS())) {
        LOG.warn("nobody said within {} s when to begin", plan.startWithinS());
        program.terminate();
        waits = false;
      }
    }
  }
}
