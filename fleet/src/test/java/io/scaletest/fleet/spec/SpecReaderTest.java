package io.scaletest.fleet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {
  private static final String GOOD =
      """
      run: big
      readyWithin: 30s
      drivers:
        tool: cmdriver
        pods: 4
        image: r/cmdriver:1
        options:
          lambda: 400
          n: 10
          clientlb: yes
      loggers:
        tool: cm-logger
        image: r/cm-logger:1
      """;

  @Test
  void valuesAreTakenAsTheyAreWritten() {
    FleetSpec spec = SpecReader.parse("spec.yaml", GOOD);

    assertThat(spec.run()).contains("big");
    assertThat(spec.namespace()).isEqualTo("scaletest");
    assertThat(spec.readyWithin()).isEqualTo(Duration.ofSeconds(30));
    assertThat(spec.drivers().pods()).isEqualTo(4);
    assertThat(spec.drivers().options())
        .containsEntry("lambda", "400")
        .containsEntry("clientlb", "yes");
    assertThat(spec.loggers().orElseThrow().pods()).isEqualTo(1);
    assertThat(spec.groups()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run: big | run: Big | spec.yaml:1: run: must be at most 40 small letters",
        "readyWithin: 30s | readyWithin: soon | spec.yaml:2: readyWithin: must be",
        "readyWithin: 30s | readyWithin: 0s | spec.yaml:2: readyWithin: must be more than 0",
        "readyWithin: 30s | within: 30s | spec.yaml:2: within: is no key here",
        "tool: cmdriver | tool: httperf | spec.yaml:4: tool: must be one of cmdriver,",
        "pods: 4 | pods: 0 | spec.yaml:5: pods: must be from 1 to 1000, got 0",
        "pods: 4 | pods: 11 | spec.yaml:9: n: must be from 11 to 2000000000, got 10",
        "pods: 4 | pods: [4] | spec.yaml:5: pods: must be one value",
        "lambda: 400 | rate: 400 | spec.yaml:7: options: lambda must be given",
        "lambda: 400 | lambda: many | spec.yaml:8: lambda: must be a number, got many",
        "lambda: 400 | lambda: 0.0 | spec.yaml:8: lambda: must be more than 0, got 0.0",
        "n: 10 | maxpop: 10 | spec.yaml:7: options: n or duration must be given",
        "n: 10 | n: 10.5 | spec.yaml:9: n: must be from 4",
        "clientlb: yes | runid: x | spec.yaml:10: runid: must be left out",
        "clientlb: yes | lambda: 1 | spec.yaml:10: lambda: is there twice",
        "clientlb: yes | '{' | spec.yaml:11: is not well-formed YAML",
        "tool: cm-logger | tool: cmdriver | spec.yaml:12: tool: must be one of cm-logger,",
      })
  void whatCannotBeIsRefusedWithFileAndLine(String instead, String text, String refusal) {
    assertThat(GOOD).contains(instead);

    assertThatThrownBy(() -> SpecReader.parse("spec.yaml", GOOD.replaceFirst(instead, text)))
        .isInstanceOfSatisfying(
            ToolException.class, thrown -> assertThat(thrown.status()).isEqualTo(CommonExit.USAGE))
        .hasMessageStartingWith(refusal)
        .hasMessageMatching("[^\\n]*");
  }

  @Test
  void noDriversAreNoRun() {
    assertThatThrownBy(() -> SpecReader.parse("spec.yaml", "run: big\n"))
        .hasMessage("spec.yaml:1: drivers: must be given");
    assertThatThrownBy(() -> SpecReader.parse("spec.yaml", ""))
        .hasMessage("spec.yaml:1: must not be empty");
  }
}
