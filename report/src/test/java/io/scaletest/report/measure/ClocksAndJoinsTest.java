package io.scaletest.report.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.latency.SeriesName;
import io.scaletest.report.model.ClockOffset;
import io.scaletest.report.model.Finding;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Driver, server and logger on clocks of their own. */
class ClocksAndJoinsTest {
  private static final int N = 2_000;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "2026-11-29T05:23:23Z, 250",
    "2026-11-29T05:23:23Z, -250",
    "2026-11-29T05:23:23Z, 0",
    // Midnight in UTC, the night of the autumn change in Berlin and in New York, the leap day.
    "2026-11-29T23:59:55Z, 250",
    "2026-10-25T00:59:55Z, -250",
    "2026-11-01T05:59:55Z, 250",
    "2028-02-28T23:59:55Z, 250"
  })
  void offsetsAreFoundWithinTheStatedUncertainty(String start, int loggerAheadMs)
      throws IOException {
    RunResult result = run(SyntheticRun.time(start), loggerAheadMs, 3_600, 0);

    ClockOffset clock = result.watchers().get(0).clock().orElseThrow();
    Interval estimate = clock.estimate().orElseThrow();
    assertThat(estimate.low()).isLessThanOrEqualTo(loggerAheadMs);
    assertThat(estimate.high()).isGreaterThanOrEqualTo(loggerAheadMs);
    assertThat(estimate.halfWidth()).isLessThan(5);
    assertThat(clock.provenAtMostMs().orElseThrow()).isGreaterThanOrEqualTo(loggerAheadMs);
    assertThat(result.watchers().get(0).counts())
        .containsEntry("creates", (long) N)
        .containsEntry("missingCreates", 0L);
    Series notification = result.series(SeriesName.Quantity.NOTIFICATION, "create").orElseThrow();
    assertThat(notification.total().count()).as("negative ones kept").isEqualTo(N);
    assertThat(notification.total().minNs().orElseThrow() < 0).isEqualTo(loggerAheadMs < 0);
    assertThat(result.findings().stream().map(Finding::reason))
        .filteredOn(reason -> reason.contains("clock is"))
        .hasSize(loggerAheadMs == 0 ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({"3600", "-700", "0"})
  void theServersWholeSecondsBoundItsClockOnBothSides(int serverAheadMs) throws IOException {
    RunResult result = run(SyntheticRun.time("2026-11-29T05:23:23Z"), 0, serverAheadMs, 0);

    Interval bounds = result.clocks().get(0).proven().orElseThrow();
    assertThat(bounds.low()).isLessThanOrEqualTo(serverAheadMs);
    assertThat(bounds.high()).isGreaterThanOrEqualTo(serverAheadMs);
    assertThat(bounds.high() - bounds.low()).isLessThan(30);
  }

  @Test
  void anHourIsAZoneAndNoClock() throws IOException {
    RunResult result = run(SyntheticRun.time("2026-11-29T05:23:23Z"), 3_600_000, 0, 0);

    assertThat(result.findings().stream().map(Finding::reason))
        .anyMatch(reason -> reason.contains("rather an error of the time zone"));
  }

  @Test
  void aClockThatRunsFastIsSaidToDrift() throws IOException {
    // 500 ppm over 100 s are 50 ms.
    RunResult result = run(SyntheticRun.time("2026-11-29T05:23:23Z"), 0, 0, 500e-6);

    ClockOffset clock = result.watchers().get(0).clock().orElseThrow();
    assertThat(clock.driftMsPerHour().orElseThrow()).isBetween(1_500.0, 2_100.0);
  }

  /** Creates at 20/s; the fastest request takes 3 ms, the fastest notification 2 ms. */
  private RunResult run(long start, long loggerAheadMs, long serverAheadMs, double drift)
      throws IOException {
    var run = new SyntheticRun("clocks");
    var random = new SplittableRandom(3);
    for (int i = 1; i <= N; i++) {
      double sent = start + i * 50L + random.nextDouble() * 40;
      double committed = sent + 1 + random.nextExponential();
      double answered = committed + 2 + random.nextExponential();
      double seen = committed + 1 + 2 * random.nextExponential();
      run.request((long) sent, (long) answered, "create", i, "");
      long logged = (long) (seen + loggerAheadMs + drift * (seen - start));
      run.change(logged, "create", i, (long) (committed + serverAheadMs));
    }
    return run.result(folder);
  }
}
