package io.scaletest.hollownode.stages;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.CachedNode;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.NodeState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages as they are played on the pods of one node. */
class StagePlayerTest {
  private static final String PHASE =
      "selector: {matchExpressions: [{key: .status.phase, operator: In, values: [%s]}]}";

  @TempDir private Path folder;

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private final NodeContext context =
      OneNode.context(
          api, OneNode.description(OneNode.of("n1", Map.of())), figures, OneNode.POSTING);
  private final CachedNode cached = new CachedNode(context.node());
  private FakeApi.Stream pods;

  private void play(String... specs) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < specs.length; i++) {
      text.append("---\napiVersion: kwok.x-k8s.io/v1alpha1\nkind: Stage\nmetadata: {name: s")
          .append(i)
          .append("}\nspec: {resourceRef: {kind: Pod}, ")
          .append(specs[i])
          .append("}\n");
    }
    Path file = Files.writeString(folder.resolve("s.yaml"), text);
    StagePlayer player = OneNode.staged(api, Stages.read(List.of(file)));
    api.loop.run(
        () -> {
          NodePart node = player.of(context, cached);
          OneNode.switchOn(context, node);
          node.registered();
        });
    pods = api.lastStream();
  }

  private void event(String type, int version, String phase, String more) {
    event(type, version, phase, more, "p");
  }

  private void event(String type, int version, String phase, String more, String name) {
    String line =
        "{\"type\":\"%s\",\"object\":{\"metadata\":{\"name\":\"%s\",\"namespace\":\"ns\",\"uid\":\"%s\","
            + "\"resourceVersion\":\"%d\"%s},\"spec\":{\"nodeName\":\"n1\"},\"status\":{\"phase\":"
            + "\"%s\"}}}\n";
    pods.send(
        ByteBuffer.wrap(
            line.formatted(type, name, name.equals("p") ? "u" : name, version, more, phase)
                .getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> requests() {
    return api.calls.stream().map(Object::toString).toList();
  }

  @Test
  void aChangeIsPatchedAndTheNextStageWaitsForTheAnswer() throws IOException {
    play(
        PHASE.formatted("Pending")
            + ", next: {statusTemplate: 'podIP: {{ PodIPWith .spec.nodeName }}\n\nphase: Running'}",
        PHASE.formatted("Running") + ", next: {delete: true}");
    event("ADDED", 1, "Pending", "");
    assertThat(requests()).containsExactly("PATCH /api/v1/namespaces/ns/pods/p/status");
    assertThat(api.last().request.contentType())
        .isEqualTo("application/strategic-merge-patch+json");
    assertThat(api.last().body())
        .isEqualTo("{\"status\":{\"podIP\":\"10.0.0.2\",\"phase\":\"Running\"}}");
    event("MODIFIED", 2, "Running", "");
    assertThat(requests()).hasSize(1);
    assertThat(figures.podsRunning.sum()).isEqualTo(1);
    api.last().answer(200, "{}");
    assertThat(requests().get(1)).isEqualTo("DELETE /api/v1/namespaces/ns/pods/p");
    assertThat(api.last().body()).contains("\"gracePeriodSeconds\":0").contains("\"uid\":\"u\"");
    api.last().answer(200, "{}");
    event("DELETED", 3, "Running", "");
    assertThat(figures.podsRunning.sum()).isZero();
    assertThat(figures.podsDeleted.sum()).isEqualTo(1);
    api.advance(Duration.ofHours(1));
    assertThat(requests()).hasSize(2);
  }

  @Test
  void aDelayCountsFromTheLatestChange() throws IOException {
    play(
        PHASE.formatted("Pending")
            + ", delay: {durationMilliseconds: 2000}, next: {statusTemplate: 'phase: Running'}");
    event("ADDED", 1, "Pending", "");
    api.advance(Duration.ofMillis(1_500));
    event("MODIFIED", 2, "Pending", "");
    event("MODIFIED", 2, "Pending", "");
    api.advance(Duration.ofMillis(1_500));
    assertThat(requests()).isEmpty();
    api.advance(Duration.ofMillis(500));
    assertThat(requests()).hasSize(1);
  }

  @Test
  void theStepsOfAStageAreDoneInOrder() throws IOException {
    play(
        "selector: {}, steps: [{event: {type: Warning, reason: R, message: m}}, {finalizers: {add:"
            + " [{value: f}]}}, {patch: {root: metadata, type: merge, template: 'labels: {a: b}'}}]");
    event("ADDED", 1, "Pending", "");
    assertThat(requests())
        .containsExactly("POST /api/v1/namespaces/ns/events", "PATCH /api/v1/namespaces/ns/pods/p");
    assertThat(api.calls.get(0).body()).contains("\"reason\":\"R\"").contains("Warning");
    assertThat(api.last().body())
        .isEqualTo("[{\"op\":\"add\",\"path\":\"/metadata/finalizers\",\"value\":[\"f\"]}]");
    api.last().answer(200, "{}");
    assertThat(api.last().request.contentType()).isEqualTo("application/merge-patch+json");
    assertThat(api.last().body()).isEqualTo("{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
  }

  @Test
  void whatTheServerCannotTakeNowIsTriedAgainAndWhatItRefusesIsNot() throws IOException {
    play(PHASE.formatted("Pending") + ", next: {statusTemplate: 'phase: Running'}");
    event("ADDED", 1, "Pending", "");
    api.last().answer(503, "busy");
    api.advance(Duration.ofMillis(900));
    assertThat(requests()).hasSize(1);
    api.advance(Duration.ofMillis(400));
    assertThat(requests()).hasSize(2);
    api.last().answer(422, "no");
    api.advance(Duration.ofHours(1));
    assertThat(requests()).hasSize(2);
    assertThat(figures.failures().toString()).isNotEmpty();
  }

  @Test
  void aTemplateThatFailsIsCountedAndNothingIsSent() throws IOException {
    play("selector: {}, next: {statusTemplate: 'a: {{ index .status.containerStatuses 0 }}'}");
    event("ADDED", 1, "Pending", "");
    assertThat(requests()).isEmpty();
    assertThat(figures.failures().total()).isEqualTo(1);
  }

  @Test
  void aNodeThatIsCutOffPlaysNothingAndCatchesUp() throws IOException {
    play(PHASE.formatted("Pending") + ", next: {statusTemplate: 'phase: Running'}");
    OneNode.enter(context, NodeState.PARTITIONED);
    api.advance(Duration.ofMinutes(1));
    OneNode.enter(context, NodeState.UP);
    api.advance(Duration.ofMinutes(1));
    pods = api.lastStream();
    event("ADDED", 1, "Pending", "");
    assertThat(requests()).hasSize(1);
    OneNode.enter(context, NodeState.PARTITIONED);
    OneNode.enter(context, NodeState.UP);
    api.advance(Duration.ofSeconds(10));
    assertThat(requests()).as("the lost one is sent again").hasSize(2);
  }

  @Test
  void immediatelyNextStagesDoNotWaitForTheWatch() throws IOException {
    play(
        PHASE.formatted("Pending")
            + ", immediateNextStage: true, next: {statusTemplate: 'phase: Running'}",
        PHASE.formatted("Running") + ", next: {delete: true}");
    event("ADDED", 1, "Pending", "");
    api.last()
        .answerJson(
            200,
            "{\"metadata\":{\"name\":\"p\",\"namespace\":\"ns\",\"uid\":\"u\",\"resourceVersion\":"
                + "\"2\"},\"status\":{\"phase\":\"Running\"}}");
    assertThat(requests()).hasSize(2);
    assertThat(api.last().request.method()).isEqualTo("DELETE");
  }

  @Test
  void aPodKeepsItsAddressAndNoOtherGetsItWhenTheNodesRangeIsKnownLater() throws IOException {
    play("selector: {}, next: {statusTemplate: 'podIP: {{ PodIP }}{{ PodIP }}'}");
    event("ADDED", 1, "Pending", "");
    assertThat(api.last().body()).contains("10.0.0.210.0.0.2");
    cached.setPodCidrs(List.of("10.0.0.0/25"));
    event("ADDED", 2, "Pending", "", "q");
    assertThat(api.last().request.path()).endsWith("/q/status");
    assertThat(api.last().body()).contains("10.0.0.310.0.0.3");
  }
}
