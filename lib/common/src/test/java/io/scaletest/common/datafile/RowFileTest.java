package io.scaletest.common.datafile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.CollectedFaults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class RowFileTest {
  private final CollectedFaults faults = new CollectedFaults();
  private static final RowFile.Format<Integer> NUMBERS =
      (target, row) -> target.append((int) row).append('\n');
  private static final RowFile.FailureListener NO_FAILURE =
      (path, rowsWritten, cause) -> {
        throw new AssertionError(path + " failed after " + rowsWritten, cause);
      };
  private static final Path NAME = Path.of("rows.csv");

  private final AtomicLong nowNs = new AtomicLong();

  @TempDir Path folder;

  /** A disk whose writes wait until the test lets them through. */
  private static final class StuckDisk extends OutputStream {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    volatile boolean full;
    final ByteArrayOutputStream content = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      throw new AssertionError("rows are written in blocks");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      entered.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (full) {
        throw new IOException("No space left on device");
      }
      content.write(bytes, offset, length);
    }
  }

  /** A disk with room for so many blocks. */
  private static final class FullDisk extends OutputStream {
    private int blocksLeft;

    FullDisk(int blocks) {
      this.blocksLeft = blocks;
    }

    @Override
    public void write(int b) {
      throw new AssertionError("rows are written in blocks");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (blocksLeft == 0) {
        throw new IOException("No space left on device");
      }
      blocksLeft--;
    }
  }

  private record Failure(Path path, long rowsWritten, IOException cause) {}

  @Test
  void everyRowOfEveryProducerIsInTheFileOnceAndInItsProducersOrder() throws Exception {
    int producers = 4;
    int rowsEach = 50_000;
    Path path = folder.resolve("rows.csv");
    var file = RowFile.create(path, CommonExit.OUTPUT, NUMBERS, nowNs::get, NO_FAILURE, faults);
    var threads = new ArrayList<Thread>();
    for (int p = 0; p < producers; p++) {
      int base = p * rowsEach;
      var thread =
          new Thread(
              () -> {
                for (int i = 0; i < rowsEach; i++) {
                  file.append(base + i);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    file.close();

    int[] next = new int[producers];
    for (String line : Files.readAllLines(path)) {
      int row = Integer.parseInt(line);
      assertThat(row % rowsEach).isEqualTo(next[row / rowsEach]++);
    }
    assertThat(next).containsOnly(rowsEach);
    assertThat(file.stats().rowsWritten()).isEqualTo((long) producers * rowsEach);
    assertThat(file.stats().rowsUnwritten()).isZero();
    assertThat(file.stats().failure()).isEmpty();
  }

  @Test
  void rowsReachTheFileWithoutAnybodyClosingIt() throws Exception {
    var disk = new StuckDisk();
    try (var file = open(disk, NO_FAILURE)) {
      file.append(1);

      assertThat(disk.entered.await(30, TimeUnit.SECONDS)).isTrue();
      disk.released.countDown();
    }
    assertThat(disk.content.toString(StandardCharsets.UTF_8)).isEqualTo("1\n");
  }

  @Test
  void aProducerWaitsOnlyWhenTheRoomIsTakenAndTheWaitIsCounted() throws Exception {
    var disk = new StuckDisk();
    try (var file = open(disk, NO_FAILURE)) {
      file.append(0);
      assertThat(disk.entered.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < RowFile.CAPACITY_ROWS; i++) {
        file.append(i);
      }
      assertThat(file.stats().stalls()).isZero();

      var producer = new Thread(() -> file.append(-1));
      producer.start();
      awaitState(producer, Thread.State.TIMED_WAITING);
      nowNs.addAndGet(5_000_000);
      disk.released.countDown();
      producer.join();

      assertThat(file.stats().stalls()).isEqualTo(1);
      assertThat(file.stats().stalledNs()).isEqualTo(5_000_000);
    }
    assertThat(disk.content.toString(StandardCharsets.UTF_8)).endsWith("\n-1\n");
  }

  @Test
  void theFirstFailureIsToldOnceAndProducersGoOn() throws Exception {
    var failures = new ArrayList<Failure>();
    var failed = new CountDownLatch(1);
    var file =
        open(
            new FullDisk(1),
            (path, rowsWritten, cause) -> {
              failures.add(new Failure(path, rowsWritten, cause));
              failed.countDown();
            });
    // More than fits into one block, so that the second one fails.
    int rows = 2 * RowFile.CAPACITY_ROWS;
    for (int i = 0; i < rows; i++) {
      file.append(i);
    }
    assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < rows; i++) {
      file.append(i);
    }
    file.close();
    file.close();

    RowFile.Stats stats = file.stats();
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).path()).isEqualTo(NAME);
    assertThat(failures.get(0).cause()).hasMessage("No space left on device");
    assertThat(failures.get(0).rowsWritten()).isEqualTo(stats.rowsWritten()).isPositive();
    assertThat(stats.rowsWritten() + stats.rowsUnwritten()).isEqualTo(2L * rows);
    assertThat(stats.failure()).containsSame(failures.get(0).cause());
  }

  @Test
  void aFailureLetsWaitingProducersGo() throws Exception {
    var disk = new StuckDisk();
    long neverMs = TimeUnit.HOURS.toMillis(1);
    var file =
        new RowFile<>(
            NAME, disk, NUMBERS, nowNs::get, (path, rowsWritten, cause) -> {}, faults, neverMs);
    file.append(0);
    assertThat(disk.entered.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < RowFile.CAPACITY_ROWS; i++) {
      file.append(i);
    }
    var producer = new Thread(() -> file.append(-1));
    producer.start();
    awaitState(producer, Thread.State.TIMED_WAITING);

    disk.full = true;
    disk.released.countDown();

    producer.join();
    file.close();
    assertThat(file.stats().rowsWritten()).isZero();
    assertThat(file.stats().rowsUnwritten()).isEqualTo(RowFile.CAPACITY_ROWS + 2);
  }

  @Test
  void aDeadDiskHoldsAProducerForABoundedTimeOnly() throws Exception {
    var disk = new StuckDisk();
    List<Failure> failures = new ArrayList<>();
    var file =
        new RowFile<>(
            NAME,
            disk,
            NUMBERS,
            nowNs::get,
            (path, rowsWritten, cause) -> failures.add(new Failure(path, rowsWritten, cause)),
            faults,
            1);
    file.append(0);
    assertThat(disk.entered.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < RowFile.CAPACITY_ROWS + 1_000; i++) {
      file.append(i);
    }
    file.close();

    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).cause()).hasMessage("nothing could be written for 1 ms");
    assertThat(file.stats().stalls()).isEqualTo(1);
    assertThat(file.stats().rowsUnwritten()).isEqualTo(RowFile.CAPACITY_ROWS + 1_001);
    disk.released.countDown();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalStateException.class, AssertionError.class, OutOfMemoryError.class})
  void aRowThatCannotBeFormattedIsAFaultAndTheOthersAreWritten(Class<? extends Throwable> type)
      throws Exception {
    Throwable fault = type.getConstructor().newInstance();
    RowFile.Format<Integer> faulty =
        (target, row) -> {
          target.append("row ");
          if (row == 2) {
            sneak(fault);
          }
          target.append(row).append('\n');
        };
    Path path = folder.resolve("rows.csv");
    var file = RowFile.create(path, CommonExit.OUTPUT, faulty, nowNs::get, NO_FAILURE, faults);
    for (int i = 1; i <= 3; i++) {
      file.append(i);
    }
    file.close();

    assertThat(faults.thrown).containsExactly(fault);
    assertThat(path).hasContent("row 1\nrow 3\n");
    assertThat(file.stats().rowsUnwritten()).isEqualTo(1);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void rowsAfterTheEndAreCountedNotWritten() throws Exception {
    Path path = folder.resolve("rows.csv");
    var file = RowFile.create(path, CommonExit.OUTPUT, NUMBERS, nowNs::get, NO_FAILURE, faults);
    file.append(1);
    file.close();

    file.append(2);

    assertThat(path).hasContent("1\n");
    assertThat(file.stats().rowsUnwritten()).isEqualTo(1);
  }

  @Test
  void closingGoesToTheEndWhenInterruptedAndKeepsTheInterruption() throws Exception {
    Path path = folder.resolve("rows.csv");
    var file = RowFile.create(path, CommonExit.OUTPUT, NUMBERS, nowNs::get, NO_FAILURE, faults);
    file.append(1);

    Thread.currentThread().interrupt();
    file.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(path).hasContent("1\n");
  }

  @Test
  void replacesAnExistingFile() throws Exception {
    Path path = Files.writeString(folder.resolve("rows.csv"), "old\n".repeat(10));

    RowFile.create(path, CommonExit.OUTPUT, NUMBERS, nowNs::get, NO_FAILURE, faults).close();

    assertThat(path).isEmptyFile();
  }

  @Test
  void aFileThatCannotBeMadeEndsTheToolWithTheGivenStatusAndOneLine() {
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(
            () ->
                RowFile.create(folder, CommonExit.OUTPUT, NUMBERS, nowNs::get, NO_FAILURE, faults))
        .withMessage("data file " + folder + " cannot be made: Is a directory")
        .satisfies(e -> assertThat(e.status()).isEqualTo(CommonExit.OUTPUT));
  }

  private RowFile<Integer> open(OutputStream disk, RowFile.FailureListener onFailure) {
    return new RowFile<>(
        NAME, disk, NUMBERS, nowNs::get, onFailure, faults, RowFile.STUCK_TIMEOUT_MS);
  }

  private static void awaitState(Thread thread, Thread.State state) {
    while (thread.getState() != state) {
      Thread.onSpinWait();
    }
  }
}
