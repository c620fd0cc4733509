package io.scaletest.player.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.player.replay.InstantApi;
import io.scaletest.player.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which definitions a run takes away with it. */
class SetUpTest {
  private static final String DEFINITION =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/sites.example.com";

  private static final String SPEC =
      """
      duration: 1s
      initial:
      - template:
          apiVersion: apiextensions.k8s.io/v1
          kind: CustomResourceDefinition
          metadata: {name: sites.example.com}
          spec:
            group: example.com
            scope: Namespaced
            names: {plural: sites, singular: site, kind: Site}
            versions: [{name: v1, served: true, storage: true}]
      load: {a: {objects: cm, rate: 1/s, mix: {create: 1}}}
      """;

  private static final String KINDS =
      """
      {"resources":[{"name":"customresourcedefinitions","kind":"CustomResourceDefinition",
       "namespaced":false,"verbs":["create","delete","get","list"]}]}""";

  @TempDir private Path folder;

  /** Makes the definition and takes it away again; returns what was deleted. */
  private List<String> deleted(InstantApi.Answer objectsOfOthers) throws IOException {
    InstantApi api =
        new InstantApi(
            request -> {
              if (request.path().startsWith("/apis/example.com/v1/sites?")) {
                return objectsOfOthers;
              }
              return request.path().equals("/apis/apiextensions.k8s.io/v1")
                  ? new InstantApi.Answer(200, KINDS)
                  : new InstantApi.Answer(200, "{}");
            });
    Path file = Files.writeString(folder.resolve("s.yaml"), SPEC);
    SetUp setUp = new SetUp(Workload.read(file, Map.of()), "run", api);
    setUp.makeDefinitions();
    setUp.undo();
    return api.asked().stream()
        .filter(request -> request.method().equals("DELETE"))
        .map(ApiRequest::path)
        .toList();
  }

  @Test
  void aDefinitionThatNobodyElseUsesGoes() throws IOException {
    assertThat(deleted(new InstantApi.Answer(200, "{\"items\":[]}"))).containsExactly(DEFINITION);
    assertThat(deleted(new InstantApi.Answer(404, "{}")))
        .as("the server knows no such kind any more")
        .containsExactly(DEFINITION);
  }

  @Test
  void aDefinitionThatOthersUseStays() throws IOException {
    assertThat(deleted(new InstantApi.Answer(200, "{\"items\":[{}]}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 403, 429, 500})
  void aDefinitionWhoseUseIsNotKnownStays(int status) throws IOException {
    assertThat(deleted(new InstantApi.Answer(status, "{}"))).isEmpty();
  }
}
