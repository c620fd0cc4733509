package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.pools.PodLifetime;
import io.scaletest.hollownode.pools.PodTraits;
import io.scaletest.hollownode.pools.SaidLifetimes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a pod goes through that fails on purpose, by a clock that only the test moves. */
class PodFaultsTest {
  private static final long S = TimeUnit.SECONDS.toNanos(1);
  private static final ProbeSpec EACH_5_S = new ProbeSpec(5, 5, 2, 3, -1, "no answer");

  private final RecordingHost node = new RecordingHost();
  private final List<String> problems = new ArrayList<>();
  private Optional<ProbeSpec> startup = Optional.empty();
  private Optional<ProbeSpec> readiness = Optional.empty();
  private Optional<ProbeSpec> liveness = Optional.empty();
  private String resources = "{}";
  private String policy = "Always";
  private Map<String, String> more = Map.of();

  private PodSpec spec() {
    ContainerSpec container =
        new ContainerSpec(
            "c", "i:1", false, "", List.of(), Map.of(), resources, "", startup, readiness, liveness,
            0, Set.of());
    return PodRunTest.spec(policy, 0, List.of(), List.of(container));
  }

  private PodLifetime life(String failures) {
    Map<String, String> annotations = new HashMap<>(more);
    annotations.put("scaletest/failures", failures);
    PodTraits traits = new PodTraits("u", "ns", "", policy, Map.of(), annotations, List.of("i:1"));
    PodLifetime life = SaidLifetimes.none(traits, problems::add);
    assertThat(problems).isEmpty();
    return life;
  }

  private PodRun run(String failures) {
    PodLifetime life = life(failures);
    PodUsage usage = PodUsage.of(life.key(), "ns", "p", more, ResourceUsages.NONE, problems::add);
    PodRun run = new PodRun(spec(), life, usage, node);
    run.begin(0);
    run.volumesReady(0);
    run.advance(0);
    return run;
  }

  /** Lets everything happen until {@code second}, each thing when it is due. */
  private static void until(PodRun run, long second, Runnable each) {
    long nextNs = run.advance(0);
    while (nextNs <= second * S) {
      long dueNs = nextNs;
      nextNs = run.advance(dueNs);
      assertThat(nextNs).as("after " + dueNs).isGreaterThan(dueNs);
      each.run();
    }
  }

  private static void until(PodRun run, long second) {
    until(run, second, () -> {});
  }

  private static String container(PodRun run) {
    return run.status().containers().json();
  }

  private static boolean isReady(PodRun run) {
    return run.status().conditions().isTrue(PodConditions.READY);
  }

  private List<String> events(String reason) {
    return node.events.stream().filter(event -> event.contains(": " + reason)).toList();
  }

  @Test
  void anImageThatCannotBePulledIsTriedAgainAfterLongerAndLongerBackOffs() {
    PodRun run = run("pod-image-pull for=2m");
    assertThat(container(run))
        .contains("\"reason\":\"ErrImagePull\"")
        .contains("failed to resolve reference \\\"i:1\\\": i:1: not found");
    assertThat(node.events)
        .containsExactly(
            "c: Pulling Pulling image \"i:1\"",
            "c: Failed Failed to pull image \"i:1\": rpc error: code = NotFound desc = failed to"
                + " pull and unpack image \"i:1\": failed to resolve reference \"i:1\": i:1: not"
                + " found",
            "c: Failed Error: ErrImagePull");
    run.advance(S);
    assertThat(container(run))
        .contains("\"reason\":\"ImagePullBackOff\"")
        .contains("Back-off pulling image \\\"i:1\\\": ErrImagePull: rpc error");
    assertThat(node.events)
        .endsWith("c: BackOff Back-off pulling image \"i:1\"", "c: Failed Error: ImagePullBackOff");
    assertThat(run.phase()).isEqualTo(PodPhase.PENDING);

    List<Long> tries = new ArrayList<>();
    for (long second = 2; second <= 200; second++) {
      int before = events("Pulling").size();
      run.advance(second * S);
      if (events("Pulling").size() > before) {
        tries.add(second);
      }
    }
    // The kubelet looks each 10 s and pulls where its back-off of 10, 20, 40, 80 s is over.
    assertThat(tries).containsExactly(11L, 31L, 71L);
    assertThat(events("Pulled")).hasSize(1);
    assertThat(run.phase()).isEqualTo(PodPhase.RUNNING);
  }

  @Test
  void aContainerCrashesWithItsCodeInAsManyRunsAsAreSaid() {
    PodRun run = run("pod-crash after=5s code=3 times=3");
    until(run, 5);
    assertThat(container(run)).contains("\"exitCode\":3").contains("\"reason\":\"Error\"");
    until(run, 60);
    assertThat(node.restarts).isEqualTo(3);
    assertThat(container(run)).contains("\"running\"").contains("\"restartCount\":3");
    until(run, 10_000);
    assertThat(node.restarts).isEqualTo(3);
  }

  @Test
  void aPodThatIsNotRestartedHasFailedWithItsCode() {
    policy = "Never";
    PodRun run = run("pod-oom after=5s");
    until(run, 5);
    assertThat(run.phase()).isEqualTo(PodPhase.FAILED);
    assertThat(container(run)).contains("\"exitCode\":137").contains("\"reason\":\"OOMKilled\"");
  }

  @Test
  void aPodThatIsStuckIsNotStartedUntilItIsNoMore() {
    PodRun run = run("pod-stuck-creating for=25s");
    until(run, 29);
    assertThat(container(run)).contains("ContainerCreating");
    assertThat(run.status().podIps()).isEmpty();
    assertThat(events("FailedCreatePodSandBox")).hasSize(3).allMatch(e -> e.contains("deadline"));
    until(run, 30);
    assertThat(run.phase()).isEqualTo(PodPhase.RUNNING);
  }

  @Test
  void aPodThatIsDeletedRunsOnAsLongAsItIsStuck() {
    PodRun run = run("pod-stuck-terminating for=90s");
    run.delete(30, 10 * S);
    until(run, 99);
    assertThat(container(run)).contains("\"running\"");
    assertThat(events("Killing")).hasSize(1);
    assertThat(events("FailedKillPod")).hasSize(1);
    assertThat(run.isDeletable()).isFalse();
    until(run, 100);
    assertThat(run.isDeletable()).isTrue();
    assertThat(container(run)).contains("\"exitCode\":137");
  }

  @Test
  void aPodOfWhichNothingRunsIsHeldToo() {
    PodRun run = run("pod-stuck-creating; pod-stuck-terminating for=20s");
    run.delete(30, 10 * S);
    run.advance(10 * S);
    until(run, 29);
    assertThat(run.isDeletable()).isFalse();
    until(run, 30);
    assertThat(run.isDeletable()).isTrue();
  }

  @Test
  void whatIsStuckForGoodEndsWhenItsAnnotationIsTakenAway() {
    PodRun run = run("pod-stuck-terminating");
    run.delete(30, 0);
    until(run, 100_000);
    assertThat(run.isDeletable()).isFalse();
    run.setFaults(List.of(), 100_001 * S);
    run.advance(100_001 * S);
    assertThat(run.isDeletable()).isTrue();
  }

  @Test
  void readinessIsLostAndWonAgainByTheThresholdsOfTheProbe() {
    readiness = Optional.of(EACH_5_S);
    PodRun run = run("pod-readiness after=31s for=30s");
    List<String> changes = changesOfReadiness(run, 200);
    // Probes at 35, 40, 45 s fail, those of 65 and 70 s succeed.
    assertThat(changes).containsExactly("true at 10", "false at 45", "true at 70");
    assertThat(events("Unhealthy"))
        .hasSize(6)
        .allMatch(event -> event.equals("c: Unhealthy Readiness probe failed: no answer"));
    assertThat(node.restarts).isZero();
  }

  @Test
  void aContainerWithoutAProbeIsUnreadyAsWithTheStandardOne() {
    PodRun run = run("pod-readiness after=60s period=2m");
    assertThat(changesOfReadiness(run, 400))
        .containsExactly(
            "true at 0",
            "false at 80",
            "true at 120",
            "false at 200",
            "true at 240",
            "false at 320",
            "true at 360");
  }

  private static List<String> changesOfReadiness(PodRun run, long second) {
    List<String> changes = new ArrayList<>();
    boolean ready = isReady(run);
    if (ready) {
      changes.add("true at 0");
    }
    for (long s = 1; s <= second; s++) {
      run.advance(s * S);
      if (isReady(run) != ready) {
        ready = !ready;
        changes.add(ready + " at " + s);
      }
    }
    return changes;
  }

  @Test
  void aContainerThatDoesNotLiveIsKilledAndStartedAgain() {
    liveness = Optional.of(EACH_5_S);
    PodRun run = run("pod-liveness after=20s times=1");
    until(run, 30);
    assertThat(node.events)
        .contains(
            "c: Unhealthy Liveness probe failed: no answer",
            "c: Killing Container c failed liveness probe, will be restarted");
    assertThat(events("Unhealthy")).hasSize(3);
    assertThat(node.restarts).isEqualTo(1);
    assertThat(container(run)).contains("\"running\"").contains("\"restartCount\":1");
    until(run, 1_000);
    assertThat(node.restarts).isEqualTo(1);
  }

  @Test
  void oneThatIsKilledAgainAndAgainWaitsOnceItsBackOffIsLongerThanItLives() {
    PodRun run = run("pod-liveness");
    List<Long> starts = new ArrayList<>();
    for (long second = 1; second <= 300; second++) {
      int before = node.restarts;
      run.advance(second * S);
      if (node.restarts > before) {
        starts.add(second);
      }
    }
    // Killed 30 s after each start; the back-offs of 10 and 20 s are over by then, 40 s are not.
    assertThat(starts).containsExactly(30L, 60L, 90L, 120L, 190L, 300L);
    assertThat(events("BackOff")).hasSize(2);
  }

  @Test
  void aContainerThatIsNeverRestartedEndsWhenItDoesNotLive() {
    policy = "Never";
    PodRun run = run("pod-liveness");
    until(run, 30);
    assertThat(events("Killing").get(0)).isEqualTo("c: Killing Container c failed liveness probe");
    assertThat(run.stage()).isEqualTo(PodRun.Stage.GONE);
  }

  @Test
  void aSlowStartFailsTheStartupProbeUntilItAnswers() {
    startup = Optional.of(new ProbeSpec(0, 10, 1, 30, -1, "no answer"));
    readiness = Optional.of(new ProbeSpec(0, 10, 1, 3, -1, "no answer"));
    PodRun run = run("pod-slow-start delay=25s");
    until(run, 29);
    assertThat(container(run)).contains("\"started\":false").contains("\"running\"");
    assertThat(events("Unhealthy"))
        .hasSize(2)
        .allMatch(event -> event.equals("c: Unhealthy Startup probe failed: no answer"));
    until(run, 30);
    assertThat(container(run)).contains("\"started\":true");
    assertThat(isReady(run)).isTrue();
  }

  @Test
  void oneThatStartsTooSlowlyForItsStartupProbeIsKilled() {
    startup = Optional.of(new ProbeSpec(0, 10, 1, 2, 5, "no answer"));
    PodRun run = run("pod-slow-start delay=1h");
    until(run, 20);
    assertThat(node.events)
        .contains("c: Killing Container c failed startup probe, will be restarted");
    until(run, 100);
    assertThat(node.restarts).isGreaterThanOrEqualTo(3);
    assertThat(isReady(run)).isFalse();
  }

  @Test
  void withoutProbesASlowStartIsReadyLater() {
    PodRun run = run("pod-slow-start delay=25s");
    assertThat(changesOfReadiness(run, 100)).containsExactly("true at 25");
    assertThat(events("Unhealthy")).isEmpty();
  }

  @Test
  void aLeakIsKilledInTheMomentInWhichItsLimitIsReached() {
    resources = "{\"limits\":{\"memory\":\"100Mi\"},\"requests\":{\"memory\":\"10Mi\"}}";
    more = Map.of("scaletest/usage-memory", "leak:40Mi,3Mi");
    PodRun run = run("");
    double shown =
        PodUsage.of(1, "ns", "p", more, ResourceUsages.NONE, problems::add)
            .memory("c", Optional.empty())
            .at(20);
    assertThat(shown).isEqualTo(100 << 20);
    until(run, 19);
    assertThat(container(run)).contains("\"running\"");
    until(run, 20);
    assertThat(node.restarts).isEqualTo(1);
    assertThat(container(run)).contains("OOMKilled").contains("\"exitCode\":137");
    until(run, 40);
    assertThat(container(run)).contains("CrashLoopBackOff");
    until(run, 50);
    assertThat(container(run)).contains("\"running\"");
  }

  @Test
  void aPlannedFailureIsOverWhenItIsSaid() {
    PodRun run = run("");
    assertThat(isReady(run)).isTrue();
    var failure = life("pod-readiness").faults().get(0);
    run.beginFault(failure, 100 * S);
    for (long second = 100; second <= 130; second++) {
      run.advance(second * S);
    }
    assertThat(isReady(run)).isFalse();
    run.endFault(failure, 131 * S);
    for (long second = 131; second <= 140; second++) {
      run.advance(second * S);
    }
    assertThat(isReady(run)).isTrue();
    assertThat(run.advance(141 * S)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aPlannedCrashEndsTheRunThatIsUnderWay() {
    PodRun run = run("");
    var failure = life("pod-crash code=7").faults().get(0);
    run.beginFault(failure, 100 * S);
    run.advance(100 * S);
    assertThat(container(run)).contains("\"exitCode\":7").contains("CrashLoopBackOff");
    run.endFault(failure, 101 * S);
    until(run, 120);
    assertThat(container(run)).contains("\"running\"");
    until(run, 10_000);
    assertThat(node.restarts).isEqualTo(2);
  }
}
