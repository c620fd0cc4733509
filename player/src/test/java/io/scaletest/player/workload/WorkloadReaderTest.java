package io.scaletest.player.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.operation.Operation;
import io.scaletest.testkit.process.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadReaderTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");

  @TempDir private Path folder;

  private Workload read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("spec.yaml"), text.replace("\\n", "\n"));
    return Workload.read(file, Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "mixed", "fanout"})
  void theExamplesAreValid(String name) {
    Workload workload =
        Workload.read(Repository.root().resolve("docs/player/" + name + ".yaml"), Map.of());
    assertThat(workload.flows()).isNotEmpty();
    assertThat(PlanText.of(workload)).contains("creates");
  }

  @Test
  void theSpecificationsOfThePageAreValid() throws IOException {
    String page = Files.readString(Repository.root().resolve("docs/player.md"));
    Matcher blocks = BLOCK.matcher(page);
    int found = 0;
    while (blocks.find()) {
      assertThat(read(blocks.group(1)).lengthNs()).as(blocks.group(1)).isPositive();
      found++;
    }
    assertThat(found).isGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: x|must have either duration or phases",
        "duration: 1s|must have load or watchers",
        "duration: 0|must be longer than nothing",
        "phases: [{name: a}]|must have either duration, or until with atMost",
        "phases: [{name: a, duration: 1s, atMost: 1s}]|must have either duration, or until with"
            + " atMost",
        "phases: [{name: a, until: {objects: cm, count: 1}}]|must have either duration, or until"
            + " with atMost",
        "phases: [{name: a, until: {objects: cm, count: 1, phase: A, ready: true}, atMost:"
            + " 1s}]|at most one of phase, condition and ready",
        "duration: 1s\\n"
            + "nodes: {ready: 1m}\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {get: 1}}}|spec.yaml:2:8: nodes: must have"
            + " pools or count",
        "duration: 1s\\n"
            + "nodes: {pools: none.yaml}\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {get: 1}}}|none.yaml",
        "phases: [{name: a, duration: 1s}, {name: a, duration: 1s}]|two phases have the name a",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: {mian: 1/s}, mix: {get: 1}}}|a phase mian; nearest:"
            + " main",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {}}}|at least one verb with a weight above"
            + " 0",
        "duration: 1s\\nload: {a: {objects: cm, rate: 1/s, mix: {get: 0}}}|at least one verb",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: {sine: 1/s, amplitude: 2/s, period: 1s}, mix: {get:"
            + " 1}}}|amplitude: must be at most the mean rate",
        "duration: 1s\\n"
            + "objects: {web: {kind: cm}}\\n"
            + "load: {a: {objects: wbe, rate: 1/s, mix: {get: 1}}}|nearest: web",
        "duration: 1s\\n"
            + "objects: {w: {from: none.yaml}}\\n"
            + "load: {a: {objects: w, rate: 1/s, mix: {get: 1}}}|spec.yaml:2:21: objects.w.from: ",
        "duration: 1s\\n"
            + "objects: {w: {kind: cm, from: x}}\\n"
            + "load: {a: {objects: w, rate: 1/s, mix: {get: 1}}}|one of kind, from and template",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: 1/s, lifetime: 'uniform:5s,1s', mix: {get: 1}}}|the"
            + " second must not be less",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {patch: {type: json}}}}|must have a body",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {patch: {body: [1]}}}}|must be a map",
        "phases: [{name: a, duration: 1s}, {name: b, duration: 1s}, {name: c, duration: 1s}]\\n"
            + "watchers: {w: {resource: cm, count: {a: 9, b: 3, c: 5}}}|must not rise again",
        "duration: 1s\\n"
            + "watchers: {w: {resource: cm, count: 3, readers: {slow: 5%, normal: 90%}}}|must have"
            + " shares that add up to 100%",
        "duration: 1s\\n"
            + "objects: {n: {kind: nodes, existing: all}}\\n"
            + "load: {a: {objects: n, rate: 1/s, mix: {get: 1, patch: 1}}}|must have get, list and"
            + " watch alone",
        "duration: 1s\\n"
            + "objects: {n: {kind: nodes, existing: all}}\\n"
            + "initial: {objects: n}\\n"
            + "load: {a: {objects: n, rate: 1/s, mix: {get: 1}}}|must be a set that the run makes",
        "duration: 1s\\n"
            + "initial: {from: x.yaml, template: {}}\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {get: 1}}}|must have one of from, template"
            + " and objects",
      })
  void whatCannotBePlayedIsTold(String text, String told) {
    assertThatThrownBy(() -> read(text))
        .hasMessageContaining("spec.yaml:")
        .hasMessageContaining(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {get: 1}}}\\n"
            + "slo: {of: errors, p99: 1s}|is no time",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {get: 1}}}\\n"
            + "slo: {of: create}|must have a limit",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {get: 1}}}\\n"
            + "slo: {of: get, p99: 1s, in: man}|nearest: main",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {get: 1}}}\\n"
            + "slo: {of: get, resource: configmaps, perObject: 3}|must have of: requests and a"
            + " resource",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {get: 1}}}\\n"
            + "slo: {of: requests, resource: configmaps, perObject: 3, abort: true}|abort: must be"
            + " left out with perObject",
        "duration: 1s\\n"
            + "load: {a: {objects: cm, rate: 1/s, mix: {get: 1}}}\\n"
            + "slo: {of: requests, p99: 1s, verb: get}|verb: must stand with perObject",
      })
  void limitsThatMakeNoSenseAreTold(String text, String told) {
    whatCannotBePlayedIsTold(text, told);
  }

  @Test
  void ratesAreByPhaseAndPhasesFollowEachOther() throws IOException {
    Workload workload =
        read(
            "phases: [{name: up, duration: 10s}, {name: rest, duration: 10s},"
                + " {name: bursts, duration: 10s}]\n"
                + "load: {a: {objects: cm, arrivals: constant, mix: {get: 1},"
                + " rate: {up: 0/s..20/s, bursts: {burst: 5, every: 4s}}}}");
    Flow flow = workload.flows().get(0);
    assertThat(times(flow, workload.phases().get(0), 1)).hasSize(100);
    assertThat(times(flow, workload.phases().get(1), 1)).isEmpty();
    assertThat(times(flow, workload.phases().get(2), 1)).hasSize(15).first().isEqualTo(0L);
    assertThat(flow.expected(workload.phases().get(0))).isCloseTo(100, within(1e-6));
    assertThat(flow.expected(workload.phases().get(2))).isEqualTo(15);
  }

  private static List<Long> times(Flow flow, Phase phase, long seed) {
    List<Long> times = new ArrayList<>();
    ArrivalProcess arrivals = flow.arrivals(phase, seed);
    for (long ns = arrivals.nextNs(); ns != Long.MAX_VALUE; ns = arrivals.nextNs()) {
      times.add(ns);
    }
    return times;
  }

  @Test
  void stepsRampsAndSinesOfAPhaseFollowTheirFormulas() throws IOException {
    Workload workload =
        read(
            "phases: [{name: rest, duration: 10s}, {name: steps, duration: 40s},"
                + " {name: ramp, duration: 40s}, {name: sine, duration: 40s}]\n"
                + "load: {a: {objects: cm, mix: {get: 1}, rate: {"
                + "steps: {steps: [50/s, 150/s, 100/s], each: 10s}, ramp: 20/s..180/s,"
                + " sine: {sine: 100/s, amplitude: 80/s, period: 20s}}}}");
    int seconds = 130;
    double[] expected = new double[seconds];
    int[] counted = new int[seconds];
    double w = 2 * Math.PI / 20;
    for (int i = 10; i < seconds; i++) {
      // By the formulas, not by the code that is tested.
      if (i < 50) {
        expected[i] = i < 20 ? 50 : i < 30 ? 150 : 100;
      } else if (i < 90) {
        expected[i] = 20 + 160 * (i - 50 + 0.5) / 40;
      } else {
        expected[i] = 100 + 80 / w * (Math.cos(w * (i - 90)) - Math.cos(w * (i - 89)));
      }
    }
    for (Phase phase : workload.phases()) {
      for (long ns : times(workload.flows().get(0), phase, 21)) {
        counted[(int) ((phase.startNs() + ns) / 1_000_000_000L)]++;
      }
    }
    double chiSquared = 0;
    for (int i = 0; i < seconds; i++) {
      if (expected[i] == 0) {
        assertThat(counted[i]).as("second %d", i).isZero();
      } else {
        chiSquared += Math.pow(counted[i] - expected[i], 2) / expected[i];
      }
    }
    // 120 degrees of freedom: one right process in some ten thousand is beyond either limit.
    assertThat(chiSquared).isBetween(66.0, 185.0);
  }

  @Test
  void theSeedOfOnePhaseIsItsOwn() throws IOException {
    String text =
        "phases: [{name: a, duration: DURATION}, {name: b, duration: 9s}]\n"
            + "load: {a: {objects: cm, rate: 10/s, mix: {get: 1}}}";
    List<List<Long>> second = new ArrayList<>();
    for (String duration : List.of("5s", "7s")) {
      Workload workload = read(text.replace("DURATION", duration));
      second.add(times(workload.flows().get(0), workload.phases().get(1), 4));
    }
    assertThat(second.get(0)).isNotEmpty().isEqualTo(second.get(1));
  }

  @Test
  void aPlanSaysWhichStateEndsAPhaseAndWhatRunsBeside() throws IOException {
    Files.writeString(folder.resolve("pools.yaml"), "pools: [{name: a, count: 5}]");
    Workload workload =
        read(
            "nodes: {pools: pools.yaml, count: 30}\n"
                + "phases: [{name: fill, until: {objects: pods, phase: Running, count: 2000},"
                + " atMost: 10m}, {name: rest, duration: 1m}]\n"
                + "load: {a: {objects: pods, rate: {fill: 10/s}, count: 2000, mix: {create: 1}}}");
    assertThat(PlanText.of(workload).lines())
        .contains(
            "spec, at most 11 min 00 s, 1 namespace",
            "  hollow nodes         30 of pools, named by the run's ID, Ready within 2 min 03 s:"
                + " hollow-node --morph=kubelet --watch=per-node",
            "fill, until 2,000 pods are Running, at most 10 min 00 s",
            "rest, 1 min 00 s");
    assertThat(workload.nodes().get().changed().get().toString()).contains("count=30");
  }

  @ParameterizedTest
  @CsvSource({
    "'count: 1', 120100",
    "'count: 4000', 520000",
    "'pools: [{name: a, count: 500}, {name: b, count: 1500}]', 320000",
    "'count: 4000, ready: 30s', 30000"
  })
  void theMoreNodesTheLongerTheyMayTakeToBeReady(String nodes, long readyMs) throws IOException {
    Workload workload =
        read(
            "nodes: {"
                + nodes
                + "}\nduration: 1s\nload: {a: {objects: pods, rate: 1/s, mix: {get: 1}}}");
    assertThat(workload.nodes().get().readyNs()).isEqualTo(readyMs * 1_000_000);
  }

  @Test
  void aPlanSaysHowManyObjectsADeleteOfACollectionTakes() throws IOException {
    Workload workload =
        read(
            "duration: 10s\n"
                + "load: {a: {objects: configmap, rate: 1/s, mix: {deletecollection: {limit:"
                + " 500}}}}");
    assertThat(PlanText.of(workload).lines())
        .contains("  deletecollections    10, 1/s, each of 500 objects at most");
  }

  @Test
  void aPlanHasTotalsPopulationAndFanOut() throws IOException {
    Workload workload =
        read(
            "duration: 100s\n"
                + "load: {a: {objects: configmap, rate: 10/s, lifetime: 20s,"
                + " mix: {create: 1, get: 4}}}\n"
                + "watchers: {w: {resource: configmaps, count: 7}}");
    assertThat(PlanText.of(workload).lines())
        .contains(
            "  creates              200, 2/s",
            "  gets                 800, 8/s",
            "  deletes              160, 1.6/s",
            "  objects at most      40",
            "  watchers w           7, 25.2 events/s to them");
    assertThat(workload.operations())
        .containsExactly(Operation.CREATE, Operation.GET, Operation.DELETE);
  }
}
