package io.scaletest.e2e.fabric8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.testkit.controlplane.Definitions;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.TestCluster;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** What people do with fabric8's client, done through the measured transport. */
@Timeout(900)
class MeasuredClientIT {
  private static final int LIMIT_S = 180;

  private static ConfigMap configMap(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("app", "f8")
        .endMetadata()
        .addToData("k", value)
        .build();
  }

  /** Queues what an informer tells. */
  private static final class Told<T extends HasMetadata> implements ResourceEventHandler<T> {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private void add(String what, T object) {
      if (!object.getMetadata().getName().equals("kube-root-ca.crt")) {
        events.add(what + " " + object.getMetadata().getName());
      }
    }

    @Override
    public void onAdd(T object) {
      add("add", object);
    }

    @Override
    public void onUpdate(T before, T object) {
      add("update", object);
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      add("delete", object);
    }

    void await(String event) throws InterruptedException {
      String next = "";
      while (next != null && !next.equals(event)) {
        next = events.poll(LIMIT_S, TimeUnit.SECONDS);
      }
      assertThat(next).isEqualTo(event);
    }
  }

  @OnBothClusters
  void objectsAreMadeReadChangedAndDeleted(TestCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    try (Observed observed = new Observed(cluster)) {
      var maps = observed.measured().client().configMaps().inNamespace(namespace);
      assertThat(maps.resource(configMap("one", "grün")).create().getMetadata().getUid())
          .isNotEmpty();
      assertThat(maps.withName("one").get().getData()).containsEntry("k", "grün");
      assertThat(maps.withName("none").get()).isNull();
      assertThat(maps.withLabel("app", "f8").list().getItems()).hasSize(1);
      assertThatThrownBy(() -> maps.resource(configMap("one", "a")).create())
          .isInstanceOfSatisfying(
              KubernetesClientException.class,
              e -> {
                assertThat(e.getCode()).isEqualTo(409);
                assertThat(e.getStatus().getReason()).isEqualTo("AlreadyExists");
              });
      ConfigMap edited =
          maps.withName("one").edit(map -> new ConfigMapBuilder(map).addToData("k", "b").build());
      assertThat(edited.getData()).containsEntry("k", "b");
      maps.withName("one")
          .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"m\":\"1\"}}");
      maps.resource(configMap("two", "a")).create();
      ConfigMapList page = maps.list(new ListOptionsBuilder().withLimit(1L).build());
      assertThat(page.getItems()).hasSize(1);
      assertThat(page.getMetadata().getContinue()).isNotEmpty();
      assertThat(maps.withName("one").delete()).hasSize(1);
      maps.withName("one").waitUntilCondition(map -> map == null, LIMIT_S, TimeUnit.SECONDS);

      assertThat(observed.seen())
          .contains("POST 201", "GET 200", "GET 404", "POST 409", "PATCH 200", "DELETE 200");
    }
  }

  @OnBothClusters
  void informersSeeTheListAndEveryChange(TestCluster cluster) throws Exception {
    String namespace = cluster.uniqueNamespace();
    try (Observed observed = new Observed(cluster)) {
      var maps = observed.measured().client().configMaps().inNamespace(namespace);
      maps.resource(configMap("first", "äöü€ 漢字")).create();
      Told<ConfigMap> told = new Told<>();
      try (SharedIndexInformer<ConfigMap> informer = maps.inform(told)) {
        told.await("add first");
        maps.resource(configMap("second", "ä")).create();
        told.await("add second");
        maps.withName("second").edit(map -> new ConfigMapBuilder(map).addToData("k", "ö").build());
        told.await("update second");
        maps.withName("first").delete();
        told.await("delete first");
        assertThat(informer.getStore().getByKey(namespace + "/second").getData())
            .containsEntry("k", "ö");
      }
    }
  }

  @OnBothClusters
  void customResourcesAreKindsAsAnyOther(TestCluster cluster) throws Exception {
    String namespace = cluster.uniqueNamespace();
    String group = namespace + ".example.com";
    // A new kind's first lists are refused with 429 until its storage is there.
    MeasuredClient.Settings settings = MeasuredClient.Settings.defaults().retrying(10);
    try (Observed observed = new Observed(cluster, settings)) {
      KubernetesClient client = observed.measured().client();
      CustomResourceDefinition definition =
          client
              .apiextensions()
              .v1()
              .customResourceDefinitions()
              .load(new ByteArrayInputStream(definition(group).getBytes(StandardCharsets.UTF_8)))
              .create();
      client
          .resource(definition)
          .waitUntilCondition(Definitions::isEstablished, LIMIT_S, TimeUnit.SECONDS);
      // What serves it learns that a little later.
      String path = "/apis/" + group + "/v1/namespaces/" + namespace + "/machines";
      assertThat(
              new BoundedWait(Ticker.system())
                  .until(Duration.ofSeconds(LIMIT_S), () -> cluster.raw().get(path).succeeded()))
          .isTrue();
      var machines =
          client
              .genericKubernetesResources(
                  new ResourceDefinitionContext.Builder()
                      .withGroup(group)
                      .withVersion("v1")
                      .withKind("Machine")
                      .withPlural("machines")
                      .withNamespaced(true)
                      .build())
              .inNamespace(namespace);
      Told<GenericKubernetesResource> told = new Told<>();
      try (var informer = machines.inform(told)) {
        GenericKubernetesResource machine = new GenericKubernetesResource();
        machine.setApiVersion(group + "/v1");
        machine.setKind("Machine");
        machine.setMetadata(new ObjectMetaBuilder().withName("m1").build());
        machine.setAdditionalProperty("spec", Map.of("running", true));
        machines.resource(machine).create();
        told.await("add m1");
        GenericKubernetesResource read = machines.withName("m1").get();
        read.setAdditionalProperty("status", Map.of("phase", "Running"));
        machines.resource(read).updateStatus();
        told.await("update m1");
        assertThat(machines.withName("m1").get().<String>get("status", "phase"))
            .isEqualTo("Running");
        assertThat(informer.isRunning()).isTrue();
      }
      client.resource(definition).delete();
    }
  }

  private static String definition(String group) {
    return """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: machines.%1$s}
        spec:
          group: %1$s
          scope: Namespaced
          names: {plural: machines, singular: machine, kind: Machine}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema:
              openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """
        .formatted(group);
  }

  @OnBothClusters
  void leadersAreElected(TestCluster cluster) throws Exception {
    String namespace = cluster.uniqueNamespace();
    try (Observed observed = new Observed(cluster)) {
      CountDownLatch led = new CountDownLatch(1);
      CompletableFuture<?> election =
          observed
              .measured()
              .client()
              .leaderElector()
              .withConfig(
                  new LeaderElectionConfigBuilder()
                      .withName("test")
                      .withLeaseDuration(Duration.ofSeconds(3))
                      .withRenewDeadline(Duration.ofSeconds(2))
                      .withRetryPeriod(Duration.ofMillis(300))
                      .withLock(new LeaseLock(namespace, "lease", "me"))
                      .withReleaseOnCancel(true)
                      .withLeaderCallbacks(
                          new LeaderCallbacks(led::countDown, () -> {}, leader -> {}))
                      .build())
              .build()
              .start();
      assertThat(led.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
      election.cancel(true);
    }
  }

  @OnBothClusters
  void discoveryAndRawPathsWork(TestCluster cluster) {
    try (Observed observed = new Observed(cluster)) {
      KubernetesClient client = observed.measured().client();
      assertThat(client.getKubernetesVersion().getMajor()).isEqualTo("1");
      assertThat(client.getApiGroups().getGroups())
          .extracting(group -> group.getName())
          .contains("apps");
      assertThat(client.raw("/healthz")).isEqualTo("ok");
    }
  }

  @OnBothClusters
  void aYamlFileIsAppliedOnTheServerSide(TestCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    String yaml =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: applied}
        data: {x: grün}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: d}
        spec:
          replicas: 0
          selector: {matchLabels: {a: b}}
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: c, image: none}]}
        """;
    try (Observed observed = new Observed(cluster)) {
      KubernetesClient client = observed.measured().client();
      for (int i = 0; i < 2; i++) {
        List<HasMetadata> applied =
            client
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(namespace)
                .serverSideApply();
        assertThat(applied).hasSize(2);
        assertThat(applied.get(1).getMetadata().getManagedFields())
            .anySatisfy(entry -> assertThat(entry.getOperation()).isEqualTo("Apply"));
      }
      assertThat(client.apps().deployments().inNamespace(namespace).withName("d").scale(3))
          .satisfies(deployment -> assertThat(deployment.getSpec().getReplicas()).isEqualTo(3));
    }
  }

  @OnBothClusters
  void whatNeedsAWebSocketSaysSo(TestCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    try (Observed observed = new Observed(cluster)) {
      KubernetesClient client = observed.measured().client();
      client
          .resource(
              """
              {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},
               "spec":{"nodeName":"nowhere","containers":[{"name":"c","image":"i"}]}}
              """)
          .inNamespace(namespace)
          .create();
      assertThatThrownBy(
              () ->
                  client.pods().inNamespace(namespace).withName("p").redirectingOutput().exec("ls"))
          .hasStackTraceContaining("exec, attach and port-forward are not measured");
    }
  }
}
