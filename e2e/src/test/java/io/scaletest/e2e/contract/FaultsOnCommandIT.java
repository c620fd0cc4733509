package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.ok;
import static io.scaletest.e2e.contract.Api.refused;
import static io.scaletest.e2e.contract.Api.text;
import static io.scaletest.e2e.contract.Api.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.wire.x509.Pem;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Each fault as a client meets it; the server is the embedded one alone. */
@SideBySide
@Timeout(300)
class FaultsOnCommandIT {
  private final EmbeddedCluster cluster =
      EmbeddedCluster.start(ServerSettings.defaults().withHistoryLimit(10));
  private final Api api = new Api(cluster);

  @AfterEach
  void end() {
    cluster.close();
  }

  private void order(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(cluster.server().controlUrl().resolve(path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> done =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
  }

  @Test
  void errorsHaveTheirCodeReasonAndRetryAfter() {
    cluster.server().faults().add("error verb=create status=429 retry-after=7 count=1");
    cluster.server().faults().add("error verb=update status=503 count=1");
    JsonNode status =
        refused(api.post(api.configMaps(), Api.configMap("a", "1")), 429, "TooManyRequests");
    assertThat(text(status, "details", "retryAfterSeconds")).isEqualTo("7");
    api.createConfigMap("a", "1");
    String path = api.configMaps() + "/a";
    refused(api.put(path, Api.configMap("a", "2")), 503, "ServiceUnavailable");
    ok(api.put(path, Api.configMap("a", "2")));
  }

  @Test
  void aResetRequestHasNoAnswer() {
    cluster.server().faults().add("reset verb=create count=1");
    assertThat(api.post(api.configMaps(), Api.configMap("b", "1")).status()).isZero();
    ok(api.post(api.configMaps(), Api.configMap("b", "1")));
  }

  @Test
  void whatIsCompactedHasExpired() throws Exception {
    api.createConfigMap("a", "1");
    api.createConfigMap("b", "1");
    JsonNode page = ok(api.get(api.configMaps() + "?limit=1"));
    api.createConfigMap("c", "1");
    order("/compact");
    String token = text(page, "metadata", "continue");
    refused(api.get(api.configMaps() + "?limit=1&continue=" + token), 410, "Expired");
    String exact = "?resourceVersionMatch=Exact&resourceVersion=" + version(page);
    refused(api.get(api.configMaps() + exact), 410, "Expired");
    assertExpired(api.watch(watchFrom(version(page)), event -> false));
  }

  @Test
  void historyIsBounded() {
    String from = version(ok(api.get(api.configMaps())));
    for (int i = 0; i < 12; i++) {
      api.createConfigMap("a" + i, "1");
    }
    assertExpired(api.watch(watchFrom(from), event -> false));
  }

  private String watchFrom(String version) {
    return api.configMaps() + "?watch=true&resourceVersion=" + version;
  }

  private static void assertExpired(List<JsonNode> events) {
    assertThat(events).hasSize(1);
    JsonNode event = events.get(0);
    assertThat(text(event, "type")).isEqualTo("ERROR");
    assertThat(text(event, "object", "reason")).isEqualTo("Expired");
    assertThat(text(event, "object", "code")).isEqualTo("410");
    assertThat(text(event, "object", "message")).startsWith("too old resource version: ");
  }

  @Test
  void watchesAreCutInOrder() throws Exception {
    api.createConfigMap("a", "1");
    List<JsonNode> events =
        api.watch(
            api.configMaps() + "?watch=true&labelSelector=app",
            event -> {
              cutQuietly();
              return false;
            });
    assertThat(Api.told(events)).containsExactly("ADDED a");
  }

  private void cutQuietly() {
    try {
      order("/cut-watches/configmaps");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBearerTokenIsWhoItSaysAndNoCredentialIsNobody() throws Exception {
    String token = cluster.server().token("robot");
    assertThat(statusWithout("/api/v1/namespaces", "Bearer " + token)).isEqualTo(200);
    assertThat(statusWithout("/api/v1/namespaces", "Bearer " + token + "x")).isEqualTo(401);
    assertThat(statusWithout("/api/v1/namespaces", "none")).isEqualTo(401);
    assertThat(statusWithout("/healthz", "none")).as("anybody may ask that").isEqualTo(200);
  }

  /** Asks without a client certificate. */
  private int statusWithout(String path, String authorization) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        Pem.certificates(cluster.server().authorityPem().getBytes(StandardCharsets.US_ASCII))
            .get(0));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, managers.getTrustManagers(), null);
    HttpRequest request =
        HttpRequest.newBuilder(cluster.server().url().resolve(path))
            .header("Authorization", authorization)
            .build();
    return HttpClient.newBuilder()
        .sslContext(tls)
        .build()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }
}
