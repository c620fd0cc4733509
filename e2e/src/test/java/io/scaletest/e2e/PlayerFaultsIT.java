package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a cluster may do to a workload: it is counted and told, the run goes on or ends as its
 * limits say, and nothing is left.
 */
@SideBySide
@RealControlPlane
class PlayerFaultsIT {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final int BROKEN = 30;
  private static final int RUN_INVALID = 31;
  private static final int SETUP_FAILED = 32;
  private static final int INTERRUPTED = 130;
  private static final String LOAD =
      "load: {a: {objects: cm, rate: 40/s, lifetime: 1s, mix: {create: 1, get: 1}}}\n";

  @TempDir private Path folder;

  private ToolProcess play(TestCluster cluster, String runId, String spec, String... options)
      throws IOException {
    Path file = Files.writeString(folder.resolve(runId + ".yaml"), spec);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "play",
                file.toString(),
                "-kubeconfig",
                cluster.kubeconfig().toString(),
                "-runid",
                runId));
    arguments.addAll(Arrays.asList(options));
    return ToolProcess.jar("player", arguments.toArray(String[]::new)).directory(folder).start();
  }

  private Summary summary(String runId) {
    return Summary.read(folder.resolve(runId + "-driver.summary.json"));
  }

  private static void await(String what, BooleanSupplier condition) {
    assertThat(new BoundedWait(Ticker.system()).until(LIMIT, condition::getAsBoolean))
        .as(what)
        .isTrue();
  }

  private static void assertNothingLeft(TestCluster cluster, String runId) {
    String mine = "?labelSelector=scaletest%2Frunid%3D" + runId;
    for (String path : List.of("/api/v1/configmaps", "/api/v1/namespaces")) {
      await(
          runId + ": nothing of it is left in " + path,
          () -> cluster.raw().get(path + mine).hasNoItems());
    }
  }

  private static boolean haveItems(RawAnswer list) {
    return list.succeeded() && !list.json().path("items").isEmpty();
  }

  private long rows(String runId) {
    return RowCount.of(folder.resolve(runId + "-driver.csv"));
  }

  private long failed(String runId) {
    return RowCount.failed(folder.resolve(runId + "-driver.csv"));
  }

  @Test
  void anApiServerThatDiesUnderTheLoadAndInTheCleanUpIsSurvived(RealCluster cluster)
      throws IOException {
    try (ToolProcess loaded = play(cluster, "die-load", "duration: 1h\n" + LOAD);
        ToolProcess cleaning =
            play(
                cluster,
                "die-clean",
                "duration: 1s\ninitial: {objects: cm, count: 4000}\n" + LOAD)) {
      await("a run is under way", () -> rows("die-load") > 100);
      await(
          "a run has its results, and deletes",
          () -> Files.exists(folder.resolve("die-clean-driver.summary.json")));
      cluster.killApiServer();
      try {
        long atDeath = rows("die-load");
        await("requests fail", () -> rows("die-load") > atDeath + 40);
        // It has met the dead server by now, and waits a limited time only.
        cleaning.signal("STOP");
      } finally {
        cluster.startApiServer();
        cleaning.signal("CONT");
      }
      assertThat(cleaning.awaitExit(LIMIT)).as(cleaning.stderr()).isIn(0, RUN_INVALID);
      long afterwards = rows("die-load");
      await("the run goes on", () -> rows("die-load") > afterwards + 40);
      loaded.signal("INT");
      assertThat(loaded.awaitExit(LIMIT)).as(loaded.stderr()).isEqualTo(INTERRUPTED);
    }
    assertThat(summary("die-load").count("errors")).isPositive();
    assertThat(summary("die-clean").count("leftBehind")).isZero();
    assertNothingLeft(cluster, "die-load");
    assertNothingLeft(cluster, "die-clean");
  }

  @Test
  void anApiServerThatDiesInTheSetUpEndsTheRunWhichLeavesNothing(RealCluster cluster)
      throws IOException {
    try (ToolProcess settingUp =
        play(
            cluster,
            "die-setup",
            "duration: 1s\ninitial: {objects: cm, count: 1000000}\n" + LOAD)) {
      String mine = "/api/v1/configmaps?limit=1&labelSelector=scaletest%2Frunid%3Ddie-setup";
      await("objects are made", () -> haveItems(cluster.raw().get(mine)));
      cluster.killApiServer();
      // Its requests have failed; it waits for the server a limited time only.
      settingUp.signal("STOP");
      cluster.startApiServer();
      settingUp.signal("CONT");
      assertThat(settingUp.awaitExit(LIMIT)).as(settingUp.stderr()).isEqualTo(SETUP_FAILED);
      assertThat(settingUp.stderr()).contains("set-up: configmaps: ");
    }
    assertNothingLeft(cluster, "die-setup");
  }

  @Test
  void throttlingIsObeyedOrCounted() throws IOException {
    String fault = "error verb=create resource=configmaps rate=0.3 status=429 retry-after=1";
    String spec =
        "duration: 3s\nload: {a: {objects: cm, rate: 30/s, mix: {create: 1, get: 1}}}\n"
            + "slo: {of: errors, share: 90%}\n";
    try (EmbeddedCluster cluster =
            EmbeddedCluster.start(ServerSettings.defaults().withFaults(fault));
        ToolProcess patient = play(cluster, "patient", spec);
        ToolProcess impatient = play(cluster, "impatient", spec, "-max-retries=0")) {
      assertThat(patient.awaitExit(LIMIT)).as(patient.stderr()).isIn(0, RUN_INVALID);
      assertThat(impatient.awaitExit(LIMIT)).as(impatient.stderr()).isIn(0, RUN_INVALID);
      assertThat(summary("patient").count("errors")).isZero();
      assertThat(summary("patient").count("retriedRequests")).isPositive();
      assertThat(summary("impatient").count("createErrors")).isPositive();
      assertThat(summary("impatient").count("getErrors")).isZero();
      assertThat(impatient.stdout()).contains("429");
      assertNothingLeft(cluster, "patient");
      assertNothingLeft(cluster, "impatient");
    }
  }

  @Test
  void aDefinitionThatIsDeletedUnderTheRunIsCounted(RealCluster cluster) throws IOException {
    String spec =
        """
        duration: 1h
        objects:
          site: {template: {apiVersion: gone.example.com/v1, kind: Site, spec: {size: 3}}}
        initial:
        - template:
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: sites.gone.example.com}
            spec:
              group: gone.example.com
              scope: Namespaced
              names: {plural: sites, singular: site, kind: Site}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
        load: {a: {objects: site, rate: 40/s, mix: {create: 3, update: 1}}}
        watchers: {w: {resource: configmaps, count: 2}}
        """;
    String definition =
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/sites.gone.example.com";
    RawApi api = new RawApi(cluster.client());
    try (ToolProcess player = play(cluster, "gone", spec)) {
      await("it plays", () -> rows("gone") > 80);
      api.delete(definition);
      await("requests fail", () -> failed("gone") > 20);
      player.signal("INT");
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isEqualTo(INTERRUPTED);
    }
    assertThat(summary("gone").count("errors")).isPositive();
    assertThat(summary("gone").count("leftBehind")).isZero();
    assertNothingLeft(cluster, "gone");
    await("the definition is gone", () -> !api.get(definition).succeeded());
  }

  @Test
  void aQuotaThatIsExceededEndsTheRunAsItsLimitSays(RealCluster cluster) throws IOException {
    String namespace = cluster.uniqueNamespace();
    String quotas = "/api/v1/namespaces/" + namespace + "/resourcequotas";
    RawApi api = new RawApi(cluster.client());
    api.post(
        quotas,
        "{\"metadata\":{\"name\":\"few\"},\"spec\":{\"hard\":{\"count/configmaps\":\"30\"}}}");
    await(
        "the quota is in force",
        () -> !api.get(quotas + "/few").json().path("status").path("hard").isEmpty());
    String spec =
        "duration: 1h\nnamespaces: {names: ["
            + namespace
            + "]}\nload: {a: {objects: cm, rate: 40/s, mix: {create: 1}}}\n"
            + "slo: {of: errors, share: 10%, abort: true}\n";
    try (ToolProcess player = play(cluster, "quota", spec)) {
      assertThat(player.awaitExit(LIMIT)).as(player.stderr()).isIn(BROKEN, RUN_INVALID);
      assertThat(player.stdout()).contains("slo BROKEN: errors", "ended early by a limit");
    }
    assertThat(summary("quota").count("errors")).isPositive();
    assertNothingLeft(cluster, "quota");
  }
}
