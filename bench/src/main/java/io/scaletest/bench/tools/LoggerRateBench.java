package io.scaletest.bench.tools;

import io.scaletest.bench.capacity.ServerCapacity;
import io.scaletest.common.clock.Ticker;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ResourceUse;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;

/**
 * How many events a second cm-logger gets through. It is halted (SIGSTOP) while the objects are
 * created, so that the writer takes none of its CPU; then the embedded API server has them all for
 * it, from its history, and the time counts from SIGCONT to the last row in the file.
 */
final class LoggerRateBench {
  private static final int EVENTS = 200_000;
  private static final int HISTORY = 2 * EVENTS;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final long POLL_NS = 2_000_000;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final String LAUNCHER = Repository.root().resolve("scaletest").toString();

  private final Path folder;
  private final Ticker ticker = Ticker.system();

  LoggerRateBench(Path folder) {
    this.folder = folder;
  }

  /** Prints one line. */
  void run() throws IOException {
    Path kubeconfig = folder.resolve("embedded.kubeconfig");
    try (ToolProcess server =
        ToolProcess.command(
                LAUNCHER,
                "embedded-apiserver",
                "-history=" + HISTORY,
                "-kubeconfig-out=" + kubeconfig)
            .start()) {
      server.awaitOutput("^export KUBECONFIG", LIMIT);
      measure(kubeconfig);
    }
  }

  private void measure(Path kubeconfig) throws IOException {
    Path rows = folder.resolve("events.csv");
    try (ToolProcess logger =
        ToolProcess.command(
                LAUNCHER,
                "cm-logger",
                "-kubeconfig=" + kubeconfig,
                "-metricport=0",
                "-data-filname=" + rows)
            .start()) {
      logger.awaitOutput("; watching", LIMIT);
      logger.signal("STOP");
      new CommandLine(new ServerCapacity())
          .execute("-kubeconfig=" + kubeconfig, "-n=" + EVENTS, "-rounds=1", "-value=100");
      logger.signal("CONT");
      long beganNs = ticker.nanos();
      awaitRows(rows);
      double seconds = (ticker.nanos() - beganNs) / 1e9;
      logger.signal("TERM");
      logger.awaitExit(LIMIT);
      ResourceUse use = logger.resourceUse();
      System.out.printf(
          Locale.ROOT,
          "cm-logger: %,d events in %.2f s = %,.0f events/s, %.0f µs CPU each, %d MB resident%n",
          EVENTS,
          seconds,
          EVENTS / seconds,
          use.cpu().toMillis() * 1e3 / EVENTS,
          use.mostResidentBytes() >> 20);
    }
  }

  /** Counts lines as they come, each byte once: the machine is the logger's. */
  private void awaitRows(Path file) throws IOException {
    long limitNs = ticker.nanos() + LIMIT.toNanos();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long rows = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (rows < EVENTS) {
        if (ticker.nanos() - limitNs > 0) {
          throw new IllegalStateException("rows: only " + rows + " of " + EVENTS);
        }
        buffer.clear();
        if (channel.read(buffer) <= 0) {
          LockSupport.parkNanos(POLL_NS);
        }
        for (int i = 0; i < buffer.position(); i++) {
          if (buffer.get(i) == '\n') {
            rows++;
          }
        }
      }
    }
  }
}
