package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ImpersonatedUser;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.ScriptedWatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header fields that a request brings, and those of an answer that it reads. */
@Timeout(300)
class HeaderFieldsTest {
  private static final String PATH = "/api/v1/namespaces/scaletest/configmaps";

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  @TempDir private Path folder;
  private final ScriptedApiServer server = ScriptedApiServer.start();
  private HttpTransport transport;

  @BeforeEach
  void open() throws Exception {
    ClientConfiguration configuration =
        ClientConfiguration.load(server.writeKubeconfig(folder).toString(), "", "", "configured")
            .actingAs(Optional.of(new ImpersonatedUser("jane", "42", List.of("team"), Map.of())));
    transport =
        HttpTransport.open(configuration, TransportLimits.defaults(), Ticker.system(), faults);
  }

  @AfterEach
  void close() {
    transport.close();
    server.close();
  }

  /** A field's value goes as UTF-8; the server takes each byte for a character. */
  private static String asReceived(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static ApiRequest with(Map<String, List<String>> headers) {
    return ApiRequest.get(PATH).with(headers);
  }

  @Test
  void aRequestsFieldsStandForTheTransportsOwnAndComeBesideThem() {
    transport.sendAndWait(
        with(
            Map.of(
                "user-agent", List.of("operator/1.0"),
                "accept", List.of("application/json;as=Table"),
                "x-trace", List.of("grün"))));

    assertThat(server.requests().get(0).headers())
        .containsEntry("user-agent", "operator/1.0")
        .containsEntry("accept", "application/json;as=Table")
        .containsEntry("x-trace", asReceived("grün"))
        .containsEntry("impersonate-user", "jane")
        .containsEntry("impersonate-uid", "42");
  }

  @Test
  void anIdentityOfTheRequestIsTheOnlyOne() {
    transport.sendAndWait(with(Map.of("impersonate-user", List.of("node"))));

    assertThat(server.requests().get(0).headers())
        .containsEntry("impersonate-user", "node")
        .doesNotContainKeys("impersonate-uid", "impersonate-group");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host", "host", "content-length", "transfer-encoding", "upgrade", "a b", "", ":x"})
  void fieldsOfTheConnectionAndWhatIsNoNameAreRefused(String name) {
    assertThatThrownBy(() -> with(Map.of(name, List.of("v"))))
        .hasMessage("headers: no request can have the field " + name);
  }

  @Test
  void aValueHasNoLineEnd() {
    assertThatThrownBy(() -> with(Map.of("a", List.of("v\r\nhost: x"))))
        .hasMessage("headers: the field a has a value with control characters");
  }

  @Test
  void anAnswersFieldsComeWhereTheRequestReadsThem() {
    server.answerWith(
        request -> true, 200, "{}", Map.of("warning", "299 - \"old\"", "audit-id", "7"));

    ApiReply read = transport.sendAndWait(ApiRequest.get(PATH).readingHead());
    assertThat(read.headers())
        .containsEntry("warning", List.of("299 - \"old\""))
        .containsEntry("audit-id", List.of("7"))
        .doesNotContainKey(":status");
    assertThat(read.body()).isNotEmpty();
    assertThat(transport.sendAndWait(ApiRequest.get(PATH)).headers()).isEmpty();
  }

  @Test
  void aWatchTellsTheFieldsBeforeItOpens() throws Exception {
    ScriptedWatch watch = server.watch(PATH);
    CompletableFuture<Map<String, List<String>>> seen = new CompletableFuture<>();
    RecordingListener listener =
        new RecordingListener() {
          @Override
          public void onHeaders(Map<String, List<String>> headers) {
            seen.complete(headers);
          }
        };
    StreamHandle handle =
        transport.stream(ApiRequest.get(PATH + "?watch=1").readingHead(), listener);
    watch.awaitOpened(1);
    assertThat(seen.get(10, TimeUnit.SECONDS))
        .containsEntry("content-type", List.of("application/json"));
    handle.cancel();
    assertThat(listener.awaitEnd()).isEqualTo("cancelled");
  }
}
