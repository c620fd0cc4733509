package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.hollownode.pod.PodView.Container;
import io.scaletest.hollownode.pod.PodView.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeUsageTest {
  private static final PodUsage TENTH =
      PodUsage.of(
          1,
          "ns",
          "p",
          Map.of("scaletest/usage-cpu", "100m", "scaletest/usage-memory", "1Mi"),
          ResourceUsages.NONE,
          problem -> {});

  private final NodeUsage usage = new NodeUsage(1, 4, 4 << 20, 1_000);

  private static PodView pod(String uid, Container... containers) {
    return new PodView("ns", uid, uid, List.of(), 1_000, TENTH, List.of(containers), 0);
  }

  private static Container since(long start) {
    Optional<Run> run = Optional.of(new Run(start, 0));
    return new Container("c", true, 0, run, Optional.empty(), "{}", 0);
  }

  private static Container ended(long start, long end) {
    Optional<Run> run = Optional.of(new Run(start, end));
    return new Container("c", false, 0, run, Optional.empty(), "{}", 0);
  }

  private double cpuOfPods(double second, PodView... pods) {
    NodeUsage.Sample sample = usage.sample(List.of(pods), second);
    return sample.node().cpuSeconds() - sample.system().cpuSeconds();
  }

  @Test
  void aContainerUsesWhatItsModelSays() {
    NodeUsage.Sample sample = usage.sample(List.of(pod("a", since(1_010))), 1_110);
    NodeUsage.OfPod pod = sample.pods().get(0);
    assertThat(pod.containers().get(0).amount().cpuSeconds()).isCloseTo(10, within(1e-9));
    assertThat(pod.amount().cores()).isCloseTo(0.1, within(1e-9));
    assertThat(pod.amount().bytes()).isEqualTo(1 << 20);
    assertThat(sample.node().bytes()).isGreaterThan(1 << 20);
  }

  @Test
  void aRestartBeginsTheContainersCounterAnewAndNotThePods() {
    assertThat(cpuOfPods(1_100, pod("a", since(1_000)))).isCloseTo(10, within(1e-9));
    NodeUsage.Sample sample = usage.sample(List.of(pod("a", since(1_100))), 1_150);
    NodeUsage.OfPod pod = sample.pods().get(0);
    assertThat(pod.containers().get(0).amount().cpuSeconds()).isCloseTo(5, within(1e-9));
    assertThat(pod.amount().cpuSeconds()).isCloseTo(15, within(1e-9));
  }

  @Test
  void theNodesCounterKeepsWhatIsNoMore() {
    double before = cpuOfPods(1_100, pod("a", since(1_000)), pod("b", since(1_000)));
    assertThat(cpuOfPods(1_100, pod("b", since(1_000)))).isCloseTo(before, within(1e-9));
    assertThat(cpuOfPods(1_200)).isCloseTo(before, within(1e-9));
  }

  @Test
  void aContainerThatEndedUsesNoMoreAndIsNotShown() {
    NodeUsage.Sample sample = usage.sample(List.of(pod("a", ended(1_000, 1_050))), 1_200);
    assertThat(sample.pods()).isEmpty();
    assertThat(cpuOfPods(1_300, pod("a", ended(1_000, 1_050)))).isCloseTo(5, within(1e-9));
  }
}
