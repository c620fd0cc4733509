package io.scaletest.fabric8.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.MeasuredWindow;
import io.scaletest.common.verdict.ProcessFacts;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests in rows, counts and verdict. */
class TrafficRecorderTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final byte[] NO_BODY = {};

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  @TempDir private Path folder;
  private final ManualTicker ticker = new ManualTicker();
  private final WallClock clock =
      WallClock.startingAt(Instant.parse("2026-01-02T03:04:05Z"), ticker);

  /** A reply to a request that waited 2 ms for a stream and was answered 5 ms later. */
  private ApiReply reply(int status, String failure) {
    long now = ticker.nanos();
    return new ApiReply(
        status, NO_BODY, failure, true, now, now + 2 * MS, now + 2 * MS, now + 7 * MS);
  }

  private static Verdict.Status judged(TrafficRecorder recorder) {
    Judgement judgement = new Judgement();
    recorder.judge(judgement);
    return judgement.verdict().status();
  }

  @Test
  void eachRequestIsARowAndACount() throws Exception {
    Path file = folder.resolve("rows.csv");
    TrafficRecorder recorder =
        TrafficRecorder.withRows(
            file,
            CommonExit.OUTPUT,
            clock,
            (path, written, cause) -> {
              throw new AssertionError(cause);
            },
            faults);
    recorder.answered(
        ApiRequest.json("POST", "/apis/g.io/v1/namespaces/n/sites", NO_BODY),
        "host",
        reply(201, ""));
    recorder.answered(
        ApiRequest.get("/api/v1/namespaces/n/pods/p%22"), "host", reply(404, "not \"found\""));
    recorder.close();

    assertThat(Files.readString(file))
        .isEqualTo(
            """
            asked,verb,resource,namespace,name,status,wait_us,service_us,response_us,error
            2026-01-02 03:04:05.000,create,"sites.g.io","n","",201,2000,5000,7000,""
            2026-01-02 03:04:05.000,get,"pods","n","p\\"",404,2000,5000,7000,"not \\"found\\""
            """);
    MeasuredWindow.Facts window =
        MeasuredWindow.start(ticker, () -> new ProcessFacts(0, 1, 1, 0, 0)).end();
    Judgement judgement = new Judgement();
    recorder.judge(judgement);
    RunSummary.Builder summary =
        RunSummary.builder("measure", "1", "run")
            .period(clock.now(), clock.now())
            .window(window)
            .verdict(judgement.verdict());
    recorder.tell(summary);
    RunSummary told = summary.build();
    assertThat(told.counts())
        .containsEntry("requests", 2L)
        .containsEntry("errors", 0L)
        .containsEntry("create sites.g.io 201", 1L)
        .containsEntry("get pods 404", 1L);
    assertThat(told.latencies()).containsKeys("wait", "service", "response", "create_sites.g.io");
    assertThat(judgement.verdict().status()).isEqualTo(Verdict.Status.VALID);
  }

  @Test
  void noAnswerAtAllIsNoMeasurement() {
    TrafficRecorder recorder = TrafficRecorder.withoutRows(clock);
    assertThat(judged(recorder)).isEqualTo(Verdict.Status.INVALID);
    recorder.answered(
        ApiRequest.get("/api/v1/pods"), "host", ApiReply.unsent("cannot connect", 0, 5));
    assertThat(judged(recorder)).isEqualTo(Verdict.Status.INVALID);
  }

  @Test
  void refusalsThatProgramsCountOnAreNoFailures() {
    TrafficRecorder recorder = TrafficRecorder.withoutRows(clock);
    for (int status : new int[] {200, 404, 409, 410}) {
      recorder.answered(ApiRequest.get("/api/v1/pods"), "host", reply(status, "x"));
    }
    assertThat(judged(recorder)).isEqualTo(Verdict.Status.VALID);
    recorder.answered(ApiRequest.get("/api/v1/pods"), "host", reply(429, "later"));
    assertThat(judged(recorder)).isEqualTo(Verdict.Status.INVALID);
  }

  @Test
  void whatWasNeverSentIsNotInTheLatencies() {
    TrafficRecorder recorder = TrafficRecorder.withoutRows(clock);
    recorder.answered(ApiRequest.get("/api/v1/pods"), "host", reply(200, ""));
    recorder.answered(
        ApiRequest.get("/api/v1/pods"), "host", ApiReply.unsent("gone", 0, 60_000 * MS));
    assertThat(judged(recorder)).isEqualTo(Verdict.Status.INVALID); // half of the requests failed
    RunSummary.Builder summary =
        RunSummary.builder("measure", "1", "run")
            .period(clock.now(), clock.now())
            .window(MeasuredWindow.start(ticker, () -> new ProcessFacts(0, 1, 1, 0, 0)).end())
            .verdict(new Judgement().verdict());
    recorder.tell(summary);
    assertThat(summary.build().latencies().get("response").summary().maxNs().getAsLong())
        .isLessThan(10 * MS);
  }
}
