package io.scaletest.controlplane.binaries;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.FailureLine;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds the executables with Go. One build at a time; {@link #abort} may come from any thread. */
public final class GoBuild {
  private static final String TYPICAL = "5 to 7 minutes on 2 cores the first time";

  /** How many of Go's last lines a failure's reason is looked for in. */
  private static final int LINES_KEPT = 20;

  private final GoModule module;
  private final Path go;
  private final Ticker ticker;
  private final BuildListener listener;

  @GuardedBy("this")
  private Process running;

  @GuardedBy("this")
  private boolean aborted;

  /**
   * @param go the {@code go} command
   */
  public GoBuild(GoModule module, Path go, Ticker ticker, BuildListener listener) {
    this.module = Objects.requireNonNull(module, "module is null");
    this.go = Objects.requireNonNull(go, "go is null");
    this.ticker = Objects.requireNonNull(ticker, "ticker is null");
    this.listener = Objects.requireNonNull(listener, "listener is null");
  }

  /**
   * Returns the {@code go} command: the one given, else the first on the path, else where Go's own
   * installation puts it.
   */
  public static Optional<Path> locate(Optional<Path> given, Map<String, String> environment) {
    if (given.isPresent()) {
      return given;
    }
    String path = environment.getOrDefault("PATH", "");
    return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/local/go/bin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "go"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Builds every executable into a folder that exists and is empty.
   *
   * @param source an empty folder for the module's files
   * @throws ToolException with status 6 if Go fails, and with its reason
   */
  public void build(Path source, Path target) {
    try {
      module.writeTo(source);
      ProcessBuilder builder =
          new ProcessBuilder(module.buildCommand(go, target))
              .directory(source.toFile())
              .redirectErrorStream(true);
      builder.environment().put("CGO_ENABLED", "0");
      builder.environment().put("GOWORK", "off");
      listener.note(
          "building Kubernetes "
              + module.kubernetesVersion()
              + " and etcd with "
              + go
              + "; "
              + TYPICAL);
      Process process = launch(builder);
      String reason = follow(process);
      int status = process.waitFor();
      if (status != 0) {
        throw new ToolException(
            ControlPlaneExit.BUILD, "go build: exit status " + status + ": " + reason);
      }
      module.rename(target);
    } catch (IOException e) {
      throw new ToolException(ControlPlaneExit.BUILD, "go build: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      abort();
      Thread.currentThread().interrupt();
      throw new ToolException(ControlPlaneExit.BUILD, "go build: interrupted", e);
    }
  }

  private synchronized Process launch(ProcessBuilder builder) throws IOException {
    if (aborted) {
      throw new IOException("aborted");
    }
    running = builder.start();
    running.getOutputStream().close();
    return running;
  }

  /** Shows progress from Go's output until it ends; returns the reason where it fails. */
  private String follow(Process process) throws IOException {
    long startNs = ticker.nanos();
    int downloads = 0;
    int packages = 0;
    var last = new java.util.ArrayDeque<String>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("go: downloading ")) {
          downloads++;
        } else {
          packages++;
        }
        last.addLast(line);
        if (last.size() > LINES_KEPT) {
          last.removeFirst();
        }
        Duration elapsed = Duration.ofNanos(ticker.nanos() - startNs);
        listener.progress(
            String.format(
                Locale.ROOT,
                "go build: %d:%02d elapsed, %d modules downloaded, %d packages compiled, now %s",
                elapsed.toMinutes(),
                elapsed.toSecondsPart(),
                downloads,
                packages,
                line));
      }
    }
    return FailureLine.of(String.join("\n", last));
  }

  /** Ends the build and everything it started. Does nothing where none runs; none starts later. */
  public synchronized void abort() {
    aborted = true;
    if (running != null) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
  }
}
