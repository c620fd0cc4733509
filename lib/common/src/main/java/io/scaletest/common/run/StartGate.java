package io.scaletest.common.run;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/**
 * Holds a driver that is ready back until the instant that several drivers share, for
 * {@code @Mixin}. Who coordinates them waits for each one's {@value #READY_SUFFIX} file and then
 * gives each the instant, in one step (another file, renamed). For the one thread that runs the
 * tool.
 */
public final class StartGate {
  /** What the name of the file ends with that says: this driver is ready. */
  public static final String READY_SUFFIX = ".ready";

  /** After so long nobody comes any more: idle connections and log-ins have ended by then. */
  private static final Duration LIMIT = Duration.ofHours(1);

  /** For what a measurement's beginning takes in a process that has just started: its classes. */
  private static final Duration LEAD = Duration.ofMillis(500);

  private static final int POLL_MS = 20;
  private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final Logger LOG = LoggerFactory.getLogger(StartGate.class);

  @Option(
      names = {"-start-gate", "--start-gate"},
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "Wait, when all is ready, until this file says when to begin:"
              + " 2026-11-29T06:20:43.125Z. <file>.ready is made as soon as the driver waits."
              + " Empty: begin at once.")
  private String file = "";

  private Optional<Instant> start = Optional.empty();

  /** Returns whether there is a gate to wait at. */
  public boolean isThere() {
    return !file.isEmpty();
  }

  /**
   * Tells that this run is ready, and returns shortly before the instant that the file then says;
   * at once if there is no gate, or if the run is stopped. Blocks its caller, for an hour at most
   * until the instant is said.
   *
   * @throws ToolException if the instant is never said or is none, or if the files cannot be used
   */
  public void awaitOrder(WallClock clock, StopSignal stop) throws InterruptedException {
    if (!isThere()) {
      return;
    }
    Path gate = PathText.of("start-gate", file, CommonExit.USAGE);
    tellReady(gate.resolveSibling(gate.getFileName() + READY_SUFFIX));
    long sinceNs = clock.ticker().nanos();
    start = said(gate);
    while (start.isEmpty() && stop.pause(POLL_MS)) {
      if (clock.ticker().nanos() - sinceNs > LIMIT.toNanos()) {
        throw new ToolException(
            CommonExit.RESOURCES, "start-gate: " + gate + " did not say within an hour when");
      }
      start = said(gate);
    }
    if (start.isPresent()) {
      long leftNs = Duration.between(clock.now(), start.get().minus(LEAD)).toNanos();
      stop.await(leftNs, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Returns at the instant that {@link #awaitOrder} was told; at once if it was told none, it has
   * passed, or the run is stopped.
   */
  public void awaitStart(WallClock clock, StopSignal stop) throws InterruptedException {
    if (start.isEmpty()) {
      return;
    }
    long leftNs = Duration.between(clock.now(), start.get()).toNanos();
    if (leftNs < 0) {
      LOG.warn(
          "start-gate: {} was {} ms ago; this run begins late", start.get(), -leftNs / NS_PER_MS);
    } else {
      stop.await(leftNs, TimeUnit.NANOSECONDS);
    }
  }

  private static void tellReady(Path ready) {
    try {
      Files.write(ready, new byte[0]);
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.OUTPUT, "start-gate: " + ready + " cannot be made: " + IoReason.of(e), e);
    }
  }

  private static Optional<Instant> said(Path gate) {
    String text;
    try {
      text = Files.readString(gate, StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.RESOURCES, "start-gate: " + gate + " cannot be read: " + IoReason.of(e), e);
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw ToolException.usage("start-gate: " + gate + ": must be an instant, got " + text);
    }
  }
}
