package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.pools.PodTraits;
import io.scaletest.hollownode.pools.SaidLifetimes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PodRunTest {
  private static final long S = TimeUnit.SECONDS.toNanos(1);

  private final RecordingHost node = new RecordingHost();
  private final List<String> events = node.events;

  private static ContainerSpec container(String name, boolean sidecar, int startup, int ready) {
    return new ContainerSpec(
        name,
        "i:1",
        sidecar,
        "",
        List.of(),
        Map.of(),
        "{}",
        "",
        probe(startup),
        probe(ready),
        Optional.empty(),
        0,
        Set.of());
  }

  /** Returns a probe that succeeds after a delay; none if that is negative. */
  private static Optional<ProbeSpec> probe(int delaySeconds) {
    return delaySeconds < 0
        ? Optional.empty()
        : Optional.of(new ProbeSpec(delaySeconds, 10, 1, 3, -1, ""));
  }

  private static ContainerSpec container(String name) {
    return container(name, false, -1, -1);
  }

  /** Returns a pod of nothing but containers. */
  static PodSpec spec(
      String policy, long deadline, List<ContainerSpec> inits, List<ContainerSpec> containers) {
    return new PodSpec(
        "ns",
        "p",
        "u",
        "n1",
        policy,
        false,
        30,
        deadline,
        "default",
        inits,
        containers,
        List.of(),
        new PodSpec.PodResources(Map.of(), "{}", "", 0),
        List.of(),
        Map.of(),
        References.NONE,
        new PodSpec.Placement(Map.of(), Map.of(), List.of(), List.of(), ""),
        new PodSpec.Meta(1, Map.of(), Map.of(), "", false, 0),
        ObservedPodStatus.NONE);
  }

  private PodRun run(PodSpec spec, Map<String, String> stages, String exitCodes) {
    Map<String, Object> standard = new HashMap<>(stages);
    standard.put("exitCodes", exitCodes);
    standard.put("endsAlways", true);
    PodTraits traits =
        new PodTraits("u", "ns", "", spec.restartPolicy(), Map.of(), Map.of(), List.of());
    PodUsage usage = PodUsage.of(1, "ns", "p", Map.of(), ResourceUsages.NONE, problem -> {});
    PodRun run = new PodRun(spec, SaidLifetimes.of(standard, traits), usage, node);
    run.begin(0);
    run.volumesReady(0);
    return run;
  }

  private static String mains(PodRun run) {
    return run.status().containers().json();
  }

  private static String ready(PodRun run) {
    PodConditions conditions = run.status().conditions();
    return conditions.statusText(PodConditions.READY)
        + " "
        + conditions.reason(PodConditions.READY)
        + " "
        + conditions.message(PodConditions.READY);
  }

  @Test
  void initContainersRunInTheirOrderAndThePodIsPendingUntilTheLastIsDone() {
    PodRun run =
        run(
            spec("Always", 0, List.of(container("i1"), container("i2")), List.of(container("c"))),
            Map.of("init", "5s"),
            "0");
    assertThat(run.advance(0)).isEqualTo(5 * S);
    assertThat(run.phase()).isEqualTo(PodPhase.PENDING);
    assertThat(run.status().conditions().message(PodConditions.INITIALIZED))
        .isEqualTo("containers with incomplete status: [i1 i2]");
    assertThat(mains(run)).contains("PodInitializing");
    assertThat(run.advance(5 * S)).isEqualTo(10 * S);
    assertThat(run.status().inits().json()).contains("\"reason\":\"Completed\"");
    assertThat(run.status().conditions().message(PodConditions.INITIALIZED)).endsWith("[i2]");
    run.advance(10 * S);
    assertThat(run.phase()).isEqualTo(PodPhase.RUNNING);
    assertThat(ready(run)).isEqualTo("True  ");
  }

  @Test
  void anImageIsPulledBeforeItsContainerIsCreated() {
    node.absentImages.add("i:1");
    PodRun run =
        run(spec("Always", 0, List.of(), List.of(container("a"), container("b"))), Map.of(), "0");
    assertThat(run.advance(0)).isEqualTo(2 * S + S / 2);
    assertThat(run.phase()).isEqualTo(PodPhase.PENDING);
    assertThat(events)
        .containsExactly(
            "a: Pulling Pulling image \"i:1\"",
            "b: Pulled Container image \"i:1\" already present on machine",
            "b: Created Container created",
            "b: Started Container started");
    events.clear();
    run.advance(2 * S + S / 2);
    assertThat(events)
        .containsExactly(
            "a: Pulled Successfully pulled image \"i:1\" in 2.5s (2.5s including waiting)."
                + " Image size: 250000 bytes.",
            "a: Created Container created",
            "a: Started Container started");
    assertThat(run.phase()).isEqualTo(PodPhase.RUNNING);
  }

  @Test
  void aSidecarCountsAsInitializedOnceStartedAndEndsWithThePod() {
    PodRun run =
        run(
            spec("Never", 0, List.of(container("s", true, 3, -1)), List.of(container("c"))),
            Map.of("runtime", "10s"),
            "0");
    assertThat(run.advance(0)).isEqualTo(3 * S);
    assertThat(run.phase()).isEqualTo(PodPhase.PENDING);
    assertThat(run.advance(3 * S)).isEqualTo(13 * S);
    assertThat(run.phase()).isEqualTo(PodPhase.RUNNING);
    run.advance(13 * S);
    assertThat(run.phase()).isEqualTo(PodPhase.SUCCEEDED);
    assertThat(events).contains("s: Killing Stopping container s");
  }

  @Test
  void probesDelayBeingStartedAndReady() {
    PodRun run =
        run(spec("Always", 0, List.of(), List.of(container("c", false, 4, 6))), Map.of(), "0");
    assertThat(run.advance(0)).isEqualTo(4 * S);
    assertThat(run.phase()).isEqualTo(PodPhase.RUNNING);
    assertThat(ready(run))
        .isEqualTo("False ContainersNotReady containers with unready status: [c]");
    assertThat(mains(run)).contains("\"started\":false");
    assertThat(run.advance(4 * S)).isEqualTo(10 * S);
    assertThat(mains(run)).contains("\"started\":true");
    run.advance(10 * S);
    assertThat(ready(run)).isEqualTo("True  ");
  }

  @Test
  void aContainerThatEndsAgainAndAgainWaitsEverLonger() {
    PodRun run =
        run(spec("Always", 0, List.of(), List.of(container("c"))), Map.of("runtime", "1s"), "1");
    run.advance(0);
    assertThat(run.advance(1 * S)).isEqualTo(2 * S); // the first restart waits for nothing
    assertThat(node.restarts).isEqualTo(1);
    assertThat(run.advance(2 * S)).isEqualTo(12 * S);
    assertThat(mains(run))
        .contains("\"reason\":\"CrashLoopBackOff\"")
        .contains("back-off 10s restarting failed container=c pod=p_ns(u)")
        .contains("\"exitCode\":1")
        .contains("\"restartCount\":1");
    assertThat(run.phase()).isEqualTo(PodPhase.RUNNING);
    assertThat(events).last().asString().startsWith("c: BackOff Back-off restarting failed");
    run.advance(12 * S);
    assertThat(run.advance(13 * S)).isEqualTo(33 * S);
    assertThat(mains(run)).contains("back-off 20s");
  }

  @Test
  void theBackOffHoldsAtFiveMinutesAndIsForgottenAfterAGoodRun() {
    ContainerState container = new ContainerState(container("c"), ContainerState.Role.MAIN, "x");
    long nowNs = 0;
    long last = 0;
    for (int i = 0; i < 8; i++) {
      last = RestartBackoff.afterEnd(container, nowNs);
      nowNs += last + S;
    }
    assertThat(last).isEqualTo(300 * S);
    assertThat(RestartBackoff.afterEnd(container, nowNs + 601 * S)).isZero();
  }

  @Test
  void onFailureRestartsOnlyFailures() {
    PodRun run =
        run(spec("OnFailure", 0, List.of(), List.of(container("c"))), Map.of("runtime", "1s"), "0");
    run.advance(0);
    run.advance(S);
    assertThat(run.phase()).isEqualTo(PodPhase.SUCCEEDED);
    assertThat(run.stage()).isEqualTo(PodRun.Stage.GONE);
    assertThat(ready(run)).isEqualTo("False PodCompleted ");
  }

  @Test
  void neverWithAFailureFails() {
    PodRun run =
        run(spec("Never", 0, List.of(), List.of(container("c"))), Map.of("runtime", "1s"), "oom");
    run.advance(0);
    run.advance(S);
    assertThat(run.phase()).isEqualTo(PodPhase.FAILED);
    assertThat(mains(run)).contains("OOMKilled").contains("\"exitCode\":137");
    assertThat(ready(run)).isEqualTo("False PodFailed ");
  }

  @Test
  void aStopThatTakesLongerThanTheGraceIsAKill() {
    PodRun run =
        run(spec("Always", 0, List.of(), List.of(container("c"))), Map.of("stop", "60s"), "0");
    run.advance(0);
    run.delete(10, 0);
    assertThat(run.advance(0)).isEqualTo(10 * S);
    assertThat(run.isDeletable()).isFalse();
    run.advance(10 * S);
    assertThat(run.isDeletable()).isTrue();
    assertThat(run.phase()).isEqualTo(PodPhase.FAILED);
    assertThat(mains(run)).contains("\"exitCode\":137");
  }

  @Test
  void aPodBeyondItsDeadlineFailsWithTheKubeletsWords() {
    PodRun run = run(spec("Never", 7, List.of(), List.of(container("c"))), Map.of(), "0");
    assertThat(run.advance(0)).isEqualTo(7 * S);
    run.advance(7 * S);
    assertThat(run.phase()).isEqualTo(PodPhase.FAILED);
    assertThat(run.status().reason()).isEqualTo("DeadlineExceeded");
    assertThat(run.status().message())
        .isEqualTo("Pod was active on the node longer than the specified deadline");
  }

  @Test
  void timesOfConditionsMoveOnlyWithTheirStatus() {
    PodRun run =
        run(spec("Always", 0, List.of(), List.of(container("c", false, -1, 5))), Map.of(), "0");
    run.advance(0);
    long initialized = run.status().conditions().sinceSecond(PodConditions.INITIALIZED);
    run.advance(5 * S);
    assertThat(run.status().conditions().sinceSecond(PodConditions.INITIALIZED))
        .isEqualTo(initialized);
    assertThat(run.status().conditions().sinceSecond(PodConditions.READY)).isEqualTo(1_005);
  }
}
