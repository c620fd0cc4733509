package io.scaletest.player.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.player.language.ScenarioText;
import io.scaletest.player.workload.PlanText;
import io.scaletest.player.workload.WatcherGroup;
import io.scaletest.player.workload.Workload;
import io.scaletest.testkit.process.Repository;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioTest {
  @TempDir private Path folder;

  static List<String> names() {
    return Scenario.names();
  }

  private static Workload filled(String name, Map<String, String> values) {
    return Scenario.named(name).with(values).read(Map.of());
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachIsAValidSpecificationWithItsDefaults(String name) {
    Scenario scenario = Scenario.named(name);
    Workload workload = filled(name, Map.of());
    assertThat(workload.name()).isEqualTo(name);
    assertThat(PlanText.of(workload)).startsWith(name);
    assertThat(scenario.says()).endsWith(".");
    assertThat(scenario.parameters())
        .allSatisfy(parameter -> assertThat(parameter.check(parameter.standard())).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("names")
  void podsOfAScenarioWithNodesStayOnTheRunsOwn(String name) {
    Workload workload = filled(name, Map.of());
    if (workload.nodes().isEmpty()) {
      return;
    }
    List<Map<String, Object>> specs = new ArrayList<>();
    workload.objects().forEach(set -> set.template().ifPresent(tree -> addPodSpecs(tree, specs)));
    assertThat(specs)
        .isNotEmpty()
        .allSatisfy(
            spec ->
                assertThat(JsonTree.child(spec, "nodeSelector"))
                    .containsEntry("scaletest/runid", "${runlabel}"));
  }

  /** Adds what specifies pods: it has containers, or is a virtual machine's. */
  private static void addPodSpecs(Object tree, List<Map<String, Object>> specs) {
    if (tree instanceof Map<?, ?> map) {
      if (map.containsKey("containers") || map.containsKey("domain")) {
        specs.add(JsonTree.asObject(map));
      }
      map.values().forEach(value -> addPodSpecs(value, specs));
    } else if (tree instanceof List<?> list) {
      list.forEach(value -> addPodSpecs(value, specs));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatItPrintsIsPlayedAsItselfIs(String name) throws IOException {
    FilledScenario filled = Scenario.named(name).with(Map.of());
    Path printed = Files.writeString(folder.resolve("printed.yaml"), filled.print());
    Workload read = Workload.read(printed, Map.of());
    assertThat(PlanText.of(read)).isEqualTo(PlanText.of(filled.read(Map.of())));
    assertThat(read.slos()).isEqualTo(filled.read(Map.of()).slos());
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachParameterChangesSomething(String name) {
    Scenario scenario = Scenario.named(name);
    String standard = specification(scenario, Map.of());
    for (ScenarioText.Parameter parameter : scenario.parameters()) {
      String other =
          parameter.choices().isEmpty()
              ? switch (parameter.amount()) {
                case COUNT -> "7";
                case RATE -> "7/m";
                case DURATION -> "77s";
                case SIZE -> "777";
                case SPEED -> "777/s";
                case SHARE -> "7.7%";
                case TEXT -> "x777";
              }
              : parameter.choices().get(parameter.choices().size() - 1);
      if (parameter.choices().size() != 1) {
        assertThat(specification(scenario, Map.of(parameter.name(), other)))
            .as(parameter.name())
            .isNotEqualTo(standard);
      }
    }
  }

  /** Returns what is printed without the comments at its head. */
  private static String specification(Scenario scenario, Map<String, String> given) {
    return scenario.with(given).print().replaceAll("(?m)^#.*\n", "");
  }

  @ParameterizedTest
  @CsvSource({
    // nodes, big, medium, small Deployments, big Jobs, services of the small
    "100, 2, 23, 298, 1, 149",
    "10, 0, 0, 28, 0, 14",
    "20, 0, 3, 58, 0, 29",
    "50, 0, 10, 148, 0, 74",
    "300, 6, 69, 894, 3, 447",
  })
  void loadHasTheNumbersOfClusterloader2(
      String nodes, String big, String medium, String small, String bigJobs, String services) {
    Map<String, String> all = Scenario.named("load").with(Map.of("nodes", nodes)).all();
    assertThat(all)
        .containsEntry("big", big)
        .containsEntry("medium", medium)
        .containsEntry("small", small)
        .containsEntry("big-jobs", bigJobs)
        .containsEntry("small-services", services);
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachHasAPageThatTellsItsParameters(String name) throws IOException {
    String page = Files.readString(Repository.root().resolve("docs/player/" + name + ".md"));
    assertThat(page).startsWith("# " + name + "\n");
    for (ScenarioText.Parameter parameter : Scenario.named(name).parameters()) {
      assertThat(page).as(parameter.name()).contains("`--" + parameter.name() + "`");
    }
    assertThat(Files.readString(Repository.root().resolve("docs/player.md")))
        .contains("(player/" + name + ".md)");
  }

  @Test
  void aValueIsAValueWhateverIsInIt() {
    Workload workload = filled("scrape", Map.of("selector", "a: b}\n, #c"));
    assertThat(workload.objects().get(0).existing()).contains("a: b}\n, #c");
  }

  @Test
  void watchersMayReadSlowlyAndSingleObjects() {
    WatcherGroup group =
        filled("watch-fanout", Map.of("slow", "5%", "slow-rate", "2Ki/s", "scope", "object"))
            .watchers()
            .get(0);
    assertThat(group.slowOf(100)).isEqualTo(5);
    assertThat(group.slowBytesPerSecond()).isEqualTo(2048);
    assertThat(group.scope()).isEqualTo(WatcherGroup.Scope.OBJECT);
  }

  @ParameterizedTest
  @CsvSource({
    "watch-fanout, watchers, 0, must be a whole number above 0",
    "watch-fanout, rate, 5, must be a rate such as",
    "watch-fanout, format, xml, 'must be one of json, protobuf, metadata'",
    "list-storm, duration, long, must be a duration",
  })
  void aValueMustBeWhatItsParameterIs(String name, String parameter, String value, String rule) {
    ScenarioText.Parameter one =
        Scenario.named(name).parameters().stream()
            .filter(each -> each.name().equals(parameter))
            .findFirst()
            .get();
    assertThatThrownBy(() -> one.check(value)).hasMessageStartingWith(rule);
  }
}
