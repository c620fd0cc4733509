package io.scaletest.driving.session;

import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.pacing.Pause;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.run.StartGate;
import io.scaletest.common.session.Session;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.text.Figures;
import io.scaletest.driving.cleanup.Cleanup;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.kube.transport.ApiTransport;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop from its start to the exit status: the loop, with a progress line; rows, histograms and
 * summary; clean-up; the summary again if the clean-up had something to do; the table. Each of them
 * is done even if one before it failed.
 */
public final class MeasuredRun {
  private static final Logger LOG = LoggerFactory.getLogger(MeasuredRun.class);

  private final RunIdentity run;
  private final Session session;
  private final RunFiles files;
  private final DriverSummary summary;
  private final ServerFacts server;
  private final StopSignal stop;
  private final RunFaults faults;
  private Cleanup.Outcome cleanup = new Cleanup.Outcome(0, 0);

  /**
   * @param files closed at the end of the measurement
   */
  public MeasuredRun(
      RunIdentity run,
      Session session,
      RunFiles files,
      DriverSummary summary,
      ServerFacts server,
      StopSignal stop,
      RunFaults faults) {
    this.faults = faults;
    this.run = run;
    this.session = session;
    this.files = files;
    this.summary = summary;
    this.server = server;
    this.stop = stop;
  }

  /**
   * Waits for the start, runs the loop to its end and writes what it came to.
   *
   * @param gate says when to begin
   * @param progress fields of the progress line
   */
  public void measure(StartGate gate, DrivingLoop loop, Supplier<List<String>> progress)
      throws InterruptedException {
    measure(gate, loop, progress, loop::run);
  }

  /**
   * Does the same for a run that measures more than its loop.
   *
   * @param measurement has the loop run
   */
  public void measure(
      StartGate gate,
      DrivingLoop loop,
      Supplier<List<String>> progress,
      Session.Measurement measurement)
      throws InterruptedException {
    summary.addSeriesTo(files.log());
    stop.onStop(loop::stop, faults);
    server.beginMetrics();
    try {
      gate.awaitOrder(run.clock(), stop);
      files.log().startTicking();
      LOG.debug("the loop begins; rows go to {}", files.rows().path());
      session.measure(
          progress,
          () -> {
            gate.awaitStart(run.clock(), stop);
            measurement.run();
          });
      LOG.debug("the loop has ended after {} s", summary.seconds());
    } finally {
      files.close();
    }
    session.attempt(files::throwIfFailed);
    session.attempt(server::endMetrics);
    // Results first: whatever becomes of the clean-up, what was measured is on the disk.
    session.write(this::told);
  }

  private RunSummary told() {
    return summary.summary(cleanup);
  }

  /**
   * Deletes what the loop left, prints the summary and returns the run's status.
   *
   * @throws ToolException if results could not be written, or objects may be left
   */
  public ExitStatus cleanUp(DrivingLoop loop, ObjectLifecycle objects, ApiTransport transport)
      throws InterruptedException {
    return cleanUp(loop, objects, transport, () -> {});
  }

  /**
   * Does the same for a run that made more than its objects.
   *
   * @param afterwards deletes that, when the objects are gone
   */
  public ExitStatus cleanUp(
      DrivingLoop loop, ObjectLifecycle objects, ApiTransport transport, Session.Step afterwards)
      throws InterruptedException {
    Cleanup cleaning =
        new Cleanup(
            objects, transport, loop.ledger(), Pause.sleeping(), run.clock().ticker(), faults);
    session.attempt(cleaning::run);
    session.attempt(afterwards);
    // Also of one that broke off: what it did not come to is to be named.
    cleanup = cleaning.outcome();
    LOG.debug("clean-up: {} deleted, {} may be left", cleanup.deleted(), cleanup.remaining());
    if (cleanup.deleted() + cleanup.remaining() > 0) {
      session.write(this::told);
    }
    session.show(this::told);
    session.attempt(this::tellOfObjectsLeft);
    return session.end();
  }

  private void tellOfObjectsLeft() {
    if (cleanup.remaining() > 0) {
      throw new ToolException(
          DriverExit.OBJECTS_LEFT,
          Figures.count(cleanup.remaining(), "object", "objects")
              + " may be left in the cluster: scaletest gc -runid "
              + run.runId());
    }
  }

  /** Prints the summary and returns the run's status; every object stays. */
  public ExitStatus leaveObjects() throws InterruptedException {
    session.show(this::told);
    return session.end();
  }
}
