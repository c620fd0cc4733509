package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** player through its jar on a real control plane: its examples, every verb, every end. */
@SideBySide
@RealControlPlane
class PlayerIT {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final int RUN_INVALID = 31;

  /** Some errors are the server's right: a controller was first, a kind was made just now. */
  private static final String EVERY_VERB =
      """
      duration: 8s
      namespaces: 2
      users: {count: 3, groups: ["system:masters"]}
      objects:
        cm: {kind: cm, size: "exp:1Ki"}
        web: {from: deployment.yaml}
        site:
          template: {apiVersion: play.example.com/v1, kind: Site, spec: {size: 3}}
      initial:
      - {from: site-crd.yaml}
      - {objects: cm, count: 40}
      load:
        cm:
          objects: cm
          rate: 60/s
          mix:
            create: 3
            get: {weight: 1, resourceVersion: "0"}
            list: {weight: 1, limit: 10, scope: all}
            watch: {weight: 1, timeout: 3s}
            update: 3
            patch: {weight: 2, among: newest}
            apply: 1
            delete: 1
            deletecollection: 0.3
        strategic:
          objects: cm
          rate: 10/s
          mix: {create: 1, patch: {weight: 3, type: strategic, body: {data: {a: "${n}"}}}}
        json:
          objects: cm
          rate: 10/s
          mix:
            create: 1
            patch: {weight: 3, type: json, body: [{op: add, path: /data/b, value: "${n}"}]}
        web:
          objects: web
          rate: 10/s
          lifetime: 3s
          mix:
            create: 2
            scale: {weight: 1, replicas: 0}
            status: {weight: 1, body: {status: {observedGeneration: 1}}}
        sites:
          objects: site
          rate: 10/s
          mix: {create: 1, update: 1, patch: 1, get: 1, delete: 0.3}
      slo:
      - {of: errors, share: 50%}
      """;

  private static final String DEFINITION =
      """
      {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
       metadata: {name: sites.play.example.com},
       spec: {group: play.example.com, scope: Namespaced,
        names: {plural: sites, singular: site, kind: Site},
        versions: [{name: v1, served: true, storage: true,
         schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}
      """;

  @TempDir private Path folder;

  private ToolProcess.Builder play(RealCluster cluster, String spec, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("play", spec, "-kubeconfig", cluster.kubeconfig().toString()));
    arguments.addAll(Arrays.asList(options));
    return ToolProcess.jar("player", arguments.toArray(String[]::new)).directory(folder);
  }

  private Path spec(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** Returns an example with its times and numbers made small, {@code from, to, from, to, …}. */
  private Path example(String name, String... replacements) throws IOException {
    Path examples = Repository.root().resolve("docs/player");
    Files.copy(
        examples.resolve("deployment.yaml"),
        folder.resolve("deployment.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
    String text = Files.readString(examples.resolve(name));
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(text).contains(replacements[i]);
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    // A busy machine is not what is tested.
    return spec(name, text.replace("p99: 1s", "p99: 30s"));
  }

  /** Plays to the end, without an error. */
  private Summary played(RealCluster cluster, Path spec, String runId) throws IOException {
    Summary summary = ended(cluster, spec, runId);
    assertThat(summary.count("errors")).as(runId + ": errors").isZero();
    return summary;
  }

  /**
   * Plays to the end, with no more errors than the specification's objectives have; a machine that
   * was too busy makes the run invalid, not wrong.
   */
  private Summary ended(RealCluster cluster, Path spec, String runId) throws IOException {
    try (ToolProcess player = play(cluster, spec.toString(), "-runid", runId).start()) {
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isIn(0, RUN_INVALID);
    }
    Summary summary = Summary.read(folder.resolve(runId + "-driver.summary.json"));
    assertThat(summary.count("leftBehind")).as(runId + ": left behind").isZero();
    assertNothingLeft(cluster, runId);
    return summary;
  }

  private static void assertNothingLeft(RealCluster cluster, String runId) {
    String namespaces = "/api/v1/namespaces?labelSelector=scaletest%2Frunid%3D" + runId;
    assertThat(
            new BoundedWait(Ticker.system())
                .until(LIMIT, () -> new RawApi(cluster.client()).get(namespaces).hasNoItems()))
        .as("the run's namespaces are gone")
        .isTrue();
  }

  @Test
  void theFirstExampleIsPlayed(RealCluster cluster) throws IOException {
    Path hello = example("hello.yaml", "duration: 1m", "duration: 6s", "30s", "2s", "20/s", "60/s");
    Summary summary = played(cluster, hello, "hello");
    assertThat(summary.count("creates")).isPositive();
    assertThat(summary.count("deletes")).isPositive();
    assertThat(summary.count("gets")).isGreaterThan(2 * summary.count("creates"));
    List<DataRow> rows = DataRow.readAll(folder.resolve("hello-driver.csv"));
    assertThat(rows).allSatisfy(row -> assertThat(row.error()).isEmpty());
    assertThat(rows.stream().filter(row -> row.op().equals("create")).count())
        .isEqualTo(summary.count("creates"));
  }

  @Test
  void readsAndWritesOfTwoKindsAreMixed(RealCluster cluster) throws IOException {
    Path mixed =
        example(
            "mixed.yaml",
            "count: 20",
            "count: 3",
            "duration: 1m",
            "duration: 2s",
            "duration: 10m",
            "duration: 6s",
            "duration: 3m",
            "duration: 2s",
            "200/s",
            "80/s",
            "1000/s",
            "200/s",
            "exp:5m",
            "exp:2s",
            "every: 1m",
            "every: 2s",
            "lifetime: 4m",
            "lifetime: 2s",
            "count: 50",
            "count: 10");
    Summary summary = played(cluster, mixed, "mixed");
    assertThat(summary.count("steady.rollouts.create.completed")).isEqualTo(30);
    assertThat(summary.count("burst.settings.get.completed")).isPositive();
    assertThat(summary.count("patches")).isPositive();
    assertThat(summary.count("lists")).isPositive();
    // All ten within the three seconds, unless the machine is at other things.
    assertThat(summary.count("watchesOpened")).isPositive();
    assertThat(summary.count("watchEvents")).isPositive();
  }

  @Test
  void aRunningRunHasMetricsAndAPage(RealCluster cluster) throws IOException {
    Path hello = example("hello.yaml", "duration: 1m", "duration: 10m");
    try (ToolProcess player =
        play(cluster, hello.toString(), "-runid", "live", "-metricport", "0").start()) {
      player.awaitOutput("starting HTTP server on port :\\d+", LIMIT);
      Matcher port = Pattern.compile("server on port :(\\d+)").matcher(player.stderr());
      assertThat(port.find()).isTrue();
      String base = "http://127.0.0.1:" + port.group(1);
      player.awaitOutput("playing hello", LIMIT);
      assertThat(get(base + "/")).contains("<!doctype html>").contains("live");
      BooleanSupplier answered =
          () -> get(base + "/metrics").contains("rest_client_requests_total");
      assertThat(new BoundedWait(Ticker.system()).until(LIMIT, answered)).isTrue();
      player.signal("TERM");
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isEqualTo(143);
    }
  }

  private static String get(String url) {
    return HttpClient.newHttpClient()
        .sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .join()
        .body();
  }

  @Test
  void everyVerbOfEveryKindOfPatchIsTaken(RealCluster cluster) throws IOException {
    Path verbs = spec("verbs.yaml", EVERY_VERB);
    Files.copy(
        Repository.root().resolve("docs/player/deployment.yaml"),
        folder.resolve("deployment.yaml"));
    spec("site-crd.yaml", DEFINITION);
    Summary summary = ended(cluster, verbs, "verbs");
    for (String verb :
        List.of(
            "creates",
            "gets",
            "lists",
            "watches",
            "updates",
            "patches",
            "applies",
            "deletes",
            "deletecollections",
            "scales",
            "statuses")) {
      assertThat(summary.count(verb)).as(verb).isPositive();
    }
    // Some of each succeed.
    for (String verb : List.of("create", "get", "list", "update", "delete", "scale")) {
      assertThat(summary.count(verb + "s")).as(verb).isGreaterThan(summary.count(verb + "Errors"));
    }
    assertThat(summary.count("patches")).isGreaterThan(summary.count("patchErrors"));
    assertThat(summary.count("applies")).isGreaterThan(summary.count("applyErrors"));
    assertThat(
            new BoundedWait(Ticker.system())
                .until(
                    LIMIT,
                    () ->
                        !new RawApi(cluster.client())
                            .get(
                                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"
                                    + "sites.play.example.com")
                            .succeeded()))
        .as("the definition is gone")
        .isTrue();
  }

  @Test
  void aCollectionIsDeletedByParts(RealCluster cluster) throws IOException {
    Path parts =
        spec(
            "parts.yaml",
            """
            phases: [{name: clear, until: {objects: cm, count: 0}, atMost: 60s}]
            initial: {objects: cm, count: 50}
            load:
              parts:
                objects: cm
                rate: {burst: 1, every: 500ms}
                mix: {deletecollection: {limit: 20}}
            slo:
            - {of: requests, verb: deletecollection, resource: configmaps, perObject: 1}
            """);
    Summary summary = played(cluster, parts, "parts");
    // Two of 20 and one of 10, at least: a busy server may tell of the last one late.
    assertThat(summary.count("clear.parts.deletecollection.completed")).isGreaterThanOrEqualTo(3);
    assertThat(summary.count("clear.endedNs")).isGreaterThan(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void aBrokenLimitHasItsStatusAndMayEndTheRun(RealCluster cluster) throws IOException {
    Path broken =
        spec(
            "broken.yaml",
            "duration: 10m\n"
                + "load: {a: {objects: cm, rate: 50/s, mix: {create: 1}}}\n"
                + "slo: [{of: create, max: 1ns, abort: true}]\n");
    try (ToolProcess player = play(cluster, broken.toString(), "-runid", "broken").start()) {
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isIn(30, RUN_INVALID);
      assertThat(player.stdout()).contains("slo BROKEN: create max", "ended early by a limit");
    }
    assertNothingLeft(cluster, "broken");
  }

  @Test
  void whatTheServerLacksIsToldBeforeAnythingIsWritten(RealCluster cluster) throws IOException {
    Path wrong =
        spec(
            "wrong.yaml",
            "duration: 1s\nload:\n  a: {objects: configmops, rate: 1/s, mix: {create: 1}}\n");
    try (ToolProcess player = play(cluster, wrong.toString(), "-runid", "wrong").start()) {
      assertThat(player.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(player.stderr())
          .contains(
              "wrong.yaml:3:16: load.a.objects: must be one that the server has, got configmops,"
                  + " nearest: configmaps");
    }
    assertThat(folder.resolve("wrong-driver.csv")).doesNotExist();
    assertNothingLeft(cluster, "wrong");
  }

  @Test
  void whatCannotBeSetUpTakesBackWhatWasMade(RealCluster cluster) throws IOException {
    Path refused =
        spec(
            "refused.yaml",
            """
            duration: 1s
            objects:
              bad: {template: {apiVersion: v1, kind: ConfigMap, data: {a: [1]}}}
            initial: {objects: bad, count: 3}
            load: {a: {objects: bad, rate: 1/s, mix: {get: 1}}}
            """);
    try (ToolProcess player = play(cluster, refused.toString(), "-runid", "refused").start()) {
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isEqualTo(32);
      assertThat(player.stderr()).contains("set-up: configmaps: 400 ");
    }
    assertNothingLeft(cluster, "refused");
  }

  @Test
  void aSignalEndsARunInOrder(RealCluster cluster) throws IOException {
    Path endless =
        spec(
            "endless.yaml",
            "duration: 1h\nload: {a: {objects: cm, rate: 50/s, mix: {create: 1, update: 1}}}\n"
                + "slo: [{of: create, max: 1ns}]\n");
    try (ToolProcess player = play(cluster, endless.toString(), "-runid", "endless").start()) {
      Path rows = folder.resolve("endless-driver.csv");
      assertThat(
              new BoundedWait(Ticker.system())
                  .until(LIMIT, () -> Files.exists(rows) && rows.toFile().length() > 2_000))
          .isTrue();
      player.signal("INT");
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isEqualTo(130);
      assertThat(player.stdout()).contains("run: ended early by a signal");
    }
    assertNothingLeft(cluster, "endless");
  }

  @Test
  void gcFindsWhatAKilledPlayerLeaves(RealCluster cluster) throws IOException {
    Path endless =
        spec(
            "killed.yaml",
            "duration: 1h\nload: {a: {objects: cm, rate: 50/s, mix: {create: 1}}}\n");
    try (ToolProcess player = play(cluster, endless.toString(), "-runid", "killed").start()) {
      Path rows = folder.resolve("killed-driver.csv");
      assertThat(
              new BoundedWait(Ticker.system())
                  .until(LIMIT, () -> Files.exists(rows) && rows.toFile().length() > 2_000))
          .isTrue();
      player.signal("KILL");
      player.awaitExit(LIMIT);
    }
    gc(cluster, "-kinds", "configmaps", "-wait", "3m");
    gc(cluster, "-kinds", "namespaces", "-wait", "3m");
    assertNothingLeft(cluster, "killed");
  }

  private void gc(RealCluster cluster, String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-kubeconfig", cluster.kubeconfig().toString(), "-runid", "killed"));
    arguments.addAll(Arrays.asList(options));
    try (ToolProcess gc =
        ToolProcess.jar("gc", arguments.toArray(String[]::new)).directory(folder).start()) {
      assertThat(gc.awaitExit(LIMIT)).as(gc.stderr()).isZero();
    }
  }

  @Test
  void aVerbWithoutItsRightIsCountedAndTheRunGoesOn(RealCluster cluster) throws IOException {
    RawApi api = new RawApi(cluster.client());
    assertThat(
            api.post(
                    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                    """
                    {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole",
                     "metadata":{"name":"player-no-patch"},"rules":[{"apiGroups":[""],
                     "resources":["configmaps"],"verbs":["create","get","delete"]}]}
                    """)
                .succeeded())
        .isTrue();
    assertThat(
            api.post(
                    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                    """
                    {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding",
                     "metadata":{"name":"player-no-patch"},
                     "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole",
                      "name":"player-no-patch"},
                     "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io",
                      "name":"limited-0"}]}
                    """)
                .succeeded())
        .isTrue();
    Path limited =
        spec(
            "limited.yaml",
            """
            duration: 4s
            users: {count: 1, name: limited-}
            load: {a: {objects: cm, rate: 50/s, mix: {create: 4, get: 4, patch: 1}}}
            slo: {of: errors, share: 90%}
            """);
    try (ToolProcess player = play(cluster, limited.toString(), "-runid", "limited").start()) {
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isIn(0, RUN_INVALID);
    }
    Summary summary = Summary.read(folder.resolve("limited-driver.summary.json"));
    assertThat(summary.count("patchErrors")).isEqualTo(summary.count("patches")).isPositive();
    assertThat(summary.count("createErrors")).isZero();
    assertNothingLeft(cluster, "limited");
  }
}
