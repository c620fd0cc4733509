package io.scaletest.driving.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.DriverRows;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.run.DriverExit;
import io.scaletest.driving.FakeLifecycle;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RunRecorderTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();

  private static final byte[] NO_BODY = {};
  private static final long MS = 1_000_000;

  private final ManualTicker ticker = new ManualTicker();
  private DriverRows rows;
  private RunRecorder recorder;

  @BeforeEach
  void open(@TempDir Path folder) {
    rows =
        DriverRows.create(
            folder.resolve("data.csv"),
            DriverExit.DATA_FILE,
            ticker,
            (path, written, cause) -> {
              throw new IllegalStateException(cause);
            },
            faults);
    WallClock clock = WallClock.startingAt(Instant.parse("2020-08-31T21:05:09.123Z"), ticker);
    recorder =
        new RunRecorder(
            new FakeLifecycle(), rows, clock, EnumSet.of(Operation.CREATE, Operation.DELETE));
  }

  private static ApiReply reply(int status, String failure) {
    // Queued at 3 ms, a stream from 5 ms on, sent at 6 ms, answered at 12 ms.
    return new ApiReply(status, NO_BODY, failure, true, 3 * MS, 5 * MS, 6 * MS, 12 * MS);
  }

  private String data() throws IOException {
    rows.close();
    return Files.readString(rows.path());
  }

  private static long onlyValueMs(LatencySeries series) {
    assertThat(series.total().getTotalCount()).as(series.name()).isEqualTo(1);
    return series.total().getMaxValue() / MS;
  }

  @Test
  void splitsAResponseTimeIntoItsParts() throws IOException {
    recorder.completed(Operation.CREATE, 1, 1 * MS, reply(201, ""));

    assertThat(onlyValueMs(recorder.response(Operation.CREATE))).isEqualTo(11);
    assertThat(onlyValueMs(recorder.series().get(1))).isEqualTo(6);
    assertThat(onlyValueMs(recorder.lateness())).isEqualTo(5);
    assertThat(onlyValueMs(recorder.streamWait())).isEqualTo(2);
    assertThat(data())
        .isEqualTo("2020-08-31 21:05:09.129,2020-08-31 21:05:09.135,create,\"object-1\",\"\"\n");
  }

  @Test
  void aFailureIsARowAndNoServiceTime() throws IOException {
    recorder.completed(
        Operation.DELETE, 2, 1 * MS, reply(404, "configmaps \"object-2\" not found"));

    assertThat(recorder.response(Operation.DELETE).total().getTotalCount()).isZero();
    assertThat(recorder.completed(Operation.DELETE)).isEqualTo(1);
    assertThat(recorder.failed(Operation.DELETE)).isEqualTo(1);
    assertThat(data()).endsWith(",delete,\"object-2\",\"configmaps \\\"object-2\\\" not found\"\n");
  }

  @Test
  void aRequestThatNeverWentOutIsNeitherLateNorDidItWaitForAStream() throws IOException {
    ApiReply reply = ApiReply.unsent("cannot connect to https://10.0.0.1", 3 * MS, 12 * MS);

    recorder.completed(Operation.CREATE, 1, 1 * MS, reply);

    assertThat(recorder.lateness().total().getTotalCount()).isZero();
    assertThat(recorder.streamWait().total().getTotalCount()).isZero();
    assertThat(recorder.lastSentNs(Operation.CREATE)).isEqualTo(Long.MIN_VALUE);
    assertThat(recorder.neverSent()).isEqualTo(1);
    assertThat(recorder.failed(Operation.CREATE)).isEqualTo(1);
    assertThat(data())
        .isEqualTo(
            "2020-08-31 21:05:09.135,2020-08-31 21:05:09.135,create,\"object-1\","
                + "\"cannot connect to https://10.0.0.1\"\n");
  }

  @Test
  void errorsThatDifferInTheNameOnlyAreOneKind() {
    recorder.completed(Operation.DELETE, 2, 0, reply(404, "configmaps \"object-2\" not found"));
    recorder.completed(Operation.DELETE, 3, 0, reply(404, "configmaps \"object-3\" not found"));
    recorder.completed(Operation.CREATE, 4, 0, reply(0, "connection refused"));

    assertThat(recorder.errors().byFrequency())
        .isEqualTo(Map.of("404 configmaps \"NAME\" not found", 2L, "connection refused", 1L));
  }

  @Test
  void countsTooManyRequestsApart() {
    recorder.completed(Operation.CREATE, 1, 0, reply(429, "too many requests"));
    recorder.completed(Operation.CREATE, 2, 0, reply(503, "unavailable"));

    assertThat(recorder.tooManyRequests()).isEqualTo(1);
    assertThat(recorder.failed()).isEqualTo(2);
  }
}
