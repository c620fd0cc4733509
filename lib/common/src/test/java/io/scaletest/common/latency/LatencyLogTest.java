package io.scaletest.common.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.CollectedFaults;
import io.scaletest.common.run.DriverExit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogProcessor;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class LatencyLogTest {
  private final CollectedFaults faults = new CollectedFaults();
  private static final RowFile.FailureListener NO_FAILURE =
      (path, lines, cause) -> {
        throw new AssertionError(path + " failed after " + lines, cause);
      };
  private static final Instant START = Instant.parse("2026-03-01T02:07:59.500Z");

  private final AtomicLong nowNs = new AtomicLong(42);
  private final WallClock clock = WallClock.startingAt(START, nowNs::get);
  private final LatencySeries create = new LatencySeries("create.response");
  private final LatencySeries delete = new LatencySeries("delete.response");

  @TempDir Path folder;

  @Test
  void commentsSayWhatTheFileHolds() throws Exception {
    Path path = writeThreeIntervals();

    List<String> lines = Files.readAllLines(path);

    assertThat(lines)
        .startsWith(
            "#[Histogram log format version 1.3]",
            "#scaletest latency log, schema version 1",
            "#Tool: cmdriver",
            "#Run ID: 0301.0207.0042",
            "#Unit: the histograms' values are nanoseconds; timestamps and lengths are seconds,"
                + " Interval_Max is milliseconds",
            "#Intervals: about 1 s each; one without values has no line",
            "#Tag create.response: intended time to answer, monotonic clock",
            "#Tag delete.response: likewise for deletes",
            "#[StartTime: 1772330879.500 (seconds since epoch), 2026-03-01T02:07:59.500Z]",
            "#[BaseTime: 1772330879.500 (seconds since epoch)]",
            "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                + "\"Interval_Compressed_Histogram\"");
    assertThat(lines).hasSize(11 + 3);
    assertThat(lines.get(11)).startsWith("Tag=create.response,0.000,1.000,2.001,HISTFAAA");
    assertThat(lines.get(12)).startsWith("Tag=delete.response,0.000,1.000,0.001,HISTFAAA");
    assertThat(lines.get(13)).startsWith("Tag=create.response,2.250,0.001,");
  }

  @Test
  void hdrHistogramsOwnReaderGetsEachIntervalBack() throws Exception {
    Path path = writeThreeIntervals();

    var read = new ArrayList<Histogram>();
    try (var reader = new HistogramLogReader(path.toFile())) {
      while (reader.hasNext()) {
        EncodableHistogram next = reader.nextIntervalHistogram();
        if (next != null) {
          read.add((Histogram) next);
        }
      }
      assertThat(reader.getStartTimeSec()).isEqualTo(1_772_330_879.5);
    }

    assertThat(read)
        .extracting(Histogram::getTag)
        .containsExactly("create.response", "delete.response", "create.response");
    assertThat(read)
        .extracting(Histogram::getStartTimeStamp)
        .containsExactly(
            START.toEpochMilli(), START.toEpochMilli(), START.plusMillis(2_250).toEpochMilli());
    assertThat(read)
        .extracting(Histogram::getEndTimeStamp)
        .containsExactly(
            START.plusMillis(1_000).toEpochMilli(),
            START.plusMillis(1_000).toEpochMilli(),
            START.plusMillis(2_251).toEpochMilli());
    assertThat(read).extracting(Histogram::getTotalCount).containsExactly(2L, 1L, 1L);
    assertThat(read.get(0).getCountAtValue(1_000_000)).isEqualTo(1);
    assertThat(read.get(0).getCountAtValue(2_000_000)).isEqualTo(1);
    assertThat(read.get(1).getMaxValue()).isEqualTo(7);
    assertThat(read.get(2).getCountAtValue(TimeUnit.HOURS.toNanos(3))).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("DoNotCall") // it is a thread only by name: its own main calls run()
  void hdrHistogramsOwnLogProcessorUnderstandsIt() throws Exception {
    Path path = writeThreeIntervals();

    var printed = new ByteArrayOutputStream();
    PrintStream screen = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      new HistogramLogProcessor(new String[] {"-i", path.toString(), "-tag", "create.response"})
          .run();
    } finally {
      System.setOut(screen);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("#[StartTime: 1772330879.500 (seconds since epoch)")
        .containsPattern("Total count\\s+=\\s+3]");
  }

  @Test
  void linesAreInTheFileWhenTheIntervalEnds() throws Exception {
    Path path = folder.resolve("x.hlog");
    try (LatencyLog log = open(path)) {
      log.start();
      create.record(5);
      nowNs.addAndGet(1_000_000_000);
      log.tick();

      assertThat(Files.readString(path)).contains("\nTag=create.response,0.000,1.000,");
    }
  }

  @Test
  void theLogTicksByItselfIfAskedTo() throws Exception {
    Path path = folder.resolve("x.hlog");
    try (LatencyLog log = open(path)) {
      log.startTicking();
      create.record(5);
      while (!Files.readString(path).contains("Tag=create.response")) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void signedSeriesHaveATagForEachSign() throws Exception {
    Path path = folder.resolve("x.hlog");
    var notification = new SignedLatencySeries("notification");
    try (LatencyLog log = open(path)) {
      log.add(notification, "annotation to notification, two wall clocks");
      log.start();
      notification.record(-5);
      notification.record(3);
      notification.record(-6);
    }

    assertThat(Files.readString(path))
        .contains("#Tag notification: annotation to notification, two wall clocks\n")
        .contains(
            "#Tag notification.negative: magnitudes of the negative values of notification"
                + " (the clocks disagree)\n")
        .contains("\nTag=notification,")
        .contains("\nTag=notification.negative,");
  }

  @Test
  void aSeriesCannotBeAddedOnceTheLegendIsWritten() throws Exception {
    try (LatencyLog log = open(folder.resolve("x.hlog"))) {
      log.start();

      assertThatIllegalStateException()
          .isThrownBy(() -> log.add(new LatencySeries("late"), "too late"));
    }
  }

  @Test
  void closingTwiceWritesTheLastIntervalOnce() throws Exception {
    Path path = folder.resolve("x.hlog");
    LatencyLog log = open(path);
    log.start();
    create.record(5);
    log.close();
    create.record(6);
    log.tick();
    log.close();

    assertThat(Files.readAllLines(path)).filteredOn(line -> line.startsWith("Tag=")).hasSize(1);
    assertThat(create.total().getTotalCount()).isEqualTo(2);
  }

  @Test
  void aFileThatCannotBeMadeIsOneLine() {
    Path path = folder.resolve("missing").resolve("x.hlog");

    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> open(path))
        .withMessage("latency log " + path + " cannot be made: no such file or folder");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsToldOnce() {
    var told = new ArrayList<String>();
    LatencyLog log =
        LatencyLog.create(
            Path.of("/dev/full"),
            DriverExit.DATA_FILE,
            "cmdriver",
            "r",
            clock,
            (path, lines, cause) -> told.add(path + " " + lines + " " + IoReason.of(cause)),
            faults);
    log.add(create, "x");
    log.start();
    create.record(1);
    log.tick();
    create.record(1);
    log.close();

    assertThat(told).containsExactly("/dev/full 0 No space left on device");
    assertThat(create.total().getTotalCount()).isEqualTo(2);
  }

  private Path writeThreeIntervals() {
    Path path = folder.resolve("x.hlog");
    try (LatencyLog log = open(path)) {
      create.record(9_999);
      create.endInterval(new Histogram(LatencySeries.SIGNIFICANT_DIGITS));
      log.start();
      create.record(1_000_000);
      create.record(2_000_000);
      delete.record(7);
      nowNs.addAndGet(1_000_000_000);
      log.tick();
      nowNs.addAndGet(1_250_000_000);
      log.tick();
      create.record(TimeUnit.HOURS.toNanos(3));
      nowNs.addAndGet(1_000_000);
    }
    return path;
  }

  private LatencyLog open(Path path) {
    LatencyLog log =
        LatencyLog.create(
            path, DriverExit.DATA_FILE, "cmdriver", "0301.0207.0042", clock, NO_FAILURE, faults);
    log.add(create, "intended time to answer, monotonic clock");
    log.add(delete, "likewise for deletes");
    return log;
  }

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalStateException.class, AssertionError.class, OutOfMemoryError.class})
  void whatItsThreadThrowsIsAFaultAndItGoesOn(Class<? extends Throwable> type) throws Exception {
    Throwable fault = type.getConstructor().newInstance();
    var ticks = new AtomicInteger();
    var again = new CountDownLatch(1);
    Ticker faulty =
        () -> {
          if (Thread.currentThread().getName().equals("latency-log")) {
            if (ticks.incrementAndGet() == 1) {
              sneak(fault);
            }
            again.countDown();
          }
          return nowNs.get();
        };
    Path path = folder.resolve("faulty.hlog");
    try (LatencyLog log =
        LatencyLog.create(
            path,
            DriverExit.DATA_FILE,
            "cmdriver",
            "run",
            WallClock.startingAt(START, faulty),
            NO_FAILURE,
            faults)) {
      log.add(create, "response");
      log.startTicking();
      create.record(1_000);
      assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(faults.thrown).containsExactly(fault);
    assertThat(Files.readAllLines(path)).filteredOn(line -> line.startsWith("Tag=")).hasSize(1);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
