package io.scaletest.quickstart;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.ChildProcess;
import io.scaletest.common.process.DeadMansSwitch;
import io.scaletest.common.process.Launcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Starts the other tools and waits for them. What must be undone is registered before it is done,
 * both for an orderly end of this process and for a sudden one. Used by one thread.
 */
final class Children {
  /** How often conditions are looked at. */
  private static final long POLL_MS = 50;

  /** How long a clean-up tool may take to end once its time is over. */
  private static final Duration UNDO_PATIENCE = Duration.ofSeconds(5);

  private final QuickstartPlan plan;
  private final Launcher launcher;
  private final DeadMansSwitch deadMansSwitch;
  private final LongPredicate pauseMs;
  private final Steps steps;
  private final Ticker ticker;
  private final Teardown teardown = new Teardown();

  /**
   * @param pauseMs waits for as many milliseconds; false as soon as the user wants to stop
   */
  Children(
      QuickstartPlan plan,
      Launcher launcher,
      DeadMansSwitch deadMansSwitch,
      LongPredicate pauseMs,
      Steps steps,
      Ticker ticker) {
    this.plan = plan;
    this.launcher = launcher;
    this.deadMansSwitch = deadMansSwitch;
    this.pauseMs = pauseMs;
    this.steps = steps;
    this.ticker = ticker;
  }

  /**
   * Starts a tool, to be ended in the end.
   *
   * @param patience how long it may then take
   * @param onLine hears what it prints
   */
  ChildProcess start(String tool, List<String> options, Duration patience, Consumer<String> onLine)
      throws IOException {
    ChildProcess child = start(tool, launcher.command(tool, options), patience, tool, onLine);
    teardown.add(tool, child::close);
    return child;
  }

  /** Registers what is to be undone in this process, before all that was registered earlier. */
  void undoInTheEnd(String what, Teardown.Action action) {
    teardown.add(what, action);
  }

  /** Registers a tool that is to be run in the end, before all that was registered earlier. */
  void runInTheEnd(
      String what, String tool, List<String> options, Duration limit, List<Integer> goodStatuses) {
    runInTheEnd(what, launcher.command(tool, options), limit, goodStatuses);
  }

  /** Registers the removal of a folder in the end, before all that was registered earlier. */
  void removeInTheEnd(Path folder, Duration limit) {
    runInTheEnd("folder", List.of("rm", "-rf", folder.toString()), limit, List.of(0));
  }

  private void runInTheEnd(
      String what, List<String> command, Duration limit, List<Integer> goodStatuses) {
    deadMansSwitch.run(command);
    teardown.add(
        what,
        () -> {
          try (ChildProcess child =
              start(what, command, UNDO_PATIENCE, "clean-up-" + what, line -> {})) {
            OptionalInt status = child.awaitExit(limit);
            child.awaitOutput();
            if (status.isEmpty()) {
              throw new IOException("has not ended within " + limit.toSeconds() + " s");
            }
            if (!goodStatuses.contains(status.getAsInt())) {
              throw new IOException("status " + status.getAsInt() + explanation(child));
            }
          }
        });
  }

  private ChildProcess start(
      String name, List<String> command, Duration patience, String log, Consumer<String> onLine)
      throws IOException {
    return ChildProcess.start(
        name,
        command,
        plan.folder(),
        patience,
        plan.file(log.replace(' ', '-') + ".log"),
        deadMansSwitch,
        onLine);
  }

  /**
   * Ends the tools and runs what is to be run in the end, latest first.
   *
   * @return what failed
   */
  List<String> endAll() {
    var failures = new ArrayList<String>();
    teardown.run(steps::status, failures::add);
    return failures;
  }

  /** Waits for the end of a tool that should end by itself with status 0. */
  void awaitSuccess(ChildProcess child, Duration limit)
      throws StoppedException, StepFailedException {
    awaitEnd(child, limit, List.of(0));
  }

  /** Waits for the end of a tool that should end by itself with one of some statuses. */
  void awaitEnd(ChildProcess child, Duration limit, List<Integer> goodStatuses)
      throws StoppedException, StepFailedException {
    long beganNs = ticker.nanos();
    while (child.exitStatus().isEmpty()) {
      checkLimit(child, beganNs, limit, "has not ended");
      pause();
    }
    child.awaitOutput();
    int status = child.exitStatus().getAsInt();
    if (!goodStatuses.contains(status)) {
      throw new StepFailedException(
          child.name() + ": ended with status " + status + explanation(child));
    }
  }

  /**
   * Waits for a condition of a tool that should go on.
   *
   * @param complaint what to say of the tool if it takes too long
   */
  void await(BooleanSupplier condition, ChildProcess child, Duration limit, String complaint)
      throws StoppedException, StepFailedException {
    long beganNs = ticker.nanos();
    while (!condition.getAsBoolean()) {
      OptionalInt status = child.exitStatus();
      if (status.isPresent()) {
        child.awaitOutput();
        throw new StepFailedException(
            child.name() + ": ended early, status " + status.getAsInt() + explanation(child));
      }
      checkLimit(child, beganNs, limit, complaint);
      pause();
    }
  }

  private void checkLimit(ChildProcess child, long beganNs, Duration limit, String complaint)
      throws StepFailedException {
    if (ticker.nanos() - beganNs > limit.toNanos()) {
      throw new StepFailedException(
          child.name() + ": " + complaint + " within " + limit.toSeconds() + " s");
    }
  }

  /** Waits a moment. */
  void pause() throws StoppedException {
    steps.refresh();
    if (!pauseMs.test(POLL_MS)) {
      throw new StoppedException();
    }
  }

  private static String explanation(ChildProcess child) {
    return "; the end of " + child.logFile() + ":" + System.lineSeparator() + child.lastLines();
  }
}
