package io.scaletest.common.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.live.LivePage;
import io.scaletest.common.live.LiveRun;
import io.scaletest.common.progress.ProgressLine;
import io.scaletest.common.progress.TerminalLine;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.MeasuredWindow;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The frame around one measurement: {@link #measure} it, {@link #attempt} each step of its end,
 * {@link #write} and {@link #show} its results, and {@link #end} with its status.
 *
 * <p>A failed step does not prevent the steps after it: a full disk is no reason to leave objects
 * in a cluster, nor a fault of this program to lose what was measured. {@link #end} then reports
 * all failures, with the status of the first.
 *
 * <p>For the one thread that runs the tool.
 */
public final class Session {
  private final String tool;
  private final WallClock clock;
  private final StopSignal stop;
  private final RunFaults faults;
  private final SummaryOutputs outputs;
  private final Supplier<MeasuredWindow> windows;
  private final LongSupplier driftNs;
  private final List<ToolException> failures = new ArrayList<>();
  private MeasuredWindow.Facts window;
  private long windowDriftNs;
  private Optional<ExitStatus> endedEarlyBy = Optional.empty();
  private Optional<LiveRun> live = Optional.empty();

  /** What is measured. */
  @FunctionalInterface
  public interface Measurement {
    /** Returns when it is over. */
    void run() throws InterruptedException;
  }

  /** One step of a run's end. */
  @FunctionalInterface
  public interface Step {
    /**
     * Does it.
     *
     * @throws ToolException if it fails, with the status that the tool is then to end with
     */
    void run() throws InterruptedException;
  }

  /**
   * @param tool names the progress line
   * @param faults of the run
   */
  public Session(
      String tool, WallClock clock, StopSignal stop, RunFaults faults, SummaryOutputs outputs) {
    this(
        tool,
        clock,
        stop,
        faults,
        outputs,
        () -> MeasuredWindow.start(clock.ticker(), faults),
        clock::driftNs);
  }

  Session(
      String tool,
      WallClock clock,
      StopSignal stop,
      RunFaults faults,
      SummaryOutputs outputs,
      Supplier<MeasuredWindow> windows,
      LongSupplier driftNs) {
    this.tool = tool;
    this.clock = clock;
    this.stop = stop;
    this.faults = faults;
    this.outputs = outputs;
    this.windows = windows;
    this.driftNs = driftNs;
  }

  /**
   * Shows the run on a server's page while it goes on, and there what it came to as soon as its
   * results are written.
   */
  public void show(LiveRun run, LivePage on) {
    live = Optional.of(run);
    on.show(run);
  }

  /**
   * Measures, with a progress line on standard error. The verdict judges what the process uses in
   * the meantime. A measurement that throws has broken the run, whose end is carried out all the
   * same.
   *
   * @param progress fields of the progress line, the most important first
   */
  public void measure(Supplier<List<String>> progress, Measurement measurement)
      throws InterruptedException {
    TerminalLine terminal = TerminalLine.ofStandardError();
    PrintStream standardError = System.err;
    if (terminal.isTerminal()) {
      System.setErr(terminal.asPrintStream());
    }
    ProgressLine line = ProgressLine.start(tool, progress, terminal, clock.ticker());
    // What the end needs must be there though the measurement used up all that may be open.
    FileReserve reserve = FileReserve.open();
    MeasuredWindow measuring = windows.get();
    try {
      measurement.run();
    } catch (ToolException e) {
      failures.add(e);
    } catch (RuntimeException | Error e) {
      faults.handle("the measurement", e);
    } finally {
      reserve.close();
      window = measuring.end();
      windowDriftNs = driftNs.getAsLong();
      endedEarlyBy = stop.status();
      line.close();
      System.setErr(standardError);
    }
  }

  /** Returns the window of the measurement, which is over. */
  public MeasuredWindow.Facts window() {
    return window;
  }

  /**
   * Returns the cause that ended the measurement early; empty where it ended by itself. Later
   * causes, during the clean-up, do not count.
   */
  public Optional<ExitStatus> endedEarlyBy() {
    return endedEarlyBy;
  }

  /** Returns a judgement that has the facts of every run: the tool adds its own. */
  public Judgement judgement() {
    Judgement judgement = new Judgement().window(window).clockDrift(windowDriftNs);
    if (faults.count() > 0) {
      judgement.broken(
          faults.first().map(RunFaults.Fault::toString).orElse("its text could not be kept"));
    }
    if (endedEarlyBy.filter(CommonExit.OUTPUT::equals).isPresent()) {
      judgement.unwritable();
    }
    return judgement;
  }

  /** Returns a summary's builder with what every summary has. */
  public RunSummary.Builder summary(String version, String runId) {
    return RunSummary.builder(tool, version, runId)
        .period(clock.at(window.startNs()), clock.at(window.endNs()))
        .window(window);
  }

  /** Does a step of the end; a failure is kept for {@link #end}. */
  public void attempt(Step step) throws InterruptedException {
    try {
      step.run();
    } catch (ToolException e) {
      failures.add(e);
    } catch (RuntimeException | Error e) {
      faults.handle("the end of the run", e);
    }
  }

  /** Writes the result files, or writes them anew. */
  public void write(Supplier<RunSummary> summary) throws InterruptedException {
    tell(outputs.files(), summary);
  }

  /** Shows the result to people, as the last thing that a run does. */
  public void show(Supplier<RunSummary> summary) throws InterruptedException {
    tell(outputs.screens(), summary);
  }

  private void tell(List<SummaryOutputs.Output> where, Supplier<RunSummary> summary)
      throws InterruptedException {
    attempt(
        () -> {
          RunSummary told = summary.get();
          live.ifPresent(run -> run.end(told.verdict()));
          for (SummaryOutputs.Output output : where) {
            attempt(() -> output.write(told));
          }
        });
  }

  /**
   * Returns the status of a run of which nothing failed: that of what stopped it.
   *
   * @throws ToolException if something did: a fault of the program first, then the first failed
   *     step, with what else failed behind it
   */
  public ExitStatus end() {
    List<ToolException> all = new ArrayList<>();
    try {
      faults.throwIfAny();
    } catch (ToolException e) {
      all.add(e);
    }
    all.addAll(failures);
    if (all.isEmpty()) {
      return stop.status().orElse(CommonExit.OK);
    }
    var text = new StringBuilder();
    for (ToolException each : all) {
      // The same disk fails again and again: its reason once is enough.
      if (text.indexOf(each.getMessage()) < 0) {
        text.append(text.isEmpty() ? "" : "; ").append(each.getMessage());
      }
    }
    throw new ToolException(all.get(0).status(), text.toString(), all.get(0).getCause());
  }
}
