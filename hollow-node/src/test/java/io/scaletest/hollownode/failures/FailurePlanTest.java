package io.scaletest.hollownode.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.PoolsFile;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.pools.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class FailurePlanTest {
  private static final List<String> NODES =
      IntStream.range(0, 20).mapToObj("n-%d"::formatted).toList();

  private static final NodePool POOL =
      OneNode.of("n-0", Map.of("cpu", Quantity.of(4), "x.io/gpu", Quantity.of(8)));

  @TempDir private Path folder;

  private static List<FailureRule> rules(String yaml) {
    Object parsed = new Load(LoadSettings.builder().build()).loadFromString("failures: " + yaml);
    return new FailureReader(NODES, List.of(POOL), FailureReader.Place.POOL, Path.of("."))
        .read(Section.of("FILE", parsed).sections("failures"));
  }

  private static FailurePlan plan(long seed, String yaml) {
    return new FailurePlan(
        List.of(new FailurePlan.Scope("pool", NODES, rules(yaml))),
        new NodesByPool(List.of()),
        seed);
  }

  private static String node(PlannedFailure failure) {
    assertThat(failure.nodes()).hasSize(1);
    return failure.nodes().get(0);
  }

  private static List<PlannedFailure> first(int count, FailurePlan plan) {
    List<PlannedFailure> first = new ArrayList<>();
    Iterator<PlannedFailure> failures = plan.failures();
    while (first.size() < count && failures.hasNext()) {
      first.add(failures.next());
    }
    return first;
  }

  @Test
  void namedNodesFailAtTheirTimeInTheOrderOfTheTimes() {
    List<PlannedFailure> failures =
        first(
            10,
            plan(
                1,
                "[{what: partition, at: 60s, for: 90s, nodes: [n-3, n-1]},"
                    + " {what: crash, at: 5s, nodes: [n-7]}]"));
    assertThat(failures).extracting(FailurePlanTest::node).containsExactly("n-7", "n-3", "n-1");
    assertThat(failures)
        .extracting(PlannedFailure::atNs)
        .containsExactly(5_000_000_000L, 60_000_000_000L, 60_000_000_000L);
    assertThat(failures.get(0).lengthNs()).isEmpty();
    assertThat(failures.get(1).lengthNs()).hasValue(90_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,7", "20,20", "10%,2", "5%,1", "1%,1", "100%,20", "12.5%,3"})
  void asManyDifferentNodesAreDrawnAsWanted(String nodes, int expected) {
    List<PlannedFailure> failures =
        first(100, plan(7, "[{what: hang, at: 1s, nodes: " + nodes + "}]"));
    assertThat(failures).hasSize(expected);
    assertThat(new HashSet<>(failures.stream().map(FailurePlanTest::node).toList()))
        .hasSize(expected)
        .isSubsetOf(NODES);
  }

  @Test
  void aSeedMakesTheSameSequenceAgainAndAnotherAnother() {
    String yaml =
        "[{what: crash, rate: 0.5, for: 'exp:30s'}, {what: hang, at: 1m, nodes: 5, for: 1s}]";
    List<PlannedFailure> once = first(100, plan(7, yaml));
    assertThat(first(100, plan(7, yaml))).isEqualTo(once);
    assertThat(first(100, plan(8, yaml))).isNotEqualTo(once);
  }

  @Test
  void aRuleMoreLeavesWhatTheOthersDo() {
    String rule = "{what: crash, rate: 0.5, for: 'exp:30s'}";
    List<PlannedFailure> alone = first(50, plan(7, "[" + rule + "]"));
    List<PlannedFailure> crashes =
        first(200, plan(7, "[" + rule + ", {what: hang, rate: 0.5}]")).stream()
            .filter(failure -> failure.rule().kind().equals(PowerLoss.CRASH))
            .limit(50)
            .toList();
    assertThat(crashes).isEqualTo(alone);
  }

  /** 20 nodes at 0.5 a minute make 10 a minute; of 6,000 the rate is within 5 % almost surely. */
  @Test
  void aRateIsThatOfEachNode() {
    int count = 6_000;
    List<PlannedFailure> failures = first(count, plan(7, "[{what: connection-loss, rate: 0.5}]"));
    double minutes = failures.get(count - 1).atNs() / (double) Duration.ofMinutes(1).toNanos();
    assertThat(count / minutes).isCloseTo(10, within(0.5));
    Map<String, Integer> byNode = new HashMap<>();
    failures.forEach(failure -> byNode.merge(node(failure), 1, Integer::sum));
    // 300 each, with a standard deviation of 17.
    assertThat(byNode).hasSize(20).allSatisfy((node, n) -> assertThat(n).isBetween(230, 370));
    // The gaps of a Poisson process are exponential: a share of 1/e is longer than their mean.
    double meanNs = failures.get(count - 1).atNs() / (double) count;
    long longer =
        IntStream.range(1, count)
            .filter(i -> failures.get(i).atNs() - failures.get(i - 1).atNs() > meanNs)
            .count();
    assertThat(longer / (double) count).isCloseTo(1 / Math.E, within(0.02));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{what: melt, at: 1s}] | FILE: failures[0].what: must be one of crash, reboot, shutdown,"
            + " partition, flap, hang, slow, connection-loss, restart-storm, memory-pressure,"
            + " disk-pressure, pid-pressure, device-loss, clock-skew, pod-crash, pod-oom,"
            + " pod-stuck-terminating, pod-readiness, pod-liveness, pod-image-pull,"
            + " pod-stuck-creating, pod-slow-start, got melt",
        "[{at: 1s}] | FILE: failures[0].what: is missing",
        "[{what: crash}] | FILE: failures[0].at: either at or rate must be given",
        "[{what: crash, at: 1s, rate: 0.1}] | FILE: failures[0].at: either at or rate must be"
            + " given",
        "[{what: crash, at: -1s}] | FILE: failures[0].at: must not be before the nodes are ready,"
            + " got -1s",
        "[{what: crash, rate: 1.5}] | FILE: failures[0].rate: must be failures of a node in a"
            + " minute, more than 0 and at most 1, got 1.5",
        "[{what: crash, rate: often}] | FILE: failures[0].rate: must be a number, got often",
        "[{what: crash, rate: 0.1, nodes: 3}] | FILE: failures[0].nodes: goes with at; a rate is"
            + " that of each node of the pool",
        "[{what: crash, at: 1s, nodes: [m-1]}] | FILE: failures[0].nodes[0]: must be a node of the"
            + " pool, got m-1",
        "[{what: crash, at: 1s, nodes: []}] | FILE: failures[0].nodes: must name at least one",
        "[{what: crash, at: 1s, nodes: 21}] | FILE: failures[0].nodes: must be 1 to 20 nodes, up to"
            + " 100%, or names, got 21",
        "[{what: crash, at: 1s, nodes: 101%}] | FILE: failures[0].nodes: must be 1 to 20 nodes, up to"
            + " 100%, or names, got 101%",
        "[{what: crash, at: 1s, nodes: some}] | FILE: failures[0].nodes: must be 1 to 20 nodes, up to"
            + " 100%, or names, got some",
        "[{what: reboot, at: 1s}] | FILE: failures[0].for: is missing: reboot has an end",
        "[{what: partition, at: 1s, lost: all}] | FILE: failures[0].lost: must be both, outbound or"
            + " inbound, got all",
        "[{what: clock-skew, at: 1s, offset: 0s}] | FILE: failures[0].offset: must be ahead or,"
            + " negative, behind, got 0s",
        "[{what: device-loss, at: 1s, resource: cpu}] | FILE: failures[0].resource: must be an"
            + " extended resource of pool p, got cpu",
        "[{what: device-loss, at: 1s, resource: x.io/gpu, left: 9}] | FILE: failures[0].left: must"
            + " be at most the 8 of pool p, got 9",
        "[{what: shutdown, at: 1s, grace: 5s, critical: 5s}] | FILE: failures[0].critical: must be"
            + " less than the grace of all, got 5.0 s",
        "[{what: pid-pressure, at: 1s, evict: 0}] | FILE: failures[0].evict: must be none, a number,"
            + " or up to 100%, got 0",
        "[{what: slow, at: 1s}] | FILE: failures[0].latency: is missing",
        "[{what: hang, at: 1s, latency: 1s}] | FILE: failures[0].latency: is not for this kind of"
            + " failure",
        "[{what: hang, at: 1s, pods: 3}] | FILE: failures[0].pods: is not for this kind of"
            + " failure",
        "[{what: connection-loss, at: 1s, for: 1s}] | FILE: failures[0].for: connection-loss is"
            + " over at once",
        "[{what: crash, at: 1s, fro: 1s}] | FILE: failures[0].fro: unknown key; known: after, at,"
            + " code, container, critical, delay, evict, for, grace, image, labels, latency, left,"
            + " lost, namespace, nodes, offset, owner, period, pods, rate, resource, what",
        "[{what: pod-crash, at: 1s, delay: 1s}] | FILE: failures[0].delay: is not for this kind of"
            + " failure",
        "[{what: pod-crash, at: 1s, times: 1}] | FILE: failures[0].times: unknown key; known: after, at,"
            + " code, container, critical, delay, evict, for, grace, image, labels, latency, left,"
            + " lost, namespace, nodes, offset, owner, period, pods, rate, resource, what",
        "[{what: pod-crash, at: 1s, code: 300}] | FILE: failures[0].code: exit code: must be 0 to"
            + " 255, got 300",
        "[{what: pod-crash, at: 1s, image: '*'}] | FILE: failures[0].image: must be a regular"
            + " expression (Dangling meta character '*'), got *",
        "[{what: pod-image-pull, at: 1s, pods: 3}] | FILE: failures[0].pods: must be up to 100% of"
            + " the pods that come, got 3",
        "[{what: pod-slow-start, at: 1s}] | FILE: failures[0].delay: is missing",
        "[{what: pod-slow-start, at: 1s, delay: 'trace:x'}] | FILE: failures[0].delay: trace: works"
            + " in the rules of a pool only",
      })
  void whatMakesNoSenseIsOneLine(String yaml, String message) {
    assertThatThrownBy(() -> rules(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static final String FILE =
      """
      pools:
      - {name: a, count: 2, failures: [{what: crash, at: 1s, nodes: %s}]}
      - {name: b, count: 3}
      failures: [%s]
      """;

  private FailurePlan ofFile(String nodes, String rule) throws IOException {
    Path path = folder.resolve("pools.yaml");
    PoolsFile file =
        PoolsFile.read(
            Files.writeString(path, FILE.formatted(nodes, rule), StandardCharsets.UTF_8));
    List<NodeDescription> all = new ArrayList<>();
    for (NodePool pool : file.pools()) {
      for (int i = 0; i < pool.count(); i++) {
        all.add(
            new NodeDescription(pool.nodeName(i), pool, i, List.of(), 10_250, List.of(), Map.of()));
      }
    }
    return FailurePlan.read(all, file.failures(), 7, folder);
  }

  @Test
  void aRuleBesideThePoolsIsForTheNodesOfAllOrOfThePoolThatItNames() throws IOException {
    assertThat(first(9, ofFile("[a-1]", "{what: hang, at: 2s, nodes: 100%}")))
        .extracting(FailurePlanTest::node)
        .startsWith("a-1")
        .containsExactlyInAnyOrder("a-1", "a-0", "a-1", "b-0", "b-1", "b-2");
    assertThat(first(9, ofFile("[a-1]", "{what: hang, at: 2s, nodes: 100%, pool: b}")))
        .extracting(FailurePlanTest::node)
        .containsExactlyInAnyOrder("a-1", "b-0", "b-1", "b-2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3     | ''                              | FILE: pool a: failures[0].nodes: must be 1 to 2"
            + " nodes, up to 100%, or names, got 3",
        "[b-1] | ''                              | FILE: pool a: failures[0].nodes[0]: must be a"
            + " node of the pool, got b-1",
        "1     | {what: hang, at: 1s, pool: c}   | FILE: failures[0].pool: must be a pool, got c",
        "1     | {what: hang, at: 1s, nodes: 6}  | FILE: failures[0].nodes: must be 1 to 5 nodes,"
            + " up to 100%, or names, got 6",
      })
  void whatMakesNoSenseOfTheFileIsOneLine(String nodes, String rule, String message) {
    assertThatThrownBy(() -> ofFile(nodes, rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.replace("FILE", folder.resolve("pools.yaml").toString()));
  }
}
