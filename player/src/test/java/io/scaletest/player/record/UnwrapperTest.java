package io.scaletest.player.record;

import static io.scaletest.player.record.AuditLines.created;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.trace.TraceEntry;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms in which log services hand out audit logs. */
class UnwrapperTest {
  @TempDir private Path folder;

  private final AuditLines.Line a = created("a", 1, 0, 1);
  private final AuditLines.Line b = created("b", 2, 5, 6);

  private RecordedFile record(String text) throws IOException {
    return RecordedFile.of(folder, Files.writeString(folder.resolve("export.json"), text));
  }

  private static String indented(Object tree) {
    return JsonWriter.indented().value(tree).endLine().toString();
  }

  private static void has(RecordedFile recorded, String server) {
    assertThat(recorded.names()).containsExactly("a", "b");
    assertThat(recorded.entries()).extracting(TraceEntry::server).containsOnly(server);
    assertThat(recorded.notes()).isEmpty();
  }

  @Test
  void listsOfWebhooksAreTaken() throws IOException {
    Map<String, Object> list =
        JsonTree.of(
            "kind",
            "EventList",
            "apiVersion",
            "audit.k8s.io/v1",
            "items",
            List.of(a.tree(), b.tree()));
    String server = folder.getFileName() + "/export";

    has(record(JsonWriter.text(list) + "\n"), server);
    has(record(indented(list)), server);
  }

  @Test
  void messagesOfCloudWatchAreTaken() throws IOException {
    Map<String, Object> other =
        JsonTree.of("message", "I0504 hello", "logStreamName", "authenticator-1");
    Map<String, Object> truncated =
        JsonTree.of(
            "message", "{\"kind\":[Truncated...]", "logStreamName", "kube-apiserver-audit-1");
    Map<String, Object> one =
        JsonTree.of("message", a.toString(), "logStreamName", "kube-apiserver-audit-1");
    Map<String, Object> two =
        JsonTree.of("message", b.toString(), "logStreamName", "kube-apiserver-audit-1");

    RecordedFile recorded =
        record(indented(JsonTree.of("events", List.of(one, other, two, truncated))));

    has(recorded, "kube-apiserver-audit-1");
    assertThat(recorded.lost("otherLogs")).isEqualTo(1);
    assertThat(recorded.lost("truncatedMessages")).isEqualTo(1);
  }

  @Test
  void subscriptionsOfCloudWatchAreTaken() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      for (AuditLines.Line each : List.of(a, b)) {
        Map<String, Object> batch =
            JsonTree.of(
                "messageType",
                "DATA_MESSAGE",
                "logStream",
                "kube-apiserver-audit-2",
                "logEvents",
                List.of(JsonTree.of("id", "1", "message", each.toString())));
        out.write(JsonWriter.bytes(batch));
      }
    }
    Path file = Files.write(folder.resolve("subscription.gz"), bytes.toByteArray());

    has(RecordedFile.of(folder, file), "kube-apiserver-audit-2");
  }

  @Test
  void rowsOfCloudWatchsInsightsAreTaken() throws IOException {
    List<Object> rows = new ArrayList<>();
    for (AuditLines.Line each : List.of(a, b)) {
      rows.add(
          List.of(
              JsonTree.of("field", "@logStream", "value", "kube-apiserver-audit-3"),
              JsonTree.of("field", "@message", "value", each.toString()),
              JsonTree.of("field", "@ptr", "value", "x")));
    }

    has(record(indented(JsonTree.of("results", rows))), "kube-apiserver-audit-3");
  }

  @Test
  void linesWithATimeBeforeTheEventAreTaken() throws IOException {
    has(
        record("2026-05-04T08:00:00.000Z " + a + "\n2026-05-04T08:00:00.005Z " + b + "\n"),
        folder.getFileName() + "/export");
  }

  @Test
  void entriesOfCloudLoggingAreMadeAgainAsFarAsTheyGo() throws IOException {
    String entry =
        """
        {"insertId":"x1","timestamp":"2026-05-04T08:00:01.5Z","receiveTimestamp":"2026-05-04T08:00:09Z",
        "resource":{"type":"k8s_cluster","labels":{"cluster_name":"prod"}},
        "protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","serviceName":"k8s.io",
        "methodName":"io.k8s.core.v1.pods.create","resourceName":"core/v1/namespaces/shop/pods/web",
        "authenticationInfo":{"principalEmail":"anna@example.com"},"status":{"code":0},
        "requestMetadata":{"callerIp":"10.0.0.1","callerSuppliedUserAgent":"kubectl/v1"},
        "request":{"@type":"core.k8s.io/v1.Pod","metadata":{"name":"web"}}}}
        """
            .replace("\n", "");
    String refused =
        entry
            .replace("x1", "x2")
            .replace("\"code\":0", "\"code\":7")
            .replace("pods.create", "pods.eviction.create")
            .replace("pods/web", "pods/web/eviction");

    RecordedFile recorded = record("[" + entry + ",\n" + refused + "]\n");

    assertThat(recorded.entries()).hasSize(2);
    TraceEntry made = recorded.entries().get(0);
    assertThat(made.verb()).isEqualTo("create");
    assertThat(made.resource().label()).isEqualTo("pods");
    assertThat(made.object().namespace() + "/" + made.object().name()).isEqualTo("shop/web");
    assertThat(made.caller().user()).isEqualTo("anna@example.com");
    assertThat(made.caller().userAgent()).isEqualTo("kubectl/v1");
    assertThat(made.outcome().code()).isEqualTo(201);
    assertThat(made.durationNs()).isEqualTo(TraceEntry.UNKNOWN);
    assertThat(made.server()).isEqualTo("prod");
    assertThat(RecordedFile.body(made)).isEqualTo("{\"metadata\":{\"name\":\"web\"}}");
    assertThat(recorded.entries().get(1).outcome().code()).isEqualTo(403);
    assertThat(recorded.entries().get(1).resource().subresource()).isEqualTo("eviction");
    assertThat(recorded.lost("withoutQuery")).isEqualTo(2);
    assertThat(recorded.lost("withoutDuration")).isEqualTo(2);
  }

  @Test
  void recordsOfAzureAreTaken() throws IOException {
    Map<String, Object> one = azure("kube-audit", a);
    Map<String, Object> two = azure("kube-audit-admin", b);
    Map<String, Object> other = azure("kube-scheduler", created("c", 3, 7, 8));

    RecordedFile recorded =
        record(JsonWriter.text(JsonTree.of("records", List.of(one, other, two))) + "\n");

    has(recorded, "kube-apiserver-7");
    assertThat(recorded.lost("otherLogs")).isEqualTo(1);
    has(record(JsonWriter.text(one) + "\n" + JsonWriter.text(two) + "\n"), "kube-apiserver-7");
  }

  private static Map<String, Object> azure(String category, AuditLines.Line line) {
    return JsonTree.of(
        "category",
        category,
        "properties",
        JsonTree.of("log", line.toString(), "pod", "kube-apiserver-7"));
  }

  @Test
  void rowsOfAzuresTablesAreTaken() throws IOException {
    Map<String, Object> diagnostics =
        JsonTree.of("Category", "kube-audit", "log_s", a.toString(), "pod_s", "kube-apiserver-7");
    Map<String, Object> event = b.tree();
    Map<String, Object> row =
        JsonTree.of(
            "AuditId",
            event.get("auditID"),
            "Level",
            "RequestResponse",
            "Stage",
            "ResponseComplete",
            "RequestUri",
            event.get("requestURI"),
            "Verb",
            "create",
            "User",
            event.get("user"),
            "ObjectRef",
            JsonWriter.text(event.get("objectRef")),
            "RequestObject",
            "skipped-too-big-size-object",
            "ResponseStatus",
            "{\"code\":201}",
            "RequestReceivedTime",
            event.get("requestReceivedTimestamp"),
            "StageReceivedTime",
            event.get("stageTimestamp"),
            "PodName",
            "kube-apiserver-7");

    RecordedFile recorded =
        record(JsonWriter.text(diagnostics) + "\n" + JsonWriter.text(row) + "\n");

    has(recorded, "kube-apiserver-7");
    assertThat(recorded.lost("bodiesTruncated")).isEqualTo(1);
    assertThat(new String(JsonWriter.bytes(recorded.footer()), StandardCharsets.UTF_8))
        .contains("bodiesTruncated");
  }
}
