package io.scaletest.hollownode.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class PodFaultTest {
  private static final long S = 1_000_000_000L;

  private final List<String> problems = new ArrayList<>();

  @Test
  void anAnnotationSpellsOneFailureOrMore() {
    List<PodFault> faults =
        PodFault.parse("pod-readiness after=30s  for=uniform:1s,2s; pod-crash code=3 container=c;");
    assertThat(faults).hasSize(2);
    PodFault readiness = faults.get(0);
    assertThat(readiness.kind()).isEqualTo(PodFaultKind.READINESS);
    assertThat(readiness.afterNs(7, "c", 0)).isEqualTo(30 * S);
    assertThat(readiness.lengthNs(7, "c", 0)).isBetween(S, 2 * S);
    assertThat(readiness.lengthNs(7, "c", 0)).isEqualTo(readiness.lengthNs(7, "c", 0));
    assertThat(readiness.lengthNs(8, "c", 0)).isNotEqualTo(readiness.lengthNs(7, "c", 0));
    assertThat(readiness.lengthNs(7, "c", 1)).isNotEqualTo(readiness.lengthNs(7, "c", 0));
    PodFault crash = faults.get(1);
    assertThat(crash.exit(7, "c", 0)).isEqualTo(ContainerExit.of(3));
    assertThat(crash.isOf("c")).isTrue();
    assertThat(crash.isOf("d")).isFalse();
    assertThat(crash).hasToString("pod-crash code=3 container=c");
    assertThat(crash.lengthNs(7, "c", 0)).isEqualTo(PodFault.FOR_GOOD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "melt | scaletest/failures: what: must be one of pod-crash, pod-oom, pod-image-pull,"
            + " pod-stuck-creating, pod-stuck-terminating, pod-readiness, pod-liveness,"
            + " pod-slow-start, got melt",
        "pod-crash now | scaletest/failures: pod-crash: must be KEY=VALUE, each key once, got now",
        "pod-crash after=1s after=2s | scaletest/failures: pod-crash: must be KEY=VALUE, each key"
            + " once, got after=2s",
        "pod-oom code=3 | scaletest/failures: pod-oom: code: unknown key; known: after, container,"
            + " share, times",
        "pod-oom times=0 | scaletest/failures: pod-oom: times: must be 1 to 2147483647, got 0",
        "pod-crash share=110% | scaletest/failures: pod-crash: share: must be more than 0 and at"
            + " most 1 or 100%, got 110%",
        "pod-crash share=some | scaletest/failures: pod-crash: share: must be a share like 0.1 or"
            + " 10%, got some",
        "pod-crash after=trace:/etc/passwd | scaletest/failures: pod-crash: after: trace: works in"
            + " the rules of a pool only",
        "pod-slow-start | scaletest/failures: pod-slow-start: delay: is missing",
        "pod-image-pull image=( | scaletest/failures: pod-image-pull: image: must be a regular"
            + " expression (Unclosed group), got (",
      })
  void whatMakesNoSenseIsOneLine(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PodFault.parse(text))
        .withMessage(message);
  }

  @Test
  void aShareOfThePodsFailsTheSameOnesEachTime() {
    LifetimeRules rules = rules(1, "{what: pod-crash, share: 20%}");
    int failing = 0;
    for (int i = 0; i < 10_000; i++) {
      PodTraits pod = pod("uid-" + i, "web", "i:1");
      boolean fails = !rules.of(pod, problems::add).faults().isEmpty();
      assertThat(!rules.of(pod, problems::add).faults().isEmpty()).isEqualTo(fails);
      failing += fails ? 1 : 0;
    }
    // Four standard deviations of 40.
    assertThat(failing).isBetween(1_840, 2_160);
    LifetimeRules other = rules(2, "{what: pod-crash, share: 20%}");
    assertThat(failingOf(other)).isNotEqualTo(failingOf(rules));
  }

  private List<Integer> failingOf(LifetimeRules rules) {
    return IntStream.range(0, 100)
        .filter(i -> !rules.of(pod("uid-" + i, "web", "i:1"), problems::add).faults().isEmpty())
        .boxed()
        .toList();
  }

  @Test
  void everyRuleThatMatchesAPodCountsAndSoDoesItsAnnotation() {
    LifetimeRules rules =
        rules(
            1,
            "{what: pod-image-pull, image: '.*:bad'}",
            "{what: pod-crash, labels: {app: web}}",
            "{what: pod-oom, namespace: other}");
    assertThat(faults(rules, pod("u", "web", "good:1"))).containsExactly("pod-crash");
    assertThat(faults(rules, pod("u", "db", "x:bad")))
        .containsExactly("pod-image-pull image=.*:bad");
    PodTraits annotated =
        new PodTraits(
            "u",
            "default",
            "",
            "Always",
            Map.of("app", "web"),
            Map.of("scaletest/failures", "pod-liveness"),
            List.of("good:1"));
    assertThat(faults(rules, annotated)).containsExactly("pod-liveness", "pod-crash");
    PodFault pull = rules.of(pod("u", "db", "x:bad"), problems::add).faults().get(0);
    assertThat(pull.isOfImage("x:bad")).isTrue();
    assertThat(pull.isOfImage("y:good")).isFalse();
  }

  private List<String> faults(LifetimeRules rules, PodTraits pod) {
    return rules.of(pod, problems::add).faults().stream().map(PodFault::toString).toList();
  }

  private static LifetimeRules rules(long seed, String... faults) {
    Object parsed =
        new Load(LoadSettings.builder().build())
            .loadFromString("{failures: [" + String.join(", ", faults) + "]}");
    return new LifetimeRules(seed, List.of(), LifetimeProfile.EMPTY)
        .withFaults(Section.of("FILE", parsed).sections("failures"), Path.of("."));
  }

  private static PodTraits pod(String uid, String app, String image) {
    return new PodTraits(
        uid, "default", "", "Always", Map.of("app", app), Map.of(), List.of("busybox", image));
  }
}
