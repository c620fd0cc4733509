package io.scaletest.player.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.testkit.pages.CheckedPage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrammarTest {
  private static void check(String text) {
    Grammar.check(SpecFile.parse("spec.yaml", text.replace("\\n", "\n"), Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{durration: 1m}|spec.yaml:1:2: unknown key durration, nearest: duration",
        "{duration: 1 min}|spec.yaml:1:12: duration: must be a duration such as 30s or 1h30m, got 1"
            + " min",
        "{load: {a: {objects: x, rate: 20, mix: {}}}}|spec.yaml:1:31: load.a.rate: must be a rate"
            + " such as",
        "load:\\n  a:\\n    rate: 1/s|spec.yaml:3:5: load.a: must have the key objects",
        "load: {a: {objects: x, rate: 1/s, mix: {crate: 1}}}|mix: unknown key crate, nearest:"
            + " create",
        "load: {a: {objects: x, rate: 1/s, mix: {deletecollection: {limt: 7}}}}|unknown key limt,"
            + " nearest: limit",
        "slo: [{of: requests, resource: pods, perObjct: 7}]|unknown key perObjct, nearest:"
            + " perObject",
        "load: {a: {objects: x, rate: 1/s, mix: {get: {resourceVersion: 7}}}}|resourceVersion: must"
            + " be \"\"",
        "slo: [{of: creates, p99: 1s}]|spec.yaml:1:12: slo.[0].of: must be verbs",
        "watchers: {w: {resource: x, count: many}}|watchers.w.count: must be a whole number above"
            + " 0",
        "phases: [{name: A B, duration: 1s}]|phases.[0].name: must be a name of small letters",
        "load: []|load: must be a map by the names of flows",
        "duration:|spec.yaml:1:10: duration: must be a duration",
      })
  void whatIsWrongIsToldWithItsPlace(String text, String told) {
    assertThatThrownBy(() -> check(text)).hasMessageContaining(told);
  }

  @Test
  void whatIsNoYamlIsToldWithItsPlace() {
    assertThatThrownBy(() -> check("a: [1\nb: 2"))
        .hasMessageStartingWith("spec.yaml:2:2: is not well-formed YAML: ");
    assertThatThrownBy(() -> check("seed: 1\nseed: 2"))
        .hasMessageContaining("spec.yaml:2:1: must have the key seed once");
    assertThatThrownBy(() -> check("")).hasMessageContaining("is empty");
  }

  @Test
  void aPhaseMayBeCalledAsAShapeIs() {
    check("load: {a: {objects: x, rate: {burst: 5/s, sine: 0/s..3/s}, mix: {get: 1}}}");
    check("load: {a: {objects: x, rate: {burst: 5, every: 3s}, mix: {get: 1}}}");
    check("load: {a: {objects: x, rate: {main: {burst: 5}}, mix: {get: 1}}}");
  }

  @Test
  void aReplacedScalarIsCheckedAsTheFilesIs() {
    Place root = SpecFile.parse("s.yaml", "duration: 1m", Map.of("duration", "soon"));
    assertThatThrownBy(() -> Grammar.check(root)).hasMessageContaining("got soon");
  }

  @Test
  void keysAreExplainedWithAndWithoutTheUsersNames() {
    assertThat(Language.explain("load.hello.mix.get"))
        .startsWith("load.hello.mix.get: GET of an object.")
        .contains("resourceVersion");
    assertThat(Language.explain("slo.p99")).contains("Limit of the 99th percentile.");
    assertThat(Language.explain("")).contains("phases", "watchers");
  }

  @Test
  void wordsOfOtherToolsLeadToTheKey() {
    assertThatThrownBy(() -> Language.explain("load.qps")).hasMessageContaining("load.NAME.rate");
    assertThatThrownBy(() -> Language.explain("tuningSet")).hasMessageContaining(".arrivals");
    assertThatThrownBy(() -> Language.explain("slo.p98")).hasMessageContaining("nearest: p9");
  }

  @Test
  void theSchemaIsPublished() {
    CheckedPage.at("docs/player/schema.json").mustBe(Language.schema());
  }
}
