package io.scaletest.player.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.player.load.PhaseTimes;
import io.scaletest.player.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SloJudgeTest {
  private static final long MS = 1_000_000;
  private static final long S = 1_000 * MS;
  private static final byte[] NO_BODY = {};

  @TempDir private Path folder;
  private Workload workload;
  private FlowRecorder recorder;
  private SloJudge judge;

  private void judging(String slo) throws IOException {
    String text =
        "phases: [{name: warm, duration: 10s, measured: false}, {name: main, duration: 10s}]\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {create: 1, get: 1}}}\nslo: ["
            + slo
            + "]";
    workload = Workload.read(Files.writeString(folder.resolve("s.yaml"), text), Map.of());
    recorder =
        new FlowRecorder(
            workload,
            (operation, number, intendedNs, reply) -> {},
            new PhaseTimes(workload),
            () -> 0);
    judge = judge(workload, recorder);
  }

  private static SloJudge judge(Workload workload, FlowRecorder recorder) {
    RequestsPerObject perObject =
        new RequestsPerObject(
            workload, recorder, Optional.empty(), Map.of(workload.objects().get(0), "configmaps"));
    SloJudge.Beside nothing =
        new SloJudge.Beside(Optional.empty(), Optional.empty(), Optional.empty());
    return new SloJudge(workload, recorder, nothing, perObject);
  }

  private void create(long intendedNs, long tookMs, int times, boolean well) {
    for (int i = 0; i < times; i++) {
      long endNs = intendedNs + tookMs * MS;
      ApiReply reply =
          new ApiReply(well ? 201 : 500, NO_BODY, well ? "" : "no", intendedNs, intendedNs, endNs);
      recorder.completed(0, Operation.CREATE, 1, intendedNs, intendedNs, reply);
    }
  }

  private SloResult only() {
    List<SloResult> results = judge.results();
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  @Test
  void aPercentileOfEnoughSamplesIsComparedWithItsLimit() throws IOException {
    judging("{of: create, p99: 100ms}");
    create(15 * S, 5, 985, true);
    create(15 * S, 500, 15, true);
    assertThat(only().status()).isEqualTo(SloResult.Status.BROKEN);
    create(15 * S, 5, 1_000, true);
    assertThat(only().status()).isEqualTo(SloResult.Status.MET);
  }

  @Test
  void fewSamplesDecideOnlyWhatTheyCan() throws IOException {
    judging("{of: create, p99: 100ms}");
    assertThat(only().status()).isEqualTo(SloResult.Status.UNDECIDED);
    create(15 * S, 5, 100, true);
    assertThat(only().status()).as("none beyond").isEqualTo(SloResult.Status.MET);
    create(15 * S, 500, 2, true);
    assertThat(only().status()).as("2 of 102").isEqualTo(SloResult.Status.UNDECIDED);
    create(15 * S, 500, 20, true);
    assertThat(only().status()).as("22 of 122").isEqualTo(SloResult.Status.BROKEN);
  }

  @Test
  void aPhaseThatIsNotMeasuredDoesNotCount() throws IOException {
    judging("{of: create, max: 100ms}");
    create(5 * S, 9_000, 50, true);
    assertThat(only().status()).isEqualTo(SloResult.Status.UNDECIDED);
    create(15 * S, 5, 50, true);
    assertThat(only().status()).isEqualTo(SloResult.Status.MET);
  }

  @Test
  void errorsAreAShareOfAllRequests() throws IOException {
    judging("{of: errors, share: 1%, abort: true}");
    create(15 * S, 5, 4, true);
    create(15 * S, 5, 1, false);
    assertThat(judge.aborting()).as("one of the first five").isEmpty();
    create(15 * S, 5, 2_000, true);
    assertThat(only().status()).isEqualTo(SloResult.Status.MET);
    create(15 * S, 5, 100, false);
    assertThat(only().status()).isEqualTo(SloResult.Status.BROKEN);
    assertThat(judge.aborting()).isPresent();
  }

  @Test
  void starvedArrivalsAreCounted() throws IOException {
    judging("{of: starved, count: 2}");
    for (int i = 0; i < 2; i++) {
      recorder.starved(0, Operation.GET, 15 * S);
    }
    assertThat(only().status()).isEqualTo(SloResult.Status.MET);
    recorder.starved(0, Operation.GET, 15 * S);
    assertThat(only().status()).isEqualTo(SloResult.Status.BROKEN);
  }

  @Test
  void requestsAreComparedWithTheObjectsThatWereMade() throws IOException {
    judging("{of: requests, verb: create, resource: configmaps, perObject: 2}");
    create(5 * S, 5, 70, true);
    assertThat(only().status()).as("not measured").isEqualTo(SloResult.Status.UNDECIDED);
    create(15 * S, 5, 10, true);
    assertThat(only().status()).isEqualTo(SloResult.Status.MET);
    create(15 * S, 5, 15, false);
    assertThat(only().status()).isEqualTo(SloResult.Status.BROKEN);
    assertThat(only().text())
        .isEqualTo("creates of configmaps per object 2.5 (25 of 10 objects), limit 2");
  }

  @Test
  void aLimitOfAResourceThatTheRunDoesNotAskForIsRefused() throws IOException {
    judging("{of: requests, resource: confimaps, perObject: 2}");
    assertThatThrownBy(() -> RequestsPerObject.requireKnown(workload, Set.of("configmaps", "pods")))
        .hasMessage(
            "slo: resource: must be a resource that the run writes or reads, got confimaps,"
                + " nearest: configmaps");
  }

  @Test
  void theTailIsThatOfTheBinomialDistribution() {
    assertThat(SloJudge.tail(10, 0.5, 8)).isCloseTo(56 / 1024.0, within(1e-12));
    assertThat(SloJudge.tail(100, 0.01, 1)).isCloseTo(1 - Math.pow(0.99, 100), within(1e-12));
    assertThat(SloJudge.tail(100, 0.01, 0)).isEqualTo(1);
  }

  @Test
  void aPhaseThatWaitedInVainForItsStateBreaksALimit() throws IOException {
    String text =
        "phases: [{name: fill, until: {objects: cm, count: 5}, atMost: 10s}]\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {create: 1}}}";
    workload = Workload.read(Files.writeString(folder.resolve("u.yaml"), text), Map.of());
    for (boolean reached : List.of(true, false)) {
      PhaseTimes times = new PhaseTimes(workload);
      FlowRecorder flows =
          new FlowRecorder(workload, (operation, number, ns, reply) -> {}, times, () -> 0);
      SloJudge judging = judge(workload, flows);
      assertThat(judging.results()).as("under way").isEmpty();
      times.end(0, reached ? 4 * S : 10 * S, reached);
      times.end();
      assertThat(judging.results().get(0).text())
          .isEqualTo(
              "fill until 5 cm exist "
                  + (reached ? "4.00 s" : "not after 10.0 s")
                  + ", limit 10.0 s");
      assertThat(judging.results().get(0).status())
          .isEqualTo(reached ? SloResult.Status.MET : SloResult.Status.BROKEN);
    }
  }
}
