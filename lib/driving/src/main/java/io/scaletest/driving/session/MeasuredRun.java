package io.scaletest.driving.session;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.pacing.Pause;
import io.scaletest.common.progress.ProgressLine;
import io.scaletest.common.progress.TerminalLine;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.cleanup.Cleanup;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.kube.transport.ApiTransport;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop from its start to the exit status: the loop, with a progress line; rows, histograms and
 * summary; clean-up; the summary again if the clean-up had something to do.
 */
final class MeasuredRun {
  private static final Logger LOG = LoggerFactory.getLogger(MeasuredRun.class);

  private final RunIdentity run;
  private final RunFiles files;
  private final DriverSummary summary;
  private final StopSignal stop;
  private final RunFaults faults;

  /**
   * @param files closed at the end of the measurement
   * @param faults of this run
   */
  MeasuredRun(
      RunIdentity run, RunFiles files, DriverSummary summary, StopSignal stop, RunFaults faults) {
    this.run = run;
    this.files = files;
    this.summary = summary;
    this.stop = stop;
    this.faults = faults;
  }

  /**
   * Runs the loop to its end and writes what it came to.
   *
   * @param progress fields of the progress line
   */
  void measure(DrivingLoop loop, Supplier<List<String>> progress) throws InterruptedException {
    try (files) {
      summary.addSeriesTo(files.log());
      files.log().startTicking();
      stop.onStop(loop::stop, faults);
      LOG.debug("the loop begins; rows go to {}", files.rows().path());
      summary.loopStarts();
      runShowingProgress(loop, progress);
      summary.loopEnded();
      LOG.debug("the loop has ended after {} s", summary.seconds());
    }
    // Results first: whatever becomes of the clean-up, what was measured is on the disk.
    summary.write(stop.requested());
  }

  /**
   * Deletes what the loop left, prints the summary and returns the run's status.
   *
   * @throws ToolException if results could not be written, or objects may be left
   */
  ExitStatus cleanUp(DrivingLoop loop, ObjectLifecycle objects, ApiTransport transport)
      throws InterruptedException {
    Cleanup.Outcome cleanup =
        new Cleanup(
                objects, transport, loop.ledger(), Pause.sleeping(), run.clock().ticker(), faults)
            .run();
    LOG.debug("clean-up: {} deleted, {} may be left", cleanup.deleted(), cleanup.remaining());
    if (cleanup.deleted() + cleanup.remaining() > 0) {
      summary.write(stop.requested(), cleanup);
    }
    summary.print(System.out);
    files.throwIfFailed();
    if (cleanup.remaining() > 0) {
      throw new ToolException(
          DriverExit.OBJECTS_LEFT,
          cleanup.remaining()
              + " objects may be left in the cluster: scaletest gc -runid "
              + run.runId());
    }
    faults.throwIfAny();
    return stop.status().orElse(CommonExit.OK);
  }

  /** Prints the summary and returns the run's status; every object stays. */
  ExitStatus leaveObjects() {
    summary.print(System.out);
    files.throwIfFailed();
    faults.throwIfAny();
    return stop.status().orElse(CommonExit.OK);
  }

  private void runShowingProgress(DrivingLoop loop, Supplier<List<String>> progress)
      throws InterruptedException {
    TerminalLine terminal = TerminalLine.ofStandardError();
    PrintStream standardError = System.err;
    System.setErr(terminal.asPrintStream());
    ProgressLine line = ProgressLine.start(run.tool(), progress, terminal, run.clock().ticker());
    try {
      loop.run();
    } finally {
      line.close();
      System.setErr(standardError);
    }
  }
}
