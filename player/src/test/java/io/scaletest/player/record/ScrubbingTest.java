package io.scaletest.player.record;

import static io.scaletest.player.record.AuditLines.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.trace.TraceEntry;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A marker is planted wherever something secret may stand; the trace must not have it. */
class ScrubbingTest {
  private static final String MARKER = "PlantedSecret";

  /** The marker as a Secret has it: of sixteen letters, so that it is base64 of that length. */
  private static final String ENCODED = "UGxhbnRlZFNlY3JldA==";

  private static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJQbGFudGVkIn0.PlantedSecret";
  private static final String PEM = "-----BEGIN PRIVATE KEY-----\\nPlantedSecret\\n";

  @TempDir private Path folder;

  private final List<String> planted =
      List.of(
          // Secrets: whole, patched in each way, and in an object of another kind.
          secret(
              "create",
              "{\"kind\":\"Secret\",\"data\":{\"k\":\"%E\"},\"stringData\":{\"s\":\"%M\"}}"),
          secret("update", "{\"data\":{\"k\":\"%E\"},\"metadata\":{\"name\":\"s\"}}"),
          secret("patch", "{\"stringData\":{\"k\":\"%M\"}}"),
          secret("patch", "[{\"op\":\"add\",\"path\":\"/data/k\",\"value\":\"%E\"}]"),
          secret("patch", "[{\"op\":\"replace\",\"path\":\"/data\",\"value\":{\"k\":\"%E\"}}]"),
          secret("patch", "[{\"op\":\"test\",\"path\":\"\",\"value\":{\"data\":{\"k\":\"%E\"}}}]"),
          event(
              "create",
              "example.com/v1/bundles",
              "{\"spec\":{\"objects\":[{\"kind\":\"Secret\",\"data\":{\"k\":\"%E\"}}]}}"),
          // Tokens.
          event(
              "create",
              "/v1/serviceaccounts/token",
              "{\"kind\":\"TokenRequest\",\"status\":{\"token\":\"%T\"}}"),
          event(
              "create",
              "authentication.k8s.io/v1/tokenreviews",
              "{\"spec\":{\"token\":\"%M\",\"audiences\":[\"a\"]}}"),
          event("create", "example.com/v1/bundles", "{\"spec\":{\"anything\":\"%T\"}}"),
          event("create", "example.com/v1/bundles", "{\"spec\":{\"client-secret\":\"%M\"}}"),
          // Certificates and keys.
          event(
              "create",
              "certificates.k8s.io/v1/certificatesigningrequests",
              "{\"spec\":{\"request\":\"%E\"},\"status\":{\"certificate\":\"%E\"}}"),
          event("create", "example.com/v1/bundles", "{\"spec\":{\"anything\":\"%P\"}}"),
          // What kubectl applied last, as an annotation and as a patch of it.
          event(
              "create",
              "/v1/services",
              "{\"metadata\":{\"annotations\":{"
                  + "\"kubectl.kubernetes.io/last-applied-configuration\":\"{%M}\"}}}"),
          event(
              "patch",
              "/v1/services",
              "[{\"op\":\"add\",\"path\":\"/metadata/annotations/"
                  + "kubectl.kubernetes.io~1last-applied-configuration\",\"value\":\"{%M}\"}]"),
          // Environment variables, and what command lines are told.
          event(
              "create",
              "apps/v1/deployments",
              "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"env\":"
                  + "[{\"name\":\"E\",\"value\":\"%M\"}],\"args\":[\"--db-password=%M\"]}]}}}}"),
          event(
              "patch",
              "/v1/pods",
              "[{\"op\":\"add\",\"path\":\"/spec/containers/0/env/-\",\"value\":"
                  + "{\"name\":\"E\",\"value\":\"%M\"}},{\"op\":\"replace\",\"path\":"
                  + "\"/spec/containers/0/env/3/value\",\"value\":\"%M\"}]"),
          // ConfigMaps.
          event(
              "create",
              "/v1/configmaps",
              "{\"data\":{\"k\":\"%M\"},\"binaryData\":{\"b\":\"%E\"}}"),
          event("patch", "/v1/configmaps", "{\"data\":{\"k\":\"%M\"}}"),
          // Queries: command lines, and what proxies hand on; a page's token.
          line("create", "/api/v1/namespaces/shop/pods/p/exec?command=" + MARKER + "&container=c")
              .of("/v1/pods/exec", "shop", "p")
              .toString(),
          line("get", "/api/v1/namespaces/shop/services/s/proxy/" + MARKER + "?key=" + MARKER)
              .of("/v1/services/proxy", "shop", "s")
              .toString(),
          line("get", "/api/v1/nodes?access_token=" + MARKER + "&limit=500")
              .of("/v1/nodes", "", "")
              .toString(),
          line("list", "/api/v1/pods?limit=500&continue=" + MARKER)
              .of("/v1/pods", "", "")
              .toString(),
          // What no entry has at all.
          line("get", "/api/v1/nodes/n")
              .of("/v1/nodes", "", "n")
              .with(
                  "user",
                  JsonTree.of("username", "anna", "extra", JsonTree.of("k", List.of(MARKER))))
              .with("annotations", JsonTree.of("k", MARKER))
              .response("{\"kind\":\"Secret\",\"data\":{\"k\":\"" + ENCODED + "\"}}")
              .toString());

  private static String secret(String verb, String body) {
    return event(verb, "/v1/secrets", body);
  }

  private static String event(String verb, String path, String body) {
    String filled =
        body.replace("%M", MARKER).replace("%E", ENCODED).replace("%T", TOKEN).replace("%P", PEM);
    byte[] wrapped = ("{\"body\":" + filled + "}").getBytes(StandardCharsets.UTF_8);
    Map<String, Object> tree = JsonTree.ownObject(wrapped);
    return line(verb, "/" + Integer.toHexString(filled.hashCode()) + path)
        .of(path, "shop", "name")
        .with("requestObject", tree.get("body"))
        .toString();
  }

  private Path log() throws IOException {
    return Files.writeString(folder.resolve("audit.log"), String.join("\n", planted) + "\n");
  }

  @Test
  void nothingSecretIsInTheTrace() throws Exception {
    assertThat(planted)
        .as("each line has a marker")
        .allMatch(line -> line.contains(MARKER) || line.contains(ENCODED));

    RecordedFile recorded = RecordedFile.of(folder, log());

    assertThat(recorded.entries()).hasSameSizeAs(planted);
    assertThat(text(recorded))
        .contains(
            "certificatesigningrequests", "deployments", "\"kind\":\"Secret\"", "valuesScrubbed")
        .doesNotContain(MARKER, ENCODED, "eyJhbGci", "BEGIN PRIVATE");
    assertThat((Long) recorded.footer().get("valuesScrubbed")).isGreaterThan(20);
    assertThat(recorded.lost("queryParametersDropped")).isEqualTo(4);
  }

  /** Returns all bytes of a trace, without compression. */
  private static String text(RecordedFile recorded) throws Exception {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(recorded.trace())).position(10);
    StringBuilder text = new StringBuilder();
    while (in.hasRemaining()) {
      in.get();
      byte[] stored = new byte[in.getInt()];
      byte[] content = new byte[in.getInt()];
      in.getInt();
      in.get(stored);
      Inflater inflater = new Inflater();
      inflater.setInput(stored);
      assertThat(inflater.inflate(content)).isEqualTo(content.length);
      inflater.end();
      text.append(new String(content, StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  @Test
  void fillerIsOfTheSameLengthAndBase64WhereThatWas() throws IOException {
    RecordedFile recorded = RecordedFile.of(folder, log());

    assertThat(recorded.entries())
        .extracting(RecordedFile::body)
        .contains(
            "{\"kind\":\"Secret\",\"data\":{\"k\":\""
                + "A".repeat(ENCODED.length())
                + "\"},\"stringData\":{\"s\":\""
                + "x".repeat(MARKER.length())
                + "\"}}");
  }

  @Test
  void valuesAreKeptOnRequestButNothingThatIsSecretInItself() throws Exception {
    RecordedFile recorded =
        RecordedFile.of(
            new RecordSettings(List.of(log()), folder.resolve("t.trace"), true, false, "test"));

    assertThat(recorded.entries())
        .filteredOn(entry -> RecordedFile.body(entry).contains(MARKER))
        .extracting(entry -> entry.resource().resource())
        .containsOnly("configmaps", "deployments", "pods");
    assertThat(text(recorded)).doesNotContain("--db-password=" + MARKER, "eyJhbGci");
  }

  @Test
  void whatTheApiDefinesStaysInAQuery() throws IOException {
    Path log =
        Files.writeString(
            folder.resolve("audit.log"),
            line("list", "/api/v1/pods?labelSelector=app%3Dweb&limit=500&continue=abc&x=y")
                    .of("/v1/pods", "", "")
                + "\n");

    assertThat(RecordedFile.of(folder, log).entries())
        .extracting(TraceEntry::query)
        .containsExactly("labelSelector=app%3Dweb&limit=500&continue=");
  }
}
