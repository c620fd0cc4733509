package io.scaletest.kube.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiServerEndpointsTest {
  private final FakeServer server = new FakeServer();

  @Test
  void takesEachAddressWithTheFirstTcpPortOfItsSubset() throws Exception {
    server.answers(
        ApiServerEndpoints.ENDPOINTS_PATH,
        200,
        """
        {"kind":"Endpoints","subsets":[
          {"addresses":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}],
           "notReadyAddresses":[{"ip":"10.0.0.9"}],
           "ports":[{"name":"u","port":53,"protocol":"UDP"},{"name":"https","port":6443,"protocol":"TCP"},
                    {"port":7443,"protocol":"TCP"}]},
          {"addresses":[{"ip":"fd00::1"}],"ports":[{"port":443}]}]}
        """);

    assertThat(ApiServerEndpoints.read(server))
        .containsExactly("https://10.0.0.1:6443", "https://10.0.0.2:6443", "https://[fd00::1]:443");
  }

  @Test
  void readsSlicesWhereEndpointsAreForbidden() throws Exception {
    server.answers(ApiServerEndpoints.ENDPOINTS_PATH, 403, "{}");
    server.answers(
        ApiServerEndpoints.SLICES_PATH,
        200,
        """
        {"items":[{"addressType":"IPv4","ports":[{"port":6443,"protocol":"TCP"}],"endpoints":[
          {"addresses":["10.0.0.1"],"conditions":{"ready":true}},
          {"addresses":["10.0.0.2"],"conditions":{"ready":false}},
          {"addresses":["10.0.0.3"]}]}]}
        """);

    assertThat(ApiServerEndpoints.read(server))
        .containsExactly("https://10.0.0.1:6443", "https://10.0.0.3:6443");
  }

  @Test
  void saysThatThereAreNone() {
    server.answers(ApiServerEndpoints.ENDPOINTS_PATH, 200, "{\"kind\":\"Endpoints\"}");

    assertThatThrownBy(() -> ApiServerEndpoints.read(server))
        .isInstanceOf(NoEndpointsException.class)
        .hasMessage(
            "Endpoints default/kubernetes: hold no address with a TCP port; an API server on loopback"
                + " registers none");
  }

  @Test
  void saysWhatTheServerSaidToBoth() {
    server.answers(ApiServerEndpoints.ENDPOINTS_PATH, 403, "{}");
    server.answers(ApiServerEndpoints.SLICES_PATH, 403, "{}");

    assertThatThrownBy(() -> ApiServerEndpoints.read(server))
        .isInstanceOf(NoEndpointsException.class)
        .hasMessage("Endpoints default/kubernetes: status 403; EndpointSlices: status 403");
  }

  /** Answers by path, at once. */
  private static final class FakeServer implements ApiTransport {
    private final Map<String, ApiReply> replies = new HashMap<>();

    void answers(String path, int status, String body) {
      String failure = status < 400 ? "" : "status " + status;
      replies.put(
          path, new ApiReply(status, body.getBytes(StandardCharsets.UTF_8), failure, 0, 0, 0));
    }

    @Override
    public void send(ApiRequest request, ReplyListener listener) {
      listener.answered(replies.get(request.path()));
    }

    @Override
    public StreamHandle stream(ApiRequest request, StreamListener listener) {
      throw new UnsupportedOperationException("reads once");
    }

    @Override
    public void close() {}
  }
}
