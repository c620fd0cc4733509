package io.scaletest.bench.blocks;

import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server under measurement, ours or the original's, and what it has used so far. */
final class BlockServerProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Ports below those that the kernel gives to clients. */
  private static final int OUR_PORT = 18_443;

  private static final int ORIGINAL_PORT = 18_444;
  private static final double NS_PER_S = 1e9;

  private final String name;
  private final ToolProcess process;
  private final int port;

  private BlockServerProcess(String name, ToolProcess process, int port) {
    this.name = name;
    this.process = process;
    this.port = port;
  }

  static BlockServerProcess ours(List<String> jvmOptions, String... options) {
    ToolProcess process =
        ToolProcess.jar("httperf", "-listen=" + OUR_PORT, "--no-keylog", "-v=2", "-log-period=10s")
            .arguments(options)
            .jvmOptions(jvmOptions.toArray(String[]::new))
            .start();
    process.awaitOutput("Listening on port", LIMIT);
    return new BlockServerProcess("httperf", process, OUR_PORT);
  }

  /** Starts the original's program, built from its sources. */
  static BlockServerProcess original(String program) {
    ToolProcess process = ToolProcess.command(program, "-listen=" + ORIGINAL_PORT).start();
    for (int attempt = 0; attempt < LIMIT.toSeconds() && !accepts(ORIGINAL_PORT); attempt++) {
      ToolProcess pause = ToolProcess.command("sleep", "1").start();
      pause.awaitExit(LIMIT);
      pause.close();
    }
    return new BlockServerProcess("original", process, ORIGINAL_PORT);
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("localhost", port), (int) LIMIT.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  String name() {
    return name;
  }

  String url() {
    return "https://localhost:" + port;
  }

  ToolProcess process() {
    return process;
  }

  /** Returns user and system time so far. */
  double cpuSeconds() {
    return ProcessHandle.of(process.pid())
            .flatMap(handle -> handle.info().totalCpuDuration())
            .orElse(Duration.ZERO)
            .toNanos()
        / NS_PER_S;
  }

  /** Ends it in order and returns what it wrote. */
  String finish() {
    process.signal("TERM");
    process.awaitExit(Duration.ofSeconds(TimeUnit.MINUTES.toSeconds(1)));
    return process.stderr() + process.stdout();
  }

  @Override
  public void close() {
    process.close();
  }
}
