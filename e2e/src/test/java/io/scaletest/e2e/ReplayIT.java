package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.AuditLevel;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.controlplane.components.Component;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** player replay through its jar: what one control plane logged, on another one. */
@SideBySide
@RealControlPlane
class ReplayIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int RUN_INVALID = 31;
  private static final String CONFIG_MAPS = "/api/v1/namespaces/shop/configmaps";

  /** Requests of clients, written by hand: verb, path, resource, namespace, name, code, body. */
  private static final String LINE =
      "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"%s\",\"auditID\":\"%s\","
          + "\"stage\":\"ResponseComplete\",\"requestURI\":\"%s\",\"verb\":\"%s\","
          + "\"user\":{\"username\":\"ann\"},\"userAgent\":\"kubectl/v1\","
          + "\"objectRef\":{\"resource\":\"%s\",\"namespace\":\"a\",\"name\":\"%s\","
          + "\"apiGroup\":\"%s\",\"apiVersion\":\"v1\"},\"responseStatus\":{\"code\":%d},%s"
          + "\"requestReceivedTimestamp\":\"2026-05-04T08:00:%02d.000000Z\","
          + "\"stageTimestamp\":\"2026-05-04T08:00:%02d.100000Z\"}\n";

  @TempDir private Path folder;

  private String run(int status, ToolProcess.Builder command) {
    try (ToolProcess process = command.directory(folder).start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isIn(status, RUN_INVALID);
      return process.stdout() + process.stderr();
    }
  }

  private ToolProcess.Builder replay(Path kubeconfig, Path trace, String... options) {
    List<String> words =
        new ArrayList<>(List.of("replay", trace.toString(), "--kubeconfig", kubeconfig.toString()));
    words.addAll(Arrays.asList(options));
    return ToolProcess.jar("player", words.toArray(String[]::new));
  }

  private Path record(Path... logs) {
    List<String> words =
        new ArrayList<>(List.of("record", "--keep-values", "-o", "t.trace", "--audit-log"));
    for (Path log : logs) {
      words.add(log.toString());
    }
    run(0, ToolProcess.jar("player", words.toArray(String[]::new)));
    return folder.resolve("t.trace");
  }

  private static String configMap(String name, String value, String more) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
        + name
        + "\""
        + more
        + "},\"data\":{\"v\":\""
        + value
        + "\"}}";
  }

  private static RawAnswer took(RawAnswer answer) {
    assertThat(answer.succeeded()).as(answer.describe()).isTrue();
    return answer;
  }

  /** Uses a cluster as clients do: every verb, with what goes wrong, too. */
  private static void use(RawApi api, KubernetesClient client) throws InterruptedException {
    for (String name : List.of("shop", "other")) {
      took(
          api.post(
              "/api/v1/namespaces",
              "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
                  + name
                  + "\"}}"));
    }
    Watch watch =
        client
            .configMaps()
            .inNamespace("shop")
            .watch(
                new Watcher<ConfigMap>() {
                  @Override
                  public void eventReceived(Action action, ConfigMap object) {}

                  @Override
                  public void onClose(WatcherException cause) {}
                });
    for (int i = 0; i < 40; i++) {
      took(
          api.post(
              CONFIG_MAPS, configMap("c" + i, "0", ",\"labels\":{\"odd\":\"" + i % 2 + "\"}")));
      took(
          api.post(
              "/api/v1/namespaces/other/configmaps",
              configMap("o" + i, "0", ",\"labels\":{\"odd\":\"" + i % 2 + "\"}")));
    }
    write(api);
    assertThat(api.get(CONFIG_MAPS + "/none").status()).isEqualTo(404);
    assertThat(api.post(CONFIG_MAPS, configMap("c3", "0", "")).status()).isEqualTo(409);
    JsonNode page = took(api.get(CONFIG_MAPS + "?limit=30")).json();
    took(
        api.get(
            CONFIG_MAPS
                + "?limit=30&continue="
                + page.path("metadata").path("continue").asString()));
    took(api.get("/api/v1/configmaps?resourceVersion=0"));
    for (int i = 10; i < 20; i++) {
      took(api.delete(CONFIG_MAPS + "/c" + i));
    }
    took(api.delete("/api/v1/namespaces/other/configmaps?labelSelector=odd%3D1"));
    took(
        api.post(
            "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"ClusterRole\","
                + "\"metadata\":{\"name\":\"reader\"},\"rules\":[]}"));
    watch.close();
  }

  /** Writes in every form, with versions, owners and names of the server's. */
  private static void write(RawApi api) {
    String first = took(api.get(CONFIG_MAPS + "/c0")).body();
    JsonNode metadata = took(api.get(CONFIG_MAPS + "/c0")).json().path("metadata");
    took(api.send("PUT", CONFIG_MAPS + "/c0", "application/json", first.replace("\"0\"", "\"1\"")));
    assertThat(api.send("PUT", CONFIG_MAPS + "/c0", "application/json", first).status())
        .isEqualTo(409);
    took(
        api.post(
            CONFIG_MAPS,
            configMap(
                "owned",
                "0",
                ",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"c0\","
                    + "\"uid\":\""
                    + metadata.path("uid").asString()
                    + "\"}]")));
    took(api.patch(CONFIG_MAPS + "/c1", "{\"data\":{\"v\":\"merged\"}}"));
    took(
        api.send(
            "PATCH",
            CONFIG_MAPS + "/c2",
            "application/json-patch+json",
            "[{\"op\":\"replace\",\"path\":\"/data/v\",\"value\":\"patched\"}]"));
    took(
        api.send(
            "PATCH",
            CONFIG_MAPS + "/applied?fieldManager=it&force=true",
            "application/apply-patch+yaml",
            configMap("applied", "1", "")));
    JsonNode made =
        took(api.post(
                CONFIG_MAPS,
                configMap("", "made", ",\"generateName\":\"made-\"").replace("\"name\":\"\",", "")))
            .json();
    String name = made.path("metadata").path("name").asString();
    took(api.patch(CONFIG_MAPS + "/" + name, "{\"data\":{\"v\":\"found\"}}"));
  }

  /** Returns what there is by namespace and name, without what the server makes up. */
  private static Map<String, String> state(RawApi api, String prefix) {
    Map<String, String> state = new TreeMap<>();
    for (String namespace : List.of("shop", "other")) {
      String path = "/api/v1/namespaces/" + prefix + namespace + "/configmaps";
      for (JsonNode item : took(api.get(path)).json().path("items")) {
        String name = item.path("metadata").path("name").asString();
        if (!name.equals("kube-root-ca.crt")) {
          String owners = item.path("metadata").path("ownerReferences").isEmpty() ? "" : " owned";
          state.put(
              namespace + "/" + name.replaceAll("^made-.*", "made-"),
              item.path("data") + " " + item.path("metadata").path("labels") + owners);
        }
      }
    }
    state.put(
        "reader",
        ""
            + api.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/" + prefix + "reader")
                .status());
    return state;
  }

  @Test
  void whatOneClusterLoggedIsDoneOnAnother(RealCluster cluster) throws Exception {
    Map<String, String> before;
    Path log;
    ControlPlaneOptions options =
        ControlPlaneOptions.in(folder.resolve("cp"))
            .withAudit(AuditLevel.REQUEST)
            .withFlags(
                Component.KUBE_APISERVER,
                "--audit-policy-file=" + Repository.root().resolve("deploy/audit/policy.yaml"))
            .withStopAtExit();
    try (ControlPlane source = ControlPlane.start(options, BuildListener.silent())) {
      log = source.dataDir().resolve("logs").resolve("kube-apiserver-1.audit.log");
      use(new RawApi(source.client()), source.client());
      before = state(new RawApi(source.client()), "");
    }
    Path trace = record(log);

    String told = run(0, replay(cluster.kubeconfig(), trace, "--runid", "rep", "--keep"));
    assertThat(told).contains("left out: ", "of traffic that was not chosen: ", "gc -runid rep");
    JsonNode replay = Summary.read(folder.resolve("rep-driver.summary.json")).json().path("replay");
    for (JsonNode verb : replay.path("verbs")) {
      assertThat(verb.path("replayed"))
          .as(replay.path("verbs").toString())
          .isEqualTo(verb.path("recorded"));
    }
    assertThat(replay.path("verbs").path("create").path("recorded").asInt()).isGreaterThan(80);
    assertThat(replay.path("verbs").path("watch").path("recorded").asInt()).isPositive();
    for (JsonNode code : replay.path("differingCodes")) {
      // The log begins with a server that was not ready yet, or did not know all kinds yet.
      int recorded = code.path("recorded").asInt();
      assertThat(recorded >= 500 || recorded == 404 && isRead(code)).as(told).isTrue();
    }
    assertThat(replay.path("pagesDropped").asInt()).isZero();
    RawApi api = new RawApi(cluster.client());
    assertThat(state(api, "rep-")).isEqualTo(before);

    run(
        0,
        ToolProcess.jar(
            "gc",
            "-kubeconfig",
            cluster.kubeconfig().toString(),
            "-runid",
            "rep",
            "-kinds",
            "namespaces,clusterroles.rbac.authorization.k8s.io",
            "-wait",
            "3m"));
    assertThat(state404(api)).isTrue();

    String twice =
        run(0, replay(cluster.kubeconfig(), trace, "--runid", "twice", "--amplify=2", "--speed=2"));
    assertThat(twice).contains("each 2 times");
    assertNothingLeft(api, "twice");
  }

  private static boolean isRead(JsonNode code) {
    return List.of("list", "watch").contains(code.path("verb").asString());
  }

  private static boolean state404(RawApi api) {
    return api.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/rep-reader").status() == 404;
  }

  private static void assertNothingLeft(RawApi api, String runId) {
    for (String path :
        List.of("/api/v1/namespaces", "/apis/rbac.authorization.k8s.io/v1/clusterroles")) {
      assertThat(
              new BoundedWait(Ticker.system())
                  .until(
                      LIMIT,
                      () ->
                          api.get(path + "?labelSelector=scaletest%2Frunid%3D" + runId)
                              .hasNoItems()))
          .as(path + " of run " + runId)
          .isTrue();
    }
  }

  private static String line(
      String level,
      int number,
      String verb,
      String path,
      String group,
      String resource,
      String name,
      int code,
      String body) {
    return LINE.formatted(
        level,
        "id-" + number,
        path,
        verb,
        resource,
        name,
        group,
        code,
        body.isEmpty() ? "" : "\"requestObject\":" + body + ",",
        number,
        number);
  }

  /** Returns a log with what is easy, what has no body and what the server lacks. */
  private Path log() throws IOException {
    String maps = "/api/v1/namespaces/a/configmaps";
    return Files.writeString(
        folder.resolve("hand.log"),
        line("Request", 1, "get", maps + "/old", "", "configmaps", "old", 200, "")
            + line(
                "Request", 2, "create", maps, "", "configmaps", "n", 201, configMap("n", "1", ""))
            + line("Metadata", 3, "create", maps, "", "configmaps", "withheld", 201, "")
            + line("Metadata", 4, "update", maps + "/n", "", "configmaps", "n", 200, "")
            + line(
                "Metadata",
                5,
                "get",
                "/apis/no.such/v1/namespaces/a/foos/f",
                "no.such",
                "foos",
                "f",
                200,
                "")
            + line(
                "Metadata", 6, "get", maps + "/withheld", "", "configmaps", "withheld", 200, ""));
  }

  @Test
  void whatCannotBeReplayedIsToldAndTheRestIs(RealCluster cluster) throws IOException {
    Path trace = record(log());

    String told = run(0, replay(cluster.kubeconfig(), trace, "--runid", "part", "--speed=5"));
    assertThat(told)
        .contains("the server does not have foos.no.such: 1")
        .contains("1 (16.7 %) of kinds that the server does not have")
        .contains("1 (16.7 %) writes whose body is not in the trace");
    JsonNode replay =
        Summary.read(folder.resolve("part-driver.summary.json")).json().path("replay");
    assertThat(replay.path("bodiesFilled").asInt()).isEqualTo(1);
    assertThat(replay.path("objectsMade").asInt())
        .as("the namespace, and what was there")
        .isEqualTo(2);
    assertThat(replay.path("differingCodes")).isEmpty();
    assertNothingLeft(new RawApi(cluster.client()), "part");
  }

  @Test
  void aTraceThatIsCutIsReplayedAndHasItsStatus(RealCluster cluster) throws IOException {
    Path trace = record(log());
    byte[] whole = Files.readAllBytes(trace);
    Files.write(trace, Arrays.copyOf(whole, whole.length - 5));

    String told = run(35, replay(cluster.kubeconfig(), trace, "--runid", "cut", "--speed=5"));
    assertThat(told).contains("t.trace is cut behind entry 6", "what is before that was replayed");
    assertNothingLeft(new RawApi(cluster.client()), "cut");
  }

  /** Makes a namespace in which a user may do everything. */
  private static void prepare(RawApi api, String namespace, String user) {
    took(
        api.post(
            "/api/v1/namespaces",
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
                + namespace
                + "\"}}"));
    took(
        api.post(
            "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace + "/rolebindings",
            "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"RoleBinding\","
                + "\"metadata\":{\"name\":\"tenant\"},\"roleRef\":{\"apiGroup\":"
                + "\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"admin\"},"
                + "\"subjects\":[{\"kind\":\"User\",\"apiGroup\":\"rbac.authorization.k8s.io\","
                + "\"name\":\""
                + user
                + "\"}]}"));
  }

  @Test
  void aUserOfSomeNamespacesReplaysWhatGoesThereAndLeavesThemAsTheyWere(RealCluster cluster)
      throws IOException {
    RawApi api = new RawApi(cluster.client());
    prepare(api, "few-a", "tenant");
    String elsewhere =
        line(
                "Request",
                7,
                "get",
                "/api/v1/namespaces/b/configmaps/old",
                "",
                "configmaps",
                "old",
                200,
                "")
            .replace("\"namespace\":\"a\"", "\"namespace\":\"b\"");
    Path log = log();
    Files.writeString(log, Files.readString(log) + elsewhere);
    Path trace = record(log);
    Path tenant =
        cluster.kubeconfigFor("tenant", List.of(), Instant.now().plus(Duration.ofHours(1)));

    String told = run(0, replay(tenant, trace, "--runid", "few", "--speed=5"));
    assertThat(told)
        .contains("no permission to get configmaps in few-b: 1")
        .contains("1 (14.3 %) that this user may not do here")
        .doesNotContain("no permission to create");
    JsonNode replay = Summary.read(folder.resolve("few-driver.summary.json")).json().path("replay");
    assertThat(replay.path("leftOut").path("right").asInt()).isEqualTo(1);
    assertThat(replay.path("verbs").path("create").path("asRecorded").asInt()).isEqualTo(2);
    assertThat(replay.path("verbs").path("get").path("asRecorded").asInt()).isEqualTo(2);
    assertThat(replay.path("differingCodes")).isEmpty();
    JsonNode left = took(api.get("/api/v1/namespaces/few-a/configmaps")).json().path("items");
    assertThat(left.findValuesAsString("name"))
        .as(left.toString())
        .doesNotContain("old", "n", "withheld");
    took(api.get("/api/v1/namespaces/few-a"));
    took(api.delete("/api/v1/namespaces/few-a"));
  }

  @Test
  void missingRightsAreToldBeforeTheStart(RealCluster cluster) throws IOException {
    Path trace = record(log());
    Path weak = cluster.kubeconfigFor("nobody", List.of(), Instant.now().plus(Duration.ofHours(1)));

    assertThat(run(2, replay(weak, trace, "--runid", "weak")))
        .contains("no permission to create configmaps: 2")
        .contains("must have something to replay, and all of its 6 requests are left out");
    assertThat(run(21, replay(weak, trace, "--runid", "weak", "--impersonate")))
        .contains("impersonate: no permission to impersonate users and groups");
    assertThat(folder.resolve("weak-driver.csv")).doesNotExist();
  }
}
