package io.scaletest.e2e.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.AuditLevel;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program of java-operator-sdk, measured unchanged: what is recorded is what the server saw. */
@RealControlPlane
class MeasuredOperatorIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int SITES = 200;
  private static final String NAMESPACE = "sites";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;
  private final BoundedWait wait = new BoundedWait(Ticker.system());

  private static void create(RawApi api, String path, String body) {
    RawAnswer answer = api.post(path, body);
    assertThat(answer.succeeded()).as(answer.describe()).isTrue();
  }

  private static void createSite(RawApi api, int number) {
    create(
        api,
        "/apis/sample.scaletest.io/v1/namespaces/" + NAMESPACE + "/sites",
        "{\"apiVersion\":\"sample.scaletest.io/v1\",\"kind\":\"Site\",\"metadata\":{\"name\":\"s"
            + number
            + "\"},\"spec\":{\"text\":\"t\"}}");
  }

  private void prepare(RawApi api) {
    create(
        api, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", SampleOperator.DEFINITION);
    create(api, "/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + NAMESPACE + "\"}}");
    assertThat(wait.until(LIMIT, () -> api.get("/apis/sample.scaletest.io/v1/sites").succeeded()))
        .isTrue();
  }

  /** Waits until each site's status is there. */
  private void awaitReconciled(RawApi api, int sites, ToolProcess operator) {
    assertThat(wait.until(LIMIT, () -> reconciled(api) == sites))
        .as(() -> operator.stdout() + operator.stderr())
        .isTrue();
  }

  private static long reconciled(RawApi api) {
    long done = 0;
    for (JsonNode site : api.get("/apis/sample.scaletest.io/v1/sites").json().path("items")) {
      done += site.at("/status/configMap").asString("").isEmpty() ? 0 : 1;
    }
    return done;
  }

  private JsonNode end(ToolProcess operator, Path summary) throws IOException {
    operator.signal("TERM");
    assertThat(operator.awaitExit(LIMIT)).as(operator.stderr()).isEqualTo(143);
    return JSON.readTree(Files.readString(summary));
  }

  @Test
  void countsAreThoseOfTheServersAuditLog() throws Exception {
    ControlPlaneOptions options =
        ControlPlaneOptions.in(folder.resolve("cp")).withAudit(AuditLevel.METADATA);
    Path summary = folder.resolve("summary.json");
    try (ControlPlane controlPlane = ControlPlane.start(options, BuildListener.silent())) {
      prepare(new RawApi(controlPlane.client()));
      try (ToolProcess operator =
          SampleOperator.measured(controlPlane.kubeconfig(), "--summary=" + summary).start()) {
        for (int i = 0; i < SITES; i++) {
          createSite(new RawApi(controlPlane.client()), i);
        }
        awaitReconciled(new RawApi(controlPlane.client()), SITES, operator);
        JsonNode told = end(operator, summary);
        Map<String, Long> counted = new TreeMap<>();
        told.path("counts")
            .properties()
            .forEach(
                count -> {
                  if (count.getKey().contains(" ")) {
                    counted.put(count.getKey(), count.getValue().asLong());
                  }
                });
        Path log = controlPlane.dataDir().resolve("logs/kube-apiserver-1.audit.log");
        assertThat(counted)
            .isEqualTo(audited(log))
            .containsEntry("create configmaps 201", (long) SITES)
            .containsEntry("patch sites.sample.scaletest.io/status 200", (long) SITES);
        assertThat(operator.stderr()).contains("create configmaps");
      }
    }
  }

  /** Returns the audit log's requests of fabric8's client, by verb, resource and status. */
  private static Map<String, Long> audited(Path log) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    for (String line : Files.readAllLines(log)) {
      JsonNode event = JSON.readTree(line);
      boolean watch = event.path("verb").asString("").equals("watch");
      String stage = watch ? "ResponseStarted" : "ResponseComplete";
      if (event.path("userAgent").asString("").startsWith("fabric8")
          && event.path("stage").asString("").equals(stage)) {
        JsonNode object = event.path("objectRef");
        String group = object.path("apiGroup").asString("");
        String part = object.path("subresource").asString("");
        String resource =
            object.isMissingNode()
                ? event.path("requestURI").asString("").replaceAll("[?].*", "")
                : object.path("resource").asString("")
                    + (group.isEmpty() ? "" : "." + group)
                    + (part.isEmpty() ? "" : "/" + part);
        counts.merge(
            event.path("verb").asString("")
                + " "
                + resource
                + " "
                + event.at("/responseStatus/code").asInt(0),
            1L,
            Long::sum);
      }
    }
    return counts;
  }

  @Test
  void aStalledServerIsInTheResponseTimes() throws Exception {
    Path rows = folder.resolve("rows.csv");
    Path summary = folder.resolve("summary.json");
    try (EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults())) {
      prepare(new RawApi(cluster.client()));
      try (ToolProcess operator =
          SampleOperator.measured(cluster.kubeconfig(), "--rows=" + rows, "--summary=" + summary)
              .start()) {
        createSite(new RawApi(cluster.client()), 0);
        awaitReconciled(new RawApi(cluster.client()), 1, operator);
        cluster.server().faults().add("stall verb=create resource=configmaps count=1 for=500ms");
        createSite(new RawApi(cluster.client()), 1);
        awaitReconciled(new RawApi(cluster.client()), 2, operator);
        end(operator, summary);
      }
    }
    List<String> creates =
        Files.readAllLines(rows).stream().filter(row -> row.contains(",create,")).toList();
    assertThat(creates).hasSize(2);
    assertThat(Long.parseLong(creates.get(1).split(",")[8])).isGreaterThanOrEqualTo(500_000);
  }
}
