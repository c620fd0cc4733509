package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.ApiMessages;
import io.scaletest.hollownode.pools.PodLifetime;
import io.scaletest.hollownode.pools.PodTraits;
import io.scaletest.hollownode.pools.SaidLifetimes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PodMemoryLimitTest {
  private static final long S = TimeUnit.SECONDS.toNanos(1);

  private final RecordingHost node = new RecordingHost();
  private Map<String, String> annotations = Map.of("scaletest/usage-memory", "leak:10Mi,2Mi");
  private PodUsage usage;

  /**
   * @param podLimit of both containers together
   * @param ownLimit of each
   */
  private PodRun run(String podLimit, String ownLimit) {
    String resources = "\"resources\":{\"limits\":{\"memory\":\"%s\"}}";
    String container =
        "{\"name\":\"%s\",\"image\":\"i:1\"," + String.format(resources, ownLimit) + "}";
    String json =
        "{\"metadata\":{\"name\":\"p\",\"namespace\":\"t\",\"uid\":\"u\"},\"spec\":{"
            + (podLimit.isEmpty() ? "" : String.format(resources, podLimit) + ",")
            + "\"containers\":["
            + String.format(container, "a")
            + ","
            + String.format(container, "b")
            + "]}}";
    byte[] bytes = ApiMessages.encode("Pod", json);
    PodSpec spec = PodSpec.read(bytes, 0, bytes.length).orElseThrow();
    PodTraits traits =
        new PodTraits("u", "t", "", "Always", Map.of(), annotations, List.of("i:1", "i:1"));
    PodLifetime life = SaidLifetimes.none(traits, problem -> {});
    usage = PodUsage.of(1, "t", "p", annotations, ResourceUsages.NONE, problem -> {});
    PodRun run = new PodRun(spec, life, usage, node);
    run.begin(0);
    run.volumesReady(0);
    return run;
  }

  /** Lets everything happen until {@code second}, each thing when it is due. */
  private static PodRun until(PodRun run, long second) {
    long nextNs = run.advance(0);
    while (nextNs <= second * S) {
      nextNs = run.advance(nextNs);
    }
    return run;
  }

  private static List<Integer> restarts(PodRun run) {
    return run.containers().mains().stream().map(container -> container.restarts).toList();
  }

  private List<Integer> oomKills(PodRun run) {
    return PodView.of(run, usage).containers().stream().map(PodView.Container::oomKills).toList();
  }

  @Test
  void theOneThatUsesMostIsKilledWhereAllTogetherReachThePodsLimit() {
    PodRun run = run("100Mi", "90Mi");
    assertThat(restarts(until(run, 19))).containsExactly(0, 0);
    // 2 x (10 + 2 x 20) Mi; then the other, when it has 70Mi and the first 30Mi again.
    assertThat(restarts(until(run, 20))).containsExactly(1, 0);
    assertThat(run.status().containers().json()).contains("OOMKilled");
    assertThat(restarts(until(run, 29))).containsExactly(1, 0);
    assertThat(restarts(until(run, 31))).containsExactly(1, 1);
    assertThat(PodView.of(run, usage).oomKills()).isEqualTo(2);
    assertThat(oomKills(run)).containsExactly(0, 0);
  }

  @Test
  void aContainersOwnLimitCountsToo() {
    PodRun run = run("1Gi", "40Mi");
    assertThat(restarts(until(run, 15))).containsExactly(1, 1);
    assertThat(oomKills(run)).containsExactly(1, 1);
    assertThat(PodView.of(run, usage).oomKills()).isZero();
  }

  @Test
  void aLimitThatComesOfTheContainersLimitsKillsNobody() {
    assertThat(restarts(until(run("", "1Gi"), 300))).containsExactly(0, 0);
  }

  @Test
  void nobodyIsKilledWhereNothingIsSaidOfMemory() {
    annotations = Map.of();
    assertThat(restarts(until(run("1Mi", "1Gi"), 300))).containsExactly(0, 0);
  }
}
