package io.scaletest.common.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.progress.ProgressLine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A tool that runs beside this one. What it prints goes to a file, line by line, and to a listener;
 * the last lines are kept to explain a failure.
 *
 * <p>Closing it ends it whatever happens: SIGTERM first, then, if it takes too long, SIGKILL to it
 * and all that descends from it. Safe for use by many threads.
 */
public final class ChildProcess implements AutoCloseable {
  private static final int KEPT_LINES = 5;
  private static final String PROGRESS_INTERVAL_MS = "250";

  /** How long the reader of the output may lag behind the end of the process. */
  private static final Duration OUTPUT_LAG = Duration.ofSeconds(2);

  private final String name;
  private final Process process;
  private final DeadMansSwitch deadMansSwitch;
  private final Duration patience;
  private final Path logFile;
  private final Thread reader;

  @GuardedBy("lastLines")
  private final Deque<String> lastLines = new ArrayDeque<>();

  private ChildProcess(
      String name,
      Process process,
      DeadMansSwitch deadMansSwitch,
      Duration patience,
      Path logFile,
      Consumer<String> onLine) {
    this.name = name;
    this.process = process;
    this.deadMansSwitch = deadMansSwitch;
    this.patience = patience;
    this.logFile = logFile;
    this.reader = new Thread(() -> readOutput(onLine), name + "-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a tool.
   *
   * @param name what to call it in messages
   * @param folder where it runs
   * @param patience how long it may take to end once asked to
   * @param logFile gets what it prints
   * @param onLine hears each line, from a thread of its own
   */
  public static ChildProcess start(
      String name,
      List<String> command,
      Path folder,
      Duration patience,
      Path logFile,
      DeadMansSwitch deadMansSwitch,
      Consumer<String> onLine)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Launcher.inOwnSession(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().put(ProgressLine.INTERVAL_VARIABLE, PROGRESS_INTERVAL_MS);
    Process process = builder.start();
    deadMansSwitch.watch(process.pid());
    return new ChildProcess(name, process, deadMansSwitch, patience, logFile, onLine);
  }

  /** Returns what it is called in messages. */
  public String name() {
    return name;
  }

  /** Returns the file with all that it printed. */
  public Path logFile() {
    return logFile;
  }

  /** Returns its exit status once it has ended. */
  public OptionalInt exitStatus() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Has an action run when it has ended, on a thread of its own; it must not throw. */
  public void onEnd(Runnable action) {
    CompletableFuture<Void> unused = process.onExit().thenRun(action);
  }

  /** Waits for its end; returns its exit status, or empty if it takes longer than the limit. */
  public OptionalInt awaitExit(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** Returns the last lines that it printed. */
  public String lastLines() {
    synchronized (lastLines) {
      return String.join(System.lineSeparator(), lastLines);
    }
  }

  /** Asks it to end (SIGTERM), once; waits, within its patience; then kills it. Idempotent. */
  @Override
  public void close() {
    process.destroy();
    if (!awaitEnd(patience)) {
      List<ProcessHandle> family = family();
      family.forEach(ProcessHandle::destroyForcibly);
      awaitEnd(patience);
    }
    awaitOutput();
    deadMansSwitch.forget(process.pid());
  }

  /** Waits until all that it printed has been heard. Call after its end. */
  public void awaitOutput() {
    boolean interrupted = false;
    try {
      reader.join(OUTPUT_LAG.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<ProcessHandle> family() {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
  }

  private boolean awaitEnd(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A file that cannot be written is no reason not to read: the tool would wait for its reader. */
  private void readOutput(Consumer<String> onLine) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        var log = new PrintWriter(logWriter(), true)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.println(line);
        keep(line);
        onLine.accept(line);
      }
      if (log.checkError()) {
        keep("(" + logFile + " is cut: it could not be written)");
      }
    } catch (IOException e) {
      keep("(its output was lost: " + e.getMessage() + ")");
    }
  }

  private Writer logWriter() {
    try {
      return Files.newBufferedWriter(logFile);
    } catch (IOException e) {
      keep("(" + logFile + " cannot be made: " + IoReason.of(e) + ")");
      return Writer.nullWriter();
    }
  }

  private void keep(String line) {
    synchronized (lastLines) {
      if (lastLines.size() == KEPT_LINES) {
        lastLines.removeFirst();
      }
      lastLines.addLast(line);
    }
  }
}
