package io.scaletest.player.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.MeasuredWindow;
import io.scaletest.common.verdict.ProcessFacts;
import io.scaletest.player.load.PhaseTimes;
import io.scaletest.player.workload.Workload;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.watching.reflector.Change;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodStartupsTest {
  private static final long MS = 1_000_000;
  private static final long S = 1_000 * MS;
  private static final String CREATED = "2026-01-02T03:04:05Z";
  private static final String SECOND_LATER = "2026-01-02T03:04:06Z";
  private static final String SCHEDULED =
      "'conditions':[{'type':'PodScheduled','status':'True','lastTransitionTime':'"
          + CREATED
          + "'}]";
  private static final String RUNS =
      "'phase':'Running',"
          + SCHEDULED
          + ",'containerStatuses':[{'state':{'running':{'startedAt':'"
          + CREATED
          + "'}}},{'state':{'running':{'startedAt':'"
          + SECOND_LATER
          + "'}}}]";

  @TempDir private Path folder;
  private final ManualTicker ticker = new ManualTicker();
  private Workload workload;
  private PodStartups startups;

  @BeforeEach
  void begin() throws IOException {
    workload =
        Workload.read(
            Files.writeString(
                folder.resolve("s.yaml"),
                "phases: [{name: fill, duration: 10s}, {name: single, duration: 60s}]\n"
                    + "load: {a: {objects: cm, rate: 1/s, mix: {create: 1}}}\n"
                    + "slo: {of: pod.startup, p99: 5s, in: single}"),
            Map.of());
    startups =
        new PodStartups(
            workload,
            WallClock.startingAt(Instant.parse(CREATED), ticker),
            new PhaseTimes(workload),
            () -> 0);
  }

  private static Map<String, Object> pod(String created, String node, String status) {
    String text =
        "{'metadata':{'uid':'u','namespace':'n','creationTimestamp':'"
            + created
            + "'},'spec':{'nodeName':'"
            + node
            + "','containers':[{},{}]},'status':{"
            + status
            + "}}";
    return JsonTree.ownObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private long only(String step, int phase) {
    Histogram times = startups.in("pod." + step, List.of(phase), 60 * S);
    assertThat(times.getTotalCount()).as(step).isEqualTo(1);
    return times.getMaxValue();
  }

  @Test
  void eachStepIsFromOneTimeToTheNext() {
    startups.changed(Change.Type.ADDED, pod(CREATED, "", ""), 200 * MS);
    startups.changed(Change.Type.UPDATED, pod(CREATED, "node", SCHEDULED), 300 * MS);
    startups.changed(Change.Type.UPDATED, pod(CREATED, "node", RUNS), 1_500 * MS);
    startups.changed(Change.Type.UPDATED, pod(CREATED, "node", RUNS), 9_000 * MS);
    assertThat(only("startup", 0)).isCloseTo(1_500 * MS, withinPercentage(0.2));
    assertThat(only("createToSchedule", 0)).isZero();
    assertThat(only("scheduleToRun", 0)).isCloseTo(S, withinPercentage(0.2));
    assertThat(only("runToWatch", 0)).isCloseTo(500 * MS, withinPercentage(0.2));
    assertThat(only("seenToBound", 0)).isCloseTo(100 * MS, withinPercentage(0.2));
    assertThat(only("seenToRunning", 0)).isCloseTo(1_300 * MS, withinPercentage(0.2));
  }

  @Test
  void aPodRunsWhenAllItsContainersDo() {
    String one = RUNS.replaceAll(",\\{'state'.*}]", "]");
    startups.changed(Change.Type.ADDED, pod(CREATED, "node", one), S);
    assertThat(startups.in("pod.seenToRunning", List.of(0), S).getTotalCount()).isZero();
    startups.changed(Change.Type.UPDATED, pod(CREATED, "node", RUNS), 2 * S);
    assertThat(only("seenToRunning", 0)).isCloseTo(S, withinPercentage(0.2));
  }

  @Test
  void theSecondInWhichTheMostPodsWereBoundIsTold() {
    long[] boundMs = {900, 1_100, 1_300, 1_999, 2_000, 2_001, 3_500};
    for (int i = 0; i < boundMs.length; i++) {
      Map<String, Object> pod = pod(CREATED, "node", SCHEDULED);
      JsonTree.ownChild(pod, "metadata").put("uid", "u" + i);
      startups.changed(Change.Type.ADDED, pod, boundMs[i] * MS);
      startups.changed(Change.Type.UPDATED, pod, boundMs[i] * MS + 1);
    }
    assertThat(told().counts()).containsEntry("fill.pod.boundInBusiestSecond", 3L);
  }

  @Test
  void aPodBelongsToThePhaseInWhichItCame() {
    startups.changed(Change.Type.ADDED, pod(CREATED, "", ""), 9 * S);
    startups.changed(Change.Type.UPDATED, pod(CREATED, "node", RUNS), 12 * S);
    assertThat(only("startup", 0)).isPositive();
    assertThat(startups.in("pod.startup", List.of(1), S).getTotalCount()).isZero();
  }

  @Test
  void aPodThatWaitsForLongerThanTheLimitCountsUntilTheEnd() {
    startups.changed(Change.Type.ADDED, pod(CREATED, "", ""), 12 * S);
    ticker.advanceNs(15 * S);
    assertThat(startups.in("pod.startup", List.of(1), 20 * S).getTotalCount()).isZero();
    assertThat(startups.in("pod.startup", List.of(1), 10 * S).getTotalCount()).isEqualTo(1);
    assertThat(startups.in("pod.startup", List.of(0), 10 * S).getTotalCount()).isZero();
    startups.end();
    ticker.advanceNs(50 * S);
    startups.changed(Change.Type.UPDATED, pod(CREATED, "node", RUNS), ticker.nanos());
    assertThat(startups.in("pod.startup", List.of(1), 10 * S).getMaxValue())
        .isCloseTo(15 * S, withinPercentage(0.2));
  }

  @Test
  void podsThatWereThereBeforeAreNotMeasured() {
    startups.wasThere(pod(CREATED, "", ""));
    startups.changed(Change.Type.UPDATED, pod(CREATED, "node", RUNS), S);
    assertThat(startups.in("pod.startup", List.of(0, 1), S).getTotalCount()).isZero();
  }

  @Test
  void aServerWhoseClockIsAheadKeepsALimit() {
    startups.changed(Change.Type.ADDED, pod("2026-01-02T03:04:08Z", "node", RUNS), S);
    assertThat(only("startup", 0)).isZero();
    assertThat(told().latencies().get("fill.pod.startup").summary().minNs().getAsLong())
        .as("it is told as it is")
        .isNegative();
  }

  private RunSummary told() {
    RunSummary.Builder summary =
        RunSummary.builder("player", "1", "r")
            .period(Instant.EPOCH, Instant.EPOCH)
            .window(MeasuredWindow.start(ticker, () -> new ProcessFacts(0, 1, 1, 0, 0)).end())
            .verdict(new Judgement().verdict());
    startups.tell(summary);
    return summary.build();
  }

  @Test
  void podsThatGoBeforeTheyRunAreCountedAndTheTableHasThePhasesOfLimits() {
    startups.changed(Change.Type.ADDED, pod(CREATED, "", ""), S);
    assertThat(told().counts()).containsEntry("podsNotStarted", 1L);
    startups.changed(Change.Type.DELETED, pod(CREATED, "", ""), 2 * S);
    startups.changed(Change.Type.ADDED, pod(CREATED, "node", RUNS), 12 * S);
    assertThat(told().counts())
        .containsEntry("podsStarted", 1L)
        .containsEntry("podsNotStarted", 0L)
        .containsEntry("podsGoneUnstarted", 1L);
    assertThat(told().render()).contains("pod startup, single");
    startups.changed(Change.Type.DELETED, pod(CREATED, "node", RUNS), 13 * S);
    assertThat(told().counts()).containsEntry("podsGoneUnstarted", 1L);
  }
}
