package io.scaletest.player.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.scenario.Scenario;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of the command line, up to the command that they name. */
class PlayerTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int execute(String words) {
    return Player.execute(
        words.split(" "),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pley x.yaml|player: the first word: must be one of play, |nearest: play",
        "scenario list-strom|player scenario: the first word: must be one of |nearest: list-storm",
        "scenario list-storm --objcts=3|player scenario list-storm: |did you mean -objects?",
        "scenario list-storm --size=big|player scenario list-storm: size: must be a size|got big",
        "scenario list-storm --rate|rate: needs a value|rate",
      })
  void whatIsMistypedIsToldWithTheNearestName(String words, String told, String nearest) {
    assertThat(execute(words)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(told, nearest);
  }

  @Test
  void everyScenarioIsListedAndHasAHelpPage() {
    assertThat(execute("scenario --help")).isZero();
    for (String name : Scenario.names()) {
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("  " + name + " ");
      out.reset();
      assertThat(execute("scenario " + name + " --help")).isZero();
      String help = out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");
      Scenario.named(name)
          .parameters()
          .forEach(
              each ->
                  assertThat(help)
                      .contains("--" + each.name())
                      .contains("(default: " + each.standard() + ")"));
      assertThat(help).contains("-kubeconfig", "-find-max").doesNotContain("%%");
      out.reset();
      execute("scenario --help");
    }
  }
}
