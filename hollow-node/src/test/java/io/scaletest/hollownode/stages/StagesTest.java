package io.scaletest.hollownode.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StagesTest {
  private static final String HEAD =
      "apiVersion: kwok.x-k8s.io/v1alpha1\nkind: Stage\nmetadata: {name: s}\n";

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("s.yaml"), text);
  }

  private Lifecycle pods(String... specs) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < specs.length; i++) {
      text.append("---\n").append(HEAD.replace("name: s", "name: s" + i));
      text.append("spec: {resourceRef: {kind: Pod}, selector: {}, ");
      text.append(specs[i]).append("}\n");
    }
    return Stages.read(List.of(file(text.toString()))).of(ObjectKind.POD);
  }

  private static Map<String, Object> object(String json) {
    return JsonTree.ownObject(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "spec: {resourceRef: {kind: Pod}, dely: 3}#spec.dely: unknown key; known: delay,"
            + " immediateNextStage, next, resourceRef, selector, steps, weight, weightFrom",
        "spec: {resourceRef: {kind: Pod}, next: {statusTemplat: x}}#spec.next.statusTemplat:"
            + " unknown key; known: delete, event, finalizers, patches, statusPatchAs,"
            + " statusSubresource, statusTemplate",
        "spec: {resourceRef: {kind: Lease}}#spec.resourceRef.kind: must be Pod or Node, got Lease",
        "spec: {resourceRef: {kind: Pod, apiGroup: apps/v1}}#spec.resourceRef.apiGroup: must be v1,"
            + " got apps/v1",
        "spec: {resourceRef: {kind: Pod}, weight: -1}#spec.weight: must be 0 to 2147483647, got -1",
        "spec: {resourceRef: {kind: Pod}, weightFrom: {cel: {expression: x}}}"
            + "#spec.weightFrom.cel: is not done by hollow-node",
        "spec: {resourceRef: {kind: Pod}, steps: [{apply: {template: x}}]}"
            + "#spec.steps[0].apply: is not done by hollow-node",
        "spec: {resourceRef: {kind: Pod}, next: {statusPatchAs: {username: x}}}"
            + "#spec.next.statusPatchAs: is not done by hollow-node",
        "spec: {resourceRef: {kind: Pod}, next: {statusTemplate: '{{ Now | Sha }}'}}"
            + "#spec.next.statusTemplate: line 1: function Sha is not known here",
        "spec: {resourceRef: {kind: Pod}, next: {statusTemplate: '{{ NodeName }}'}}"
            + "#spec.next.statusTemplate: line 1: function NodeName is not known here",
        "spec: {resourceRef: {kind: Pod}, selector: {matchExpressions: [{key: '.a.[', operator: In,"
            + " values: [a]}]}}#spec.selector.matchExpressions[0].key: jq query .a.[: ends too early",
        "spec: {resourceRef: {kind: Pod}, selector: {matchExpressions: [{key: .a, operator: Is}]}}"
            + "#spec.selector.matchExpressions[0].operator: must be In, NotIn, Exists or"
            + " DoesNotExist, got Is",
        "spec: {resourceRef: {kind: Pod}, selector: {matchExpressions: [{key: .a, operator: In}]}}"
            + "#spec.selector.matchExpressions[0].values: is missing",
        "spec: {resourceRef: {kind: Pod}, next: {event: {type: Bad, reason: x}}}"
            + "#spec.next.event.type: must be Normal or Warning, got Bad",
        "spec: {resourceRef: {kind: Pod}, steps: [{patch: {type: apply, template: x}}]}"
            + "#spec.steps[0].patch.type: must be json, merge or strategic, got apply",
      })
  void whatIsWrongIsSaidInOneLine(String spec, String expected) throws IOException {
    Path file = file(HEAD + spec);
    assertThatThrownBy(() -> Stages.read(List.of(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": stage s: " + expected);
  }

  @Test
  void whatIsNoStageIsSaidToo() throws IOException {
    Path other = file(HEAD.replace("Stage", "Metric"));
    assertThatThrownBy(() -> Stages.read(List.of(other)))
        .hasMessage(
            other
                + ": kind: must be Stage, ResourceUsage, ClusterResourceUsage, got Metric, which is"
                + " not done here");
    Path twice =
        file(
            HEAD
                + "spec: {resourceRef: {kind: Pod}}\n---\n"
                + HEAD
                + "spec: {resourceRef: {kind: Pod}}\n");
    assertThatThrownBy(() -> Stages.read(List.of(twice)))
        .hasMessage(twice + ": metadata.name: two stages are called s");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Files.writeString(empty.resolve("kustomization.yaml"), "resources: []");
    assertThatThrownBy(() -> Stages.read(List.of(empty)))
        .hasMessage("[" + empty + "]: there is no manifest in it");
  }

  @Test
  void stagesAreDrawnByTheirWeights() throws IOException {
    Lifecycle weighed = pods("weight: 1", "weight: 3", "weight: 0");
    assertThat(draws(weighed))
        .containsOnlyKeys("s0", "s1")
        .hasEntrySatisfying("s1", count -> assertThat(count).isBetween(700, 800));
    assertThat(draws(pods("weight: 0", "weight: 0")))
        .hasEntrySatisfying("s0", count -> assertThat(count).isBetween(450, 550));
    String none = "weightFrom: {expressionFrom: '.bad'}";
    assertThat(draws(pods(none, none))).hasSize(2);
    assertThat(draws(pods(none, "weight: 0"))).containsOnlyKeys("s1");
  }

  private static Map<String, Integer> draws(Lifecycle lifecycle) {
    Map<String, Integer> counts = new HashMap<>();
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 1_000; i++) {
      counts.merge(
          lifecycle.next(object("{\"bad\": \"x\"}"), random).orElseThrow().name(), 1, Integer::sum);
    }
    return counts;
  }

  @ParameterizedTest
  @CsvSource({
    "a, '', true, [{\"op\":\"add\";\"path\":\"/metadata/finalizers\";\"value\":[\"a\"]}]",
    "a, 'b', false, [{\"op\":\"add\";\"path\":\"/metadata/finalizers/-\";\"value\":\"a\"}]",
    "b, 'b', false, []",
    "'', 'b', true, [{\"op\":\"remove\";\"path\":\"/metadata/finalizers\"}]",
    "'', '', true, []",
  })
  void finalizersAreAddedAndEmptied(String add, String present, boolean empty, String expected) {
    assertThat(operations(add, "", empty, present)).isEqualTo(expected.replace(';', ','));
  }

  @Test
  void finalizersAreRemovedFromTheEnd() {
    assertThat(operations("", "a c", false, "a b c"))
        .isEqualTo(
            "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers/2\"},"
                + "{\"op\":\"remove\",\"path\":\"/metadata/finalizers/0\"}]");
    assertThat(operations("", "a b", false, "a b"))
        .isEqualTo("[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]");
  }

  private static String operations(String add, String remove, boolean empty, String present) {
    return JsonWriter.text(
        new StageStep.Finalizers(words(add), words(remove), empty)
            .operations(new ArrayList<>(words(present))));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  @Test
  void yamlIsWrittenInBlocksThatReadBackTheSame() throws Exception {
    String json =
        "{\"a\":[{\"b\":\"true\",\"c\":[]},[1,\"x y\"]],\"d\":{\"e\":{\"f\":\"1\"}},\"g\":null}";
    String yaml = Yaml.write(object(json));
    assertThat(yaml)
        .isEqualTo(
            "a:\n- b: \"true\"\n  c: []\n- - 1\n  - \"x y\"\nd:\n  e:\n    f: \"1\"\ng: null\n");
    assertThat(JsonWriter.text(Yaml.parse(yaml))).isEqualTo(json);
  }
}
