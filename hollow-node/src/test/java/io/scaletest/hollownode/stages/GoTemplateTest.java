package io.scaletest.hollownode.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands on the right is what Go 1.24's text/template with sprig 3 makes of the left. */
class GoTemplateTest {
  private static final Map<String, Object> DATA = data();

  private static Map<String, Object> data() {
    Map<String, Object> data = new TreeMap<>();
    data.put("name", "n");
    data.put("none", List.of());
    data.put("list", List.of("a", "b", "c"));
    data.put("deep", Map.of("er", Map.of("est", "x")));
    data.put("map", Map.of("k2", "v2", "k1", "v1"));
    data.put("count", new JsonNumber("3"));
    data.put("on", true);
    return data;
  }

  private static String execute(String text) throws TemplateException {
    Map<String, GoFunction> own = Map.of("Own", arguments -> "own" + arguments.size());
    return GoTemplate.parse(text, Set.of("Own")).execute(DATA, own);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{{ .name }}#n",
        "{{.deep.er.est}}#x",
        "{{ .no.where }}#<no value>",
        "a {{- .name -}} b#anb",
        "a{{/* no word */}}b{{- /* x */ -}} c#abc",
        "{{ if .on }}y{{ else }}n{{ end }}#y",
        "{{ if .none }}1{{ else if .on }}2{{ else }}3{{ end }}#2",
        "{{ with .deep.er }}{{ .est }}{{ end }}{{ .name }}#xn",
        "{{ with .none }}1{{ else with .name }}{{ . }}{{ end }}#n",
        "{{ with $x := .name }}{{ $x }}{{ . }}{{ end }}#nn",
        "{{ range .list }}[{{ . }}]{{ end }}#[a][b][c]",
        "{{ range $i, $e := .list }}{{ $i }}{{ $e }}{{ end }}#0a1b2c",
        "{{ range $e := .list }}{{ $e }}{{ end }}#abc",
        "{{ range .map }}{{ . }}{{ end }}#v1v2",
        "{{ range $k, $v := .map }}{{ $k }}{{ end }}#k1k2",
        "{{ range .no }}1{{ else }}none{{ end }}#none",
        "{{ range .list }}{{ if eq . \"b\" }}{{ continue }}{{ end }}{{ . }}{{ end }}#ac",
        "{{ range .list }}{{ if eq . \"b\" }}{{ break }}{{ end }}{{ . }}{{ end }}#a",
        "{{ $x := 1 }}{{ if .on }}{{ $x = 2 }}{{ end }}{{ $x }}#2",
        "{{ $x := 1 }}{{ if .on }}{{ $x := 2 }}{{ end }}{{ $x }}#1",
        "{{ range .list }}{{ $.name }}{{ end }}#nnn",
        "{{ or .no .name }}{{ and .on .name }}{{ and .no .name }}#nn<no value>",
        "{{ or .no \"\" }}|#|",
        "{{ not .none }}{{ eq .name \"x\" \"n\" }}{{ ne 1 2 }}{{ lt 1 2 }}{{ ge \"a\" \"b\" }}"
            + "#truetruetruetruefalse",
        "{{ eq .no \"Always\" }}#false",
        "{{ eq .count \"3\" }}#true",
        "{{ index .list 1 }}{{ index .map \"k1\" }}{{ index .map \"no\" }}#bv1<no value>",
        "{{ (index .list 0) | printf \"%s-%v\" .name }}#n-a",
        "{{ printf \"%05d|%-4s|%4s|%q|%.1f|%%\" 42 \"a\" \"b\" \"c\" 1.25 }}"
            + "#00042|a   |   b|\"c\"|1.2|%",
        "{{ len .list }}{{ len .name }}#31",
        "{{ .list }}{{ .map }}#[a b c]map[k1:v1 k2:v2]",
        "{{ dict \"a\" 1 }}{{ (dict \"a\" 1).a }}#map[a:1]1",
        "{{ default \"d\" .no }}{{ .name | default \"d\" }}{{ coalesce .no .name }}#dnn",
        "{{ ternary \"y\" \"n\" .on }}{{ empty .none }}{{ hasKey .map \"k1\" }}#ytruetrue",
        "{{ add 1 2 3 }}{{ sub 5 3 }}{{ mul 2 3 }}{{ div 7 2 }}{{ mod 7 2 }}{{ max 1 3 }}#626313",
        "{{ add .count 1 }}{{ int .count }}#43",
        "{{ upper .name }}{{ trimPrefix \"n\" \"nx\" }}{{ replace \"a\" \"b\" \"aa\" }}#Nxbb",
        "{{ join \",\" .list }}{{ first .list }}{{ last .list }}{{ splitList \",\" \"a,b\" }}"
            + "#a,b,cac[a b]",
        "{{ toJson .map }}{{ toJson .count }}{{ quote .name }}#{\"k1\":\"v1\",\"k2\":\"v2\"}3\"n\"",
        "{{ b64enc \"x\" }}{{ contains \"n\" .name }}{{ indent 2 \"a\" }}#eA==true  a",
        "{{ Own 1 2 }}{{ 1 | Own }}{{ true }}{{ `raw\\` }}#own2own1trueraw\\",
      })
  void itMakesWhatGoMakes(String text, String expected) throws TemplateException {
    assertThat(execute(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{{ .name#line 1: the action is not closed",
        "{{ nobody 1 }}#line 1: function nobody is not known here",
        "{{ if .a }}#line 1: if has no end",
        "{{ end }}#line 1: unexpected end",
        "{{ $x }}#line 1: undefined variable $x",
        "{{ .a .b }}#line 1: only a function takes arguments",
        "{{ break }}#line 1: break and continue must be inside of a range",
        "{{ define \"a\" }}{{ end }}#line 1: define is not done here",
        "{{ \"a }}#line 1: the string is not closed",
        "{{ }}#line 1: a value is missing",
        "{{ (.a }}#line 1: unexpected }} in an action",
      })
  void whatIsWrongIsSaidWhenItIsParsed(String text, String expected) {
    assertThatThrownBy(() -> GoTemplate.parse(text, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(expected);
  }

  @Test
  void theLineOfAFaultIsCountedThroughTextAndComments() {
    assertThatThrownBy(() -> GoTemplate.parse("a\n{{/* b\n */}}\n{{ nobody }}", Set.of()))
        .hasMessageStartingWith("line 4:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{{ .name.x }}#can't evaluate field x in n",
        "{{ index .list 3 }}#index out of range: 3",
        "{{ index .no 0 }}#index of untyped nil",
        "{{ eq .name 1 }}#incompatible types for comparison: n and 1",
        "{{ range .name }}{{ end }}#range can't iterate over n",
        "{{ div 1 0 }}#division by zero",
      })
  void whatTheDataDoNotAllowIsAFailure(String text, String expected) {
    assertThatThrownBy(() -> execute(text))
        .isInstanceOf(TemplateException.class)
        .hasMessage(expected);
  }
}
