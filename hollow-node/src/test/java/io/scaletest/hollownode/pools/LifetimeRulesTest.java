package io.scaletest.hollownode.pools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimeRulesTest {
  private static final String UID = "48d6d8d1-cd1d-4400-9ea0-0e72005e3b43";
  private static final long S = 1_000_000_000L;

  private final List<String> problems = new ArrayList<>();

  @Test
  void withNothingSaidAPodRunsAtOnceAndUntilItIsDeleted() {
    PodLifetime life = LifetimeRules.DEFAULT.of(pod("Never", Map.of()), problems::add);

    assertThat(life.sandboxNs()).isZero();
    assertThat(life.startNs("c", 0)).isZero();
    assertThat(life.readyNs("c", 0)).isZero();
    assertThat(life.initNs("c", 0)).isZero();
    assertThat(life.stopNs("c")).isZero();
    assertThat(life.run("c", 0)).isEmpty();
  }

  @Test
  void annotationsGoBeforeTheRuleAndTheRuleBeforeTheDefaultForEachStage() {
    LifetimeProfile standard =
        profile(Map.of(Stage.RUNTIME, "1s", Stage.START, "2s", Stage.STOP, "3s"));
    LifetimeProfile ruled = profile(Map.of(Stage.RUNTIME, "10s", Stage.START, "20s"));
    LifetimeRules rules =
        new LifetimeRules(1, List.of(ruleFor(Map.of("app", "web"), ruled)), standard);

    PodLifetime life = rules.of(pod("Never", Map.of("scaletest/runtime", "100s")), problems::add);

    assertThat(life.run("c", 0).orElseThrow().durationNs()).isEqualTo(100 * S);
    assertThat(life.startNs("c", 0)).isEqualTo(20 * S);
    assertThat(life.stopNs("c")).isEqualTo(3 * S);
  }

  @Test
  void theFirstRuleThatMatchesCounts() {
    LifetimeRules rules =
        new LifetimeRules(
            1,
            List.of(
                ruleFor(Map.of("app", "other"), profile(Map.of(Stage.START, "1s"))),
                new LifetimeRule(
                    new PodSelector(
                        Optional.of("elsewhere"), Optional.empty(), Map.of(), Optional.empty()),
                    profile(Map.of(Stage.START, "2s"))),
                new LifetimeRule(
                    new PodSelector(
                        Optional.empty(), Optional.of("Job"), Map.of(), Optional.empty()),
                    profile(Map.of(Stage.START, "3s"))),
                new LifetimeRule(
                    new PodSelector(
                        Optional.of("default"),
                        Optional.of("ReplicaSet"),
                        Map.of("app", "web"),
                        Optional.empty()),
                    profile(Map.of(Stage.START, "4s"))),
                ruleFor(Map.of(), profile(Map.of(Stage.START, "5s")))),
            LifetimeProfile.EMPTY);

    assertThat(rules.of(pod("Never", Map.of()), problems::add).startNs("c", 0)).isEqualTo(4 * S);
  }

  @Test
  void aPodThatIsAlwaysRestartedEndsOnlyIfItIsAskedTo() {
    LifetimeProfile minute = profile(Map.of(Stage.RUNTIME, "60s"));
    LifetimeProfile asked =
        new LifetimeProfile(
            minute.durations(), Optional.empty(), Optional.of(true), Optional.empty());

    assertThat(lifeOf(minute, pod("Always", Map.of())).run("c", 0)).isEmpty();
    assertThat(lifeOf(minute, pod("OnFailure", Map.of())).run("c", 0)).isPresent();
    assertThat(lifeOf(asked, pod("Always", Map.of())).run("c", 0)).isPresent();
    assertThat(lifeOf(minute, pod("Always", Map.of("scaletest/runtime", "1s"))).run("c", 0))
        .isPresent();
  }

  @Test
  void drawsDependOnSeedPodContainerAndAttemptAndOnNothingElse() {
    LifetimeProfile spread = profile(Map.of(Stage.RUNTIME, "exp:60s", Stage.START, "exp:60s"));
    LifetimeRules rules = new LifetimeRules(1, List.of(), spread);
    PodLifetime life = rules.of(pod("Never", Map.of()), problems::add);
    PodLifetime again = rules.of(pod("Never", Map.of()), problems::add);

    long runNs = life.run("c", 0).orElseThrow().durationNs();
    long startNs = life.startNs("c", 0);

    assertThat(again.startNs("c", 0)).isEqualTo(startNs);
    assertThat(again.run("c", 0).orElseThrow().durationNs()).isEqualTo(runNs);
    assertThat(life.run("c", 1).orElseThrow().durationNs()).isNotEqualTo(runNs);
    assertThat(life.run("d", 0).orElseThrow().durationNs()).isNotEqualTo(runNs);
    assertThat(startNs).isNotEqualTo(runNs);
    assertThat(
            new LifetimeRules(2, List.of(), spread)
                .of(pod("Never", Map.of()), problems::add)
                .startNs("c", 0))
        .isNotEqualTo(startNs);
    assertThat(lifeOf(spread, pod("other", "Never", Map.of())).startNs("c", 0))
        .isNotEqualTo(startNs);
  }

  @Test
  void podsTogetherHaveTheDistribution() {
    LifetimeRules rules = new LifetimeRules(1, List.of(), profile(Map.of(Stage.START, "exp:60s")));
    int pods = 10_000;

    int beyondMedian = 0;
    for (int i = 0; i < pods; i++) {
      long ns = rules.of(pod("uid-" + i, "Never", Map.of()), problems::add).startNs("c", 0);
      if (ns > 60 * S * Math.log(2)) {
        beyondMedian++;
      }
    }

    // Four standard deviations of 50.
    assertThat(beyondMedian).isBetween(4_800, 5_200);
  }

  @Test
  void kwoksAnnotationsAreAliases() {
    PodLifetime life =
        LifetimeRules.DEFAULT.of(
            pod(
                "Never",
                Map.of(
                    "pod-create.stage.kwok.x-k8s.io/delay", "1s",
                    "pod-ready.stage.kwok.x-k8s.io/delay", "2s",
                    "pod-ready.stage.kwok.x-k8s.io/jitter-delay", "1500ms",
                    "pod-complete.stage.kwok.x-k8s.io/delay", "10s",
                    "pod-complete.stage.kwok.x-k8s.io/jitter-delay", "20s",
                    "pod-delete.stage.kwok.x-k8s.io/delay", "3s")),
            problems::add);

    assertThat(life.sandboxNs()).isEqualTo(S);
    assertThat(life.startNs("c", 0))
        .as("a jitter below the delay stands alone")
        .isEqualTo(3 * S / 2);
    assertThat(life.run("c", 0).orElseThrow().durationNs()).isBetween(10 * S, 20 * S);
    assertThat(life.stopNs("c")).isEqualTo(3 * S);
    assertThat(problems).isEmpty();
  }

  @Test
  void theToolkitsOwnAnnotationGoesBeforeKwoks() {
    PodLifetime life =
        LifetimeRules.DEFAULT.of(
            pod(
                "Never",
                Map.of(
                    "pod-complete.stage.kwok.x-k8s.io/delay", "10s", "scaletest/runtime", "20s")),
            problems::add);

    assertThat(life.run("c", 0).orElseThrow().durationNs()).isEqualTo(20 * S);
  }

  @Test
  void exitCodesComeFromAnnotationsToo() {
    PodLifetime life =
        LifetimeRules.DEFAULT.of(
            pod("Never", Map.of("scaletest/runtime", "1s", "scaletest/exit-codes", "3")),
            problems::add);

    assertThat(life.run("c", 0).orElseThrow().exit()).isEqualTo(ContainerExit.of(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scaletest/runtime | soon | must be a duration or fixed:, exp:, uniform:, lognormal:,"
            + " weibull:, pareto: or trace:, got soon",
        "scaletest/runtime | trace:/etc/passwd | trace: works in pool files only",
        "scaletest/exit-codes | x | must be CODE[:WEIGHT],... like 0:0.95,1:0.04,oom:0.01, with"
            + " weights above 0, got x",
        "pod-complete.stage.kwok.x-k8s.io/delay | exp:1s | must be a duration, got exp:1s",
      })
  void anAnnotationThatMakesNoSenseIsToldAndDoesNotCount(String key, String value, String rule) {
    PodLifetime life =
        lifeOf(profile(Map.of(Stage.RUNTIME, "5s")), pod("Never", Map.of(key, value)));

    assertThat(problems).containsExactly(key + ": " + rule);
    assertThat(life.run("c", 0).orElseThrow())
        .isEqualTo(new PodLifetime.ContainerRun(5 * S, ContainerExit.COMPLETED));
  }

  private PodLifetime lifeOf(LifetimeProfile profile, PodTraits pod) {
    return new LifetimeRules(1, List.of(), profile).of(pod, problems::add);
  }

  private static LifetimeRule ruleFor(Map<String, String> labels, LifetimeProfile profile) {
    return new LifetimeRule(
        new PodSelector(Optional.empty(), Optional.empty(), labels, Optional.empty()), profile);
  }

  private static LifetimeProfile profile(Map<Stage, String> texts) {
    Map<Stage, DurationModel> models = new EnumMap<>(Stage.class);
    texts.forEach((stage, text) -> models.put(stage, DurationModel.parse(text, Path.of(""))));
    return new LifetimeProfile(models, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static PodTraits pod(String restartPolicy, Map<String, String> annotations) {
    return pod(UID, restartPolicy, annotations);
  }

  private static PodTraits pod(String uid, String restartPolicy, Map<String, String> annotations) {
    return new PodTraits(
        uid,
        "default",
        "ReplicaSet",
        restartPolicy,
        Map.of("app", "web", "x", "y"),
        annotations,
        List.of("busybox", "web:1"));
  }
}
