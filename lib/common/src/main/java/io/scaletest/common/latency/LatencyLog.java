package io.scaletest.common.latency;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/**
 * The file {@code <runid>-driver.hlog}: for each interval of about a second and each series, the
 * histogram of what was recorded in it, as an HdrHistogram log (format 1.3, tags), which
 * HdrHistogram's own reader and log processor understand. Comments in front say what it holds; the
 * page {@code docs/summary-schema.md} says it at length.
 *
 * <p>Add all series, {@link #start}, and {@link #close} at the end of the run. An interval without
 * values has no line. Lines are with the operating system when the interval ends.
 *
 * <p>Written here and not by {@code HistogramLogWriter}, whose {@code String.format} costs more CPU
 * at a start than everything else this class does in a run.
 *
 * <p>Safe for use by many threads.
 */
public final class LatencyLog implements AutoCloseable {
  /** Version of the comments' and tags' meaning; the lines' version is HdrHistogram's 1.3. */
  static final int SCHEMA_VERSION = 1;

  static final long INTERVAL_MS = 1_000;

  /** Zlib may lengthen what it cannot compress, by less than this. */
  private static final int DEFLATE_OVERHEAD_BYTES = 1_024;

  private static final String WHERE = "the latency log";

  private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long NS_PER_US = TimeUnit.MICROSECONDS.toNanos(1);

  private final Path path;
  private final OutputStream file;
  private final WallClock clock;
  private final RowFile.FailureListener onFailure;
  private final FaultHandler faults;
  private final StringBuilder text = new StringBuilder(8 * 1024);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closed = lock.newCondition();

  @GuardedBy("lock")
  private final List<LatencySeries> series = new ArrayList<>();

  @GuardedBy("lock")
  private final Histogram interval = new Histogram(LatencySeries.SIGNIFICANT_DIGITS);

  @GuardedBy("lock")
  private long startNs;

  @GuardedBy("lock")
  private long intervalStartMs;

  @GuardedBy("lock")
  private long linesWritten;

  @GuardedBy("lock")
  private boolean started;

  @GuardedBy("lock")
  private boolean closing;

  @GuardedBy("lock")
  private boolean failed;

  private LatencyLog(
      Path path,
      OutputStream file,
      String tool,
      String runId,
      WallClock clock,
      RowFile.FailureListener onFailure,
      FaultHandler faults) {
    this.path = path;
    this.file = file;
    this.clock = clock;
    this.onFailure = onFailure;
    this.faults = faults;
    text.append("#[Histogram log format version 1.3]\n")
        .append("#scaletest latency log, schema version ")
        .append(SCHEMA_VERSION)
        .append("\n#Tool: ")
        .append(tool)
        .append("\n#Run ID: ")
        .append(runId)
        .append("\n#Unit: the histograms' values are nanoseconds;")
        .append(" timestamps and lengths are seconds, Interval_Max is milliseconds\n")
        .append("#Intervals: about 1 s each; one without values has no line\n");
  }

  /**
   * Makes the file, replacing an existing one.
   *
   * @param whenUnmakeable the status with which the tool ends if the file cannot be made
   * @param clock gives the start time and measures the intervals
   * @param onFailure called once, when a line cannot be written; its rows are this file's lines
   * @param faults takes what the series, or this log itself, throw
   * @throws ToolException with {@code whenUnmakeable}
   */
  public static LatencyLog create(
      Path path,
      ExitStatus whenUnmakeable,
      String tool,
      String runId,
      WallClock clock,
      RowFile.FailureListener onFailure,
      FaultHandler faults) {
    OutputStream file;
    try {
      file = Files.newOutputStream(path);
    } catch (IOException e) {
      throw new ToolException(
          whenUnmakeable, "latency log " + path + " cannot be made: " + IoReason.of(e), e);
    }
    return new LatencyLog(path, file, tool, runId, clock, onFailure, faults);
  }

  /**
   * Adds a series; before {@link #start}.
   *
   * @param meaning one line: from what moment to what moment the latency is, and on which clock
   */
  public void add(LatencySeries added, String meaning) {
    lock.lock();
    try {
      if (started) {
        throw new IllegalStateException("a series can be added before the start only");
      }
      series.add(added);
      text.append("#Tag ").append(added.name()).append(": ").append(meaning).append('\n');
    } finally {
      lock.unlock();
    }
  }

  /** Adds a series with negative values, which get a tag of their own; before {@link #start}. */
  public void add(SignedLatencySeries added, String meaning) {
    add(added.nonNegative(), meaning);
    add(
        added.negative(),
        "magnitudes of the negative values of " + added.name() + " (the clocks disagree)");
  }

  /** Writes the comments and starts the first interval; {@link #tick} is the caller's to call. */
  public void start() {
    lock.lock();
    try {
      started = true;
      startNs = clock.ticker().nanos();
      Instant start = clock.at(startNs);
      text.append("#[StartTime: ");
      appendThousandths(text, start.toEpochMilli());
      text.append(" (seconds since epoch), ").append(start).append("]\n#[BaseTime: ");
      appendThousandths(text, start.toEpochMilli());
      text.append(" (seconds since epoch)]\n")
          .append("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",")
          .append("\"Interval_Compressed_Histogram\"\n");
      writeText(0);
    } finally {
      lock.unlock();
    }
  }

  /** {@link #start}, and from then on a thread of this log calls {@link #tick} each second. */
  public void startTicking() {
    start();
    var thread = new Thread(this::tickUntilClosed, "latency-log");
    thread.setDaemon(true);
    thread.start();
  }

  private void tickUntilClosed() {
    boolean more = true;
    while (more) {
      try {
        more = awaitInterval();
        tick();
      } catch (InterruptedException e) {
        // Nobody has this thread to interrupt; if somebody does, close() still writes the rest.
        Thread.currentThread().interrupt();
        return;
      } catch (Throwable thrown) {
        faults.handle(WHERE, thrown);
      }
    }
  }

  /** Waits until the interval is over; returns whether another one follows. */
  private boolean awaitInterval() throws InterruptedException {
    lock.lock();
    try {
      long leftNs = INTERVAL_MS * NS_PER_MS;
      while (!closing && leftNs > 0) {
        leftNs = closed.awaitNanos(leftNs);
      }
      return !closing;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the interval: writes a line for each series that got values in it. */
  public void tick() {
    lock.lock();
    try {
      if (!started || closing) {
        return;
      }
      writeInterval();
    } finally {
      lock.unlock();
    }
  }

  /** Writes the last interval and closes the file. Calling it again changes nothing. */
  @Override
  public void close() {
    lock.lock();
    try (file) {
      if (closing) {
        return;
      }
      closing = true;
      closed.signalAll();
      if (started) {
        writeInterval();
      }
    } catch (IOException e) {
      fail(e);
    } catch (Throwable thrown) {
      faults.handle(WHERE, thrown);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void writeInterval() {
    long endMs = (clock.ticker().nanos() - startNs) / NS_PER_MS;
    int lines = 0;
    try {
      for (LatencySeries each : series) {
        interval.reset();
        each.endInterval(interval);
        if (interval.getTotalCount() > 0) {
          appendLine(each.name(), intervalStartMs, endMs);
          lines++;
        }
      }
      intervalStartMs = endMs;
      if (lines > 0) {
        writeText(lines);
      }
    } finally {
      text.setLength(0); // no half of a line before the next interval's
    }
  }

  @GuardedBy("lock")
  private void appendLine(String name, long beginMs, long endMs) {
    text.append("Tag=").append(name).append(',');
    appendThousandths(text, beginMs);
    text.append(',');
    appendThousandths(text, endMs - beginMs);
    text.append(',');
    // Rounded up: no value of the interval is above its maximum.
    appendThousandths(text, -Math.floorDiv(-interval.getMaxValue(), NS_PER_US));
    text.append(',').append(encoded(interval)).append('\n');
  }

  /** HdrHistogram's compressed V2 encoding in base64, as its log readers expect it. */
  private static String encoded(Histogram histogram) {
    ByteBuffer target =
        ByteBuffer.allocate(histogram.getNeededByteBufferCapacity() + DEFLATE_OVERHEAD_BYTES);
    int length = histogram.encodeIntoCompressedByteBuffer(target, Deflater.BEST_SPEED);
    ByteBuffer encoded = ByteBuffer.wrap(target.array(), 0, length);
    return StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(encoded)).toString();
  }

  /** Appends a number of thousandths as a decimal with three places: 1500 as 1.500. */
  private static void appendThousandths(StringBuilder target, long thousandths) {
    int fraction = (int) (thousandths % 1_000);
    target.append(thousandths / 1_000).append('.');
    target.append((char) ('0' + fraction / 100));
    target.append((char) ('0' + fraction / 10 % 10));
    target.append((char) ('0' + fraction % 10));
  }

  @GuardedBy("lock")
  private void writeText(int lines) {
    if (!failed) {
      try {
        file.write(text.toString().getBytes(StandardCharsets.UTF_8));
        linesWritten += lines;
      } catch (IOException e) {
        fail(e);
      }
    }
    text.setLength(0);
  }

  @GuardedBy("lock")
  private void fail(IOException cause) {
    if (!failed) {
      failed = true;
      onFailure.failed(path, linesWritten, cause);
    }
  }
}
