package io.scaletest.report.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.report.measure.SyntheticRun;
import io.scaletest.report.model.ObjectiveResult;
import io.scaletest.report.model.ObjectiveResult.Outcome;
import io.scaletest.report.model.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectivesFileTest {
  private static final long START = SyntheticRun.time("2026-11-29T05:23:23Z");

  @TempDir private Path folder;

  private RunResult run(int n, int serviceMs) throws IOException {
    var run = new SyntheticRun("held");
    for (int i = 1; i <= n; i++) {
      run.request(START + i * 10L, START + i * 10L + serviceMs, "create", i, i == 5 ? "no" : "");
    }
    return run.result(folder);
  }

  private static List<ObjectiveResult> results(String yaml, RunResult run) {
    return ObjectivesFile.parse("objectives:\n" + yaml).results(run);
  }

  @Test
  void limitsAreHeldAgainstTheRun() throws IOException {
    RunResult run = run(2_000, 40);

    assertThat(
            results(
                """
                - {series: create.service, percentile: 99, max: 50ms}
                - {series: create.service, percentile: 50, max: 39ms, name: half}
                - {series: create.service, percentile: 99.9, max: 1s}
                - {series: delete.service, max: 1s}
                - {errors: 0.1%}
                - {errors: 0.0001, name: nearly none}
                - {missing: 0}
                """,
                run))
        .extracting(each -> each.name() + " " + each.outcome())
        .containsExactly(
            "create.service p99 MET",
            "half p50 BROKEN",
            "create.service p99.9 MET",
            "failed requests MET",
            "nearly none BROKEN");
  }

  @Test
  void withTooFewSamplesNothingIsSaidUnlessAllAreBelow() throws IOException {
    RunResult run = run(100, 40);

    assertThat(results("- {series: create.service, percentile: 99, max: 30ms}", run))
        .extracting(ObjectiveResult::outcome)
        .containsExactly(Outcome.UNKNOWN);
    assertThat(results("- {series: create.service, percentile: 99, max: 50ms}", run))
        .extracting(ObjectiveResult::outcome)
        .containsExactly(Outcome.MET);
  }

  @Test
  void aWindowAboveTheLimitBreaksThePromiseOfTheWhole() throws IOException {
    var run = new SyntheticRun("windows");
    for (int i = 1; i <= 40_000; i++) {
      boolean slow = i > 20_000 && i <= 20_300;
      run.request(START + i * 5L, START + i * 5L + (slow ? 500 : 20), "create", i, "");
    }
    RunResult result = run.result(folder);

    assertThat(results("- {series: create.service, max: 100ms, window: 200s}", result))
        .extracting(ObjectiveResult::outcome)
        .containsExactly(Outcome.MET);
    assertThat(results("- {series: create.service, max: 100ms, window: 10s}", result))
        .extracting(ObjectiveResult::outcome)
        .containsExactly(Outcome.BROKEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "objectives: 3 | must be one list, objectives",
        "objectives: [{series: a}] | objective 1: needs series and max",
        "objectives: [{series: a, max: soon}] | objective 1: max: ",
        "objectives: [{series: a, max: 1s, percentile: 98}] | percentile: must be 50, 90, 99",
        "objectives: [{errors: 1%}, {series: a, max: 1s, maxx: 3}] | objective 2: unknown field maxx",
        "objectives: [{errors: many}] | errors: must be a number from 0 up",
        "objectives: [ | no YAML",
      })
  void whatIsNoFileOfObjectivesIsRefusedInOneLine(String yaml, String reason) {
    assertThatThrownBy(() -> ObjectivesFile.parse(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }
}
