package io.scaletest.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.scaletest.testkit.controlplane.Definitions;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Java client that most people have, as it comes: it watches over WebSockets. */
@SideBySide
@Timeout(300)
class Fabric8ClientContractIT {
  private static final int MANY = 200;

  private static KubernetesClient client(TestCluster cluster) {
    try {
      Config config = Config.fromKubeconfig(Files.readString(cluster.kubeconfig()));
      return new KubernetesClientBuilder().withConfig(config).build();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Notes what an informer tells. */
  private static final class Notes implements ResourceEventHandler<ConfigMap> {
    private final List<String> told = new CopyOnWriteArrayList<>();

    private void note(String what, ConfigMap map) {
      if (!map.getMetadata().getName().equals("kube-root-ca.crt")) {
        told.add(what + " " + map.getMetadata().getName() + " " + map.getData().get("k"));
      }
    }

    @Override
    public void onAdd(ConfigMap map) {
      note("add", map);
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap map) {
      if (!before
          .getMetadata()
          .getResourceVersion()
          .equals(map.getMetadata().getResourceVersion())) {
        note("update", map);
      }
    }

    @Override
    public void onDelete(ConfigMap map, boolean finalStateUnknown) {
      note("delete", map);
    }
  }

  @OnBothClusters
  void itsInformersHearOfEverything(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("first", "0");
    var notes = new Notes();
    try (KubernetesClient client = client(cluster);
        SharedIndexInformer<ConfigMap> informer =
            client.configMaps().inNamespace(api.namespace()).inform(notes)) {
      api.await("the first list", () -> notes.told.contains("add first 0"));
      Resource<ConfigMap> first =
          client.configMaps().inNamespace(api.namespace()).withName("first");
      first.edit(map -> new ConfigMapBuilder(map).addToData("k", "1").build());
      first.delete();
      for (int i = 0; i < MANY; i++) {
        api.createConfigMap("m-" + i, "x");
      }
      api.await(
          "all that was created",
          () ->
              informer.getStore().list().stream().filter(Fabric8ClientContractIT::isOwn).count()
                  == MANY);
      api.await("its notes", () -> notes.told.size() >= 3);
      assertThat(notes.told.subList(0, 3))
          .containsExactly("add first 0", "update first 1", "delete first 1");
      assertThat(informer.isWatching()).isTrue();
    }
  }

  private static boolean isOwn(ConfigMap map) {
    return map.getMetadata().getName().startsWith("m-");
  }

  /** What set-up programs do: YAML applied twice, a kind defined, used as soon as it is there. */
  @OnBothClusters
  void itSetsUpWhatANamespaceAndANewKindNeed(TestCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    String yaml =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {k: grün}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: reader}
        rules:
        - {apiGroups: [""], resources: [configmaps], verbs: [get]}
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gadgets.%1$s.example.com}
        spec:
          group: %1$s.example.com
          scope: Namespaced
          names: {plural: gadgets, singular: gadget, kind: Gadget}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """
            .formatted(namespace);
    try (KubernetesClient client = client(cluster)) {
      var objects =
          client
              .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
              .inNamespace(namespace);
      objects.serverSideApply();
      objects.serverSideApply();
      assertThat(client.configMaps().inNamespace(namespace).withName("settings").get().getData())
          .containsEntry("k", "grün");
      var definitions = client.apiextensions().v1().customResourceDefinitions();
      String definition = "gadgets." + namespace + ".example.com";
      definitions
          .withName(definition)
          .waitUntilCondition(Definitions::isEstablished, 180, TimeUnit.SECONDS);
      GenericKubernetesResource gadget = new GenericKubernetesResource();
      gadget.setApiVersion(namespace + ".example.com/v1");
      gadget.setKind("Gadget");
      gadget.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName("g").build());
      assertThat(client.resource(gadget).create().getMetadata().getUid()).isNotEmpty();
      objects.delete();
      definitions.withName(definition).waitUntilCondition(d -> d == null, 180, TimeUnit.SECONDS);
      assertThat(client.configMaps().inNamespace(namespace).withName("settings").get()).isNull();
    }
  }

  /** Keeps what a WebSocket brings. */
  private static final class Frames implements WebSocket.Listener {
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<String> binaries = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public void onMessage(WebSocket socket, String text) {
      texts.add(text);
      socket.request();
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer bytes) {
      binaries.add(bytes.toString());
      socket.request();
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }

  @OnBothClusters
  void eachEventIsATextFrameAndTheEndOfTheWatchClosesTheSocket(TestCluster cluster)
      throws Exception {
    Api api = new Api(cluster);
    String version = Api.version(Api.ok(api.get(api.configMaps())));
    for (String name : List.of("a", "b", "c")) {
      api.createConfigMap(name, "x".repeat(100));
    }
    var frames = new Frames();
    try (KubernetesClient client = client(cluster)) {
      String query = "?watch=true&timeoutSeconds=5&labelSelector=app&resourceVersion=" + version;
      URI url = URI.create(new RawApi(cluster.client()).server() + api.configMaps() + query);
      client
          .getHttpClient()
          .newWebSocketBuilder()
          .uri(url)
          .header("Origin", new RawApi(cluster.client()).server().toString())
          .buildAsync(frames)
          .get(180, TimeUnit.SECONDS);
      frames.closed.get(180, TimeUnit.SECONDS);
    }
    assertThat(frames.binaries).isEmpty();
    assertThat(frames.texts).hasSize(3);
    for (String text : frames.texts) {
      JsonNode event = JsonMapper.shared().readTree(text);
      assertThat(Api.text(event, "type")).isEqualTo("ADDED");
    }
  }

  @OnBothClusters
  void aWatchThatIsRefusedIsRefusedInPlainHttp(TestCluster cluster) {
    Api api = new Api(cluster);
    var frames = new Frames();
    try (KubernetesClient client = client(cluster)) {
      URI url =
          URI.create(
              new RawApi(cluster.client()).server()
                  + api.configMaps()
                  + "?watch=true&labelSelector=%28%28%28");
      var opened =
          client
              .getHttpClient()
              .newWebSocketBuilder()
              .uri(url)
              .header("Origin", new RawApi(cluster.client()).server().toString())
              .buildAsync(frames);
      assertThat(opened)
          .failsWithin(30, TimeUnit.SECONDS)
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(WebSocketHandshakeException.class)
          .satisfies(
              failure ->
                  assertThat(
                          ((WebSocketHandshakeException) failure.getCause()).getResponse().code())
                      .isEqualTo(400));
    }
  }
}
