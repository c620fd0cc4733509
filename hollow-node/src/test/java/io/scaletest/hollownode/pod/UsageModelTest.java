package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.pools.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class UsageModelTest {
  @ParameterizedTest
  @CsvSource({"'leak:40,3',100,20", "'sine:0,100,80s',100,40", "'sine:0,100,80s',50,20"})
  void aModelSaysWhenAnAmountIsReached(String text, double amount, double seconds) {
    UsageModel model = model(text);
    assertThat(model.soonest(amount, 0)).isCloseTo(seconds, within(0.01));
    assertThat(model.at(model.soonest(amount, 0))).isGreaterThanOrEqualTo(amount * (1 - 1e-12));
    assertThat(model.soonest(amount, 0.5)).isCloseTo(seconds, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(strings = {"99", "sine:0,99,1m", "walk:0,99", "leak:99,0"})
  void whatIsNeverReachedIsNotLookedFor(String text) {
    assertThat(model(text).soonest(100, 0)).isInfinite();
  }

  @Test
  void aWalkIsLookedAtUntilItsBoundIsReached() {
    UsageModel walk = model("walk:0,100");
    double at = 0;
    for (int looks = 0; walk.at(at) < 80; looks++) {
      assertThat(looks).isLessThan(1_000);
      double next = walk.soonest(80, at);
      assertThat(next).isGreaterThan(at);
      for (int i = 0; i < 100; i++) {
        assertThat(walk.at(at + (next - at) * i / 100)).isLessThan(80);
      }
      at = next;
    }
  }

  private static UsageModel model(String text) {
    return UsageModel.parse(text, new SplittableRandom(7));
  }

  @ParameterizedTest
  @CsvSource({
    "250m,0,0.25",
    "fixed:250m,100,0.25",
    "'sine:100m,300m,40s',0,0.1",
    "'sine:100m,300m,40s',20,0.3",
    "'sine:100m,300m,40s',40,0.1",
    "'leak:10Mi,1Mi',5,15728640"
  })
  void usesThisMuchAtThisSecond(String text, double second, double amount) {
    assertThat(model(text).at(second)).isCloseTo(amount, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"250m", "sine:100m,300m,40s", "walk:100m,300m", "leak:1,100m"})
  void whatHasBeenUsedIsTheIntegralOfWhatIsUsed(String text) {
    UsageModel model = model(text);
    double sum = 0;
    double step = 0.01;
    for (double second = step / 2; second < 200; second += step) {
      sum += model.at(second) * step;
    }
    assertThat(model.until(200)).isCloseTo(sum, within(1e-3));
    assertThat(model.until(0)).isZero();
  }

  @Test
  void aWalkStaysWithinItsBoundsAndMoves() {
    UsageModel walk = model("walk:100m,300m");
    double least = 1;
    double most = 0;
    for (int second = 0; second < 7_200; second++) {
      least = Math.min(least, walk.at(second));
      most = Math.max(most, walk.at(second));
    }
    assertThat(least).isBetween(0.1, 0.16);
    assertThat(most).isBetween(0.24, 0.3);
  }

  @ParameterizedTest
  @CsvSource({
    "lots,'must be a quantity like 100m, 8, 1.5Gi, 10G or 1e3, got lots, got lots'",
    "'sine:1,2','must be sine:FROM,TO,PERIOD, got sine:1,2'",
    "'walk:2,1','to: must not be less than from, got walk:2,1'",
    "'storm:1,2','must be a quantity or fixed:, sine:, walk: or leak:, got storm:1,2'"
  })
  void whatMakesNoSenseIsRefusedWithTheRule(String text, String message) {
    assertThatThrownBy(() -> model(text)).hasMessage(message);
  }

  @Test
  void aPodUsesWhatItsAnnotationsSayElseAPartOfItsRequests() {
    List<String> problems = new ArrayList<>();
    Optional<Quantity> core = Optional.of(Quantity.of(1));
    PodUsage said =
        PodUsage.of(
            1,
            "ns",
            "p",
            Map.of("scaletest/usage-cpu", "300m"),
            ResourceUsages.NONE,
            problems::add);
    assertThat(said.cpu("c", core).at(10)).isEqualTo(0.3);
    PodUsage kwoks =
        PodUsage.of(
            1,
            "ns",
            "p",
            Map.of("kwok.x-k8s.io/usage-memory", "1Mi"),
            ResourceUsages.NONE,
            problems::add);
    assertThat(kwoks.memory("c", core).at(10)).isEqualTo(1 << 20);
    assertThat(problems).isEmpty();
    PodUsage wrong =
        PodUsage.of(
            1,
            "ns",
            "p",
            Map.of("scaletest/usage-cpu", "much"),
            ResourceUsages.NONE,
            problems::add);
    assertThat(wrong.cpu("c", core).at(10)).isBetween(0.1, 0.8);
    assertThat(problems).hasSize(1).first().asString().startsWith("scaletest/usage-cpu: must be");
  }

  @Test
  void twoPodsDifferAndOneIsAlwaysTheSame() {
    Optional<Quantity> core = Optional.of(Quantity.of(1));
    double one =
        PodUsage.of(1, "ns", "p", Map.of(), ResourceUsages.NONE, problem -> {})
            .cpu("c", core)
            .at(60);
    assertThat(
            PodUsage.of(1, "ns", "p", Map.of(), ResourceUsages.NONE, problem -> {})
                .cpu("c", core)
                .at(60))
        .isEqualTo(one);
    assertThat(
            PodUsage.of(2, "ns", "p", Map.of(), ResourceUsages.NONE, problem -> {})
                .cpu("c", core)
                .at(60))
        .isNotEqualTo(one);
    assertThat(
            PodUsage.of(1, "ns", "p", Map.of(), ResourceUsages.NONE, problem -> {})
                .cpu("d", core)
                .at(60))
        .isNotEqualTo(one);
  }

  private static ResourceUsages usages(String ofMany) {
    Object parsed =
        new Load(LoadSettings.builder().build())
            .loadFromString("{metadata: {name: m}, spec: " + ofMany + "}");
    return ResourceUsages.of(List.of(), List.of(Section.of("FILE", parsed)));
  }

  private static double cpu(
      ResourceUsages usages, String container, Map<String, String> annotations) {
    return PodUsage.of(1, "ns", "p", annotations, usages, problem -> {})
        .cpu(container, Optional.of(Quantity.of(1)))
        .at(10);
  }

  @Test
  void manifestsSayWhatContainersUse() {
    String expression =
        "'\"x/cpu\" in pod.metadata.annotations ? Quantity(pod.metadata.annotations[\"x/cpu\"]) :"
            + " Quantity(\"2m\")'";
    ResourceUsages usages =
        usages(
            "{usages: [{containers: [a], usage: {cpu: {value: 500m}}}, {usage: {cpu: {expression: "
                + expression
                + "}}}]}");
    assertThat(cpu(usages, "a", Map.of())).isEqualTo(0.5);
    assertThat(cpu(usages, "b", Map.of())).isEqualTo(0.002);
    assertThat(cpu(usages, "b", Map.of("x/cpu", "700m"))).isEqualTo(0.7);
    assertThat(cpu(usages, "b", Map.of("kwok.x-k8s.io/usage-cpu", "700m"))).isEqualTo(0.002);
    assertThat(cpu(usages, "b", Map.of("scaletest/usage-cpu", "900m"))).isEqualTo(0.9);
    ResourceUsages others =
        usages("{selector: {matchNames: [q]}, usages: [{usage: {cpu: {value: 500m}}}]}");
    assertThat(cpu(others, "a", Map.of())).isBetween(0.1, 0.8).isNotEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{usages: [{usage: {gpu: {value: 1}}}]}"
            + "|FILE: ClusterResourceUsage m: spec.usages[0].usage.gpu: unknown key; known: cpu, memory",
        "{usages: [{usage: {cpu: {expression: 'Rand()'}}}]}"
            + "|FILE: ClusterResourceUsage m: spec.usages[0].usage.cpu.expression: must be"
            + " Quantity(\"…\"), or KEY in pod.metadata.annotations ?"
            + " Quantity(pod.metadata.annotations[KEY]) : Quantity(\"…\"): no other CEL is known here",
        "{usages: [{usage: {cpu: {value: much}}}]}"
            + "|FILE: ClusterResourceUsage m: spec.usages[0].usage.cpu.value: must be a quantity like"
            + " 100m, 8, 1.5Gi, 10G or 1e3, got much, got much",
      })
  void aManifestThatMakesNoSenseIsRefused(String spec, String message) {
    assertThatThrownBy(() -> usages(spec)).hasMessage(message);
  }
}
