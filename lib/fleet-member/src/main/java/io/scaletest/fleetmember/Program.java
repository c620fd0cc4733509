package io.scaletest.fleetmember;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.run.StartGate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * The program that a member runs: its process, its start gate and its output, which is passed on
 * line by line. Safe for use by many threads.
 */
final class Program implements AutoCloseable {
  /** Of the two streams: what is longer than that is no line of a tool's. */
  private static final int LINE_CHARS_MAX = 500;

  private static final Duration KILL_AFTER = Duration.ofSeconds(5);

  private final MemberPlan plan;
  private final Path gate;
  private final Process process;
  private final List<Thread> copiers = new ArrayList<>();
  private volatile boolean saidReady;
  private volatile String lastLine = "";
  private Instant start;

  private Program(MemberPlan plan, Path gate, Process process) {
    this.plan = plan;
    this.gate = gate;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param results its working folder, made here
   * @param gate the file that tells a driver when to begin
   * @param faults hears of what copying its output throws
   * @throws ToolException if it cannot be started
   */
  static Program start(
      MemberPlan plan,
      Path results,
      Path gate,
      PrintStream out,
      PrintStream err,
      FaultHandler faults) {
    List<String> command = new ArrayList<>(plan.command());
    if (plan.gated()) {
      command.add("--start-gate=" + gate);
    }
    Process process;
    try {
      Files.createDirectories(results);
      process = new ProcessBuilder(command).directory(results.toFile()).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.RESOURCES, command.get(0) + " cannot be started: " + IoReason.of(e), e);
    }
    Program program = new Program(plan, gate, process);
    program.copy("stdout", process.getInputStream(), out, false, faults);
    program.copy("stderr", process.getErrorStream(), err, true, faults);
    return program;
  }

  private void copy(
      String name, InputStream from, PrintStream to, boolean remember, FaultHandler faults) {
    Thread copier =
        new Thread(
            () -> {
              try {
                copyLines(from, to, remember);
              } catch (Throwable thrown) {
                faults.handle("the program's " + name, thrown);
              }
            },
            name);
    copier.setDaemon(true);
    copier.start();
    copiers.add(copier);
  }

  private void copyLines(InputStream from, PrintStream to, boolean remember) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        to.println(line);
        if (!plan.gated() && line.contains(plan.readyWhen())) {
          saidReady = true;
        }
        if (remember && !line.isBlank()) {
          lastLine = line.substring(0, Math.min(line.length(), LINE_CHARS_MAX));
        }
      }
    }
  }

  /**
   * Tells a driver when to begin; the same instant again changes nothing.
   *
   * @return false if it was told another one before, or does not wait for any
   * @throws IOException if the gate cannot be written
   */
  synchronized boolean begin(Instant at) throws IOException {
    if (start == null && state() == MemberStatus.State.READY && plan.gated()) {
      Path draft = gate.resolveSibling(gate.getFileName() + ".draft");
      Files.writeString(draft, at.toString());
      Files.move(draft, gate, StandardCopyOption.ATOMIC_MOVE);
      start = at;
    }
    return at.equals(start);
  }

  /** Returns how far it is. */
  synchronized MemberStatus.State state() {
    if (!process.isAlive()) {
      return MemberStatus.State.ENDED;
    }
    if (start != null) {
      return MemberStatus.State.STARTED;
    }
    Path ready = gate.resolveSibling(gate.getFileName() + StartGate.READY_SUFFIX);
    boolean isReady = plan.gated() ? Files.exists(ready) : saidReady;
    return isReady ? MemberStatus.State.READY : MemberStatus.State.STARTING;
  }

  /** Returns its exit status; empty while it runs. */
  OptionalInt exit() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Returns the last line of its standard error; may be empty. */
  String lastLine() {
    return lastLine;
  }

  /** Asks it to end, as SIGTERM does. */
  void terminate() {
    process.toHandle().destroy(); // the process's own closes its output, too
  }

  /** Waits until it has ended and its output is passed on; returns whether it did in time. */
  boolean awaitEnd(long limitMs) throws InterruptedException {
    if (!process.waitFor(limitMs, TimeUnit.MILLISECONDS)) {
      return false;
    }
    for (Thread copier : copiers) {
      copier.join(KILL_AFTER.toMillis()); // a process of its own may hold the pipe open
    }
    return true;
  }

  /** Ends it at once, if it runs. */
  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }
}
