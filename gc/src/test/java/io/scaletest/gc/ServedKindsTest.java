package io.scaletest.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.APIGroupListBuilder;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.scaletest.common.exit.ToolException;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On fabric8's mock server, which answers as it is told. */
@Timeout(300)
class ServedKindsTest {
  private final KubernetesMockServer server = new KubernetesMockServer(false);
  private final RethrowingFaults faults = new RethrowingFaults();
  private MeasuredClient client;

  @BeforeEach
  void open() throws Exception {
    server.init();
    client =
        MeasuredClient.open(
            ClientConfiguration.load(
                "", "", "http://" + server.getHostName() + ":" + server.getPort(), "agent"),
            MeasuredClient.Settings.defaults(),
            ReplyObserver.NONE,
            faults);
  }

  @AfterEach
  void close() {
    client.close();
    server.destroy();
    faults.rethrow();
  }

  private ServedKinds discover() {
    return ServedKinds.of(client.client());
  }

  private static APIResource resource(String plural, String kind, boolean namespaced) {
    return new APIResourceBuilder()
        .withName(plural)
        .withSingularName(plural.replaceAll("s$", ""))
        .withKind(kind)
        .withNamespaced(namespaced)
        .withVerbs("create", "delete", "get", "list")
        .build();
  }

  private static APIResource stored(APIResource resource, String hash) {
    return new APIResourceBuilder(resource).withStorageVersionHash(hash).build();
  }

  private static APIResource shortly(APIResource resource, String shortName) {
    return new APIResourceBuilder(resource).withShortNames(shortName).build();
  }

  private static APIGroup group(String name, String... versions) {
    var group = new APIGroupBuilder().withName(name);
    for (String version : versions) {
      group
          .addNewVersion()
          .withGroupVersion(name + "/" + version)
          .withVersion(version)
          .endVersion();
    }
    String preferred = versions[versions.length - 1];
    return group
        .withNewPreferredVersion()
        .withGroupVersion(name + "/" + preferred)
        .withVersion(preferred)
        .endPreferredVersion()
        .build();
  }

  private void serveGroups(APIGroup... groups) {
    var list = new APIGroupListBuilder().addToGroups(groups).build();
    server.expect().get().withPath("/apis").andReturn(200, list).always();
  }

  private void serve(String path, APIResource... resources) {
    var list = new APIResourceListBuilder().addAllToResources(Arrays.asList(resources)).build();
    server.expect().get().withPath(path).andReturn(200, list).always();
  }

  private void serveMuch() {
    serveGroups(
        group("apiextensions.k8s.io", "v1"),
        group("apps", "v1beta1", "v1"),
        group("events.k8s.io", "v1"));
    serve(
        "/api/v1",
        resource("namespaces", "Namespace", false),
        stored(shortly(resource("configmaps", "ConfigMap", true), "cm"), "m"),
        resource("configmaps/status", "ConfigMap", true),
        new APIResourceBuilder(resource("bindings", "Binding", true)).withVerbs("create").build(),
        resource("events", "Event", true));
    serve(
        "/apis/apiextensions.k8s.io/v1",
        shortly(resource("customresourcedefinitions", "CustomResourceDefinition", false), "crd"));
    serve(
        "/apis/apps/v1",
        stored(shortly(resource("deployments", "Deployment", true), "deploy"), "d"));
    serve(
        "/apis/apps/v1beta1",
        stored(resource("deployments", "Deployment", true), "other"),
        resource("scales", "Scale", true));
    serve("/apis/events.k8s.io/v1", resource("events", "Event", true));
  }

  private static List<String> collections(ServedKinds kinds) {
    return kinds.kinds().stream().map(ServedKind::collection).toList();
  }

  @Test
  void eachKindThatCanBeListedAndDeletedIsFoundOnceAndWhatOthersNeedComesLast() {
    serveMuch();

    assertThat(collections(discover()))
        .containsExactly(
            "/api/v1/configmaps",
            "/api/v1/events",
            "/apis/apps/v1/deployments",
            "/apis/apps/v1beta1/scales",
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            "/api/v1/namespaces");
    assertThat(discover().unknown()).isEmpty();
  }

  @Test
  void whatIsStoredAsTheSameIsTheSame() {
    serveGroups(group("networking.k8s.io", "v1"));
    serve("/api/v1", stored(resource("ingresses", "Ingress", true), "same"));
    serve("/apis/networking.k8s.io/v1", stored(resource("ingresses", "Ingress", true), "same"));

    assertThat(collections(discover())).containsExactly("/api/v1/ingresses");
  }

  @Test
  void namespacesAreSweptOnlyWhereTheyAreAskedForAndThenLast() {
    serveMuch();

    assertThat(collections(discover().chosen(List.of())))
        .hasSize(5)
        .noneMatch(p -> p.endsWith("s/namespaces"))
        .doesNotContain("/api/v1/namespaces");
    assertThat(collections(discover().chosen(List.of("namespaces", "crd", "cm"))))
        .containsExactly(
            "/api/v1/configmaps",
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            "/api/v1/namespaces");
  }

  @ParameterizedTest
  @CsvSource({
    "configmaps,            /api/v1/configmaps",
    "ConfigMap,             /api/v1/configmaps",
    "cm,                    /api/v1/configmaps",
    "deploy,                /apis/apps/v1/deployments",
    "deployment.apps,       /apis/apps/v1/deployments",
    "deployments.v1.apps,   /apis/apps/v1/deployments",
    "events,                /api/v1/events"
  })
  void kindsHaveTheNamesThatKubectlTakes(String name, String collection) {
    serveMuch();

    assertThat(collections(discover().chosen(List.of(name, name)))).containsExactly(collection);
  }

  @ParameterizedTest
  @ValueSource(strings = {"confimaps", "deployments.batch", "scale.v1.apps", "configmaps.apps"})
  void aNameThatNoKindHasIsRefused(String name) {
    serveMuch();
    ServedKinds served = discover();

    assertThatThrownBy(() -> served.chosen(List.of("cm", name)))
        .isInstanceOf(ToolException.class)
        .hasMessage("kinds: must be kinds that the server has, got " + name);
  }

  @Test
  void flundersThatNobodyServesAreNone() {
    serveMuch();

    assertThat(discover().chosen(List.of("flunders")).kinds()).isEmpty();
  }

  @Test
  void aGroupWhoseServerIsDownIsNamedAndTheOthersAreFound() {
    serveGroups(group("wardle.example.com", "v1alpha1"), group("apps", "v1"));
    serve("/api/v1", resource("pods", "Pod", true));
    serve("/apis/apps/v1", resource("deployments", "Deployment", true));
    server
        .expect()
        .get()
        .withPath("/apis/wardle.example.com/v1alpha1")
        .andReturn(
            503, new StatusBuilder().withCode(503).withMessage("service\n unavailable").build())
        .always();
    ServedKinds served = discover();

    assertThat(served.unknown()).containsOnlyKeys("wardle.example.com/v1alpha1");
    assertThat(served.unknown().get("wardle.example.com/v1alpha1"))
        .isEqualTo("service unavailable");
    assertThat(collections(served)).containsExactly("/api/v1/pods", "/apis/apps/v1/deployments");
    assertThat(served.chosen(List.of("pods")).unknown()).as("does not matter").isEmpty();
    assertThat(served.chosen(List.of("flunders")).unknown()).as("may be there").hasSize(1);
  }

  @Test
  void aVersionThatIsGoneMeanwhileHasNoKinds() {
    serveGroups(group("gone.example.com", "v1"));
    serve("/api/v1", resource("pods", "Pod", true));

    assertThat(discover().unknown()).isEmpty();
    assertThat(collections(discover())).containsExactly("/api/v1/pods");
  }

  @Test
  void aServerWithoutGroupsToTellCannotBeSwept() {
    serve("/api/v1", resource("pods", "Pod", true));
    server.expect().get().withPath("/apis").andReturn(403, "").always();

    assertThatThrownBy(this::discover).isInstanceOf(KubernetesClientException.class);
  }
}
