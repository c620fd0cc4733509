package io.scaletest.hollownode.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.CertificateAuthority;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestedCertificateTest {
  private static final String COLLECTION =
      "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  private static final String EVENT =
      "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"csr-a\"}}}";

  private static final Duration VALIDITY = Duration.ofHours(10);

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private final NodeContext node =
      OneNode.context(api, OneNode.description(OneNode.of("n1", Map.of())), figures, OneNode.PLAIN);
  private final CertificateAndKey identity =
      CertificateAuthority.selfSigned(
          "n1", List.of("n1"), List.of(), FakeApi.START, FakeApi.START.plus(VALIDITY));
  private final RequestedCertificate certificate =
      new RequestedCertificate(
          node,
          Runnable::run,
          () -> new KeyPair(identity.certificate().getPublicKey(), identity.key()));

  private void switchOn() {
    OneNode.switchOn(
        node,
        new NodePart() {
          @Override
          public void start() {
            certificate.start();
          }

          @Override
          public void stop() {
            certificate.stop();
          }
        });
  }

  private void created() {
    api.last().answerJson(201, "{\"metadata\":{\"name\":\"csr-a\"}}");
  }

  private void sign() {
    String pem = identity.certificatePem();
    String base64 = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    api.lastStream().event(EVENT);
    assertThat(api.last()).hasToString("GET " + COLLECTION + "/csr-a");
    api.last().answerJson(200, "{\"status\":{\"certificate\":\"" + base64 + "\"}}");
  }

  private long posted() {
    return api.calls.stream().filter(call -> call.request.method().equals("POST")).count();
  }

  @Test
  void aKubeletAsksAsTheServingSignerWantsIt() {
    switchOn();
    assertThat(api.last()).hasToString("POST " + COLLECTION);
    Map<String, Object> spec =
        JsonTree.child(JsonTree.object(api.last().request.body()).get(), "spec");
    assertThat(spec).containsEntry("signerName", "kubernetes.io/kubelet-serving");
    assertThat(JsonTree.list(spec, "usages")).hasToString("[digital signature, server auth]");
    assertThat(certificate.tls()).isEmpty();
  }

  @Test
  void itServesOnceItIsSignedAndAsksAgainInTime() {
    switchOn();
    created();
    assertThat(api.lastStream().path).contains("fieldSelector=metadata.name%3Dcsr-a");
    api.lastStream().event(EVENT);
    api.last().answerJson(200, "{\"status\":{}}");
    assertThat(certificate.tls()).isEmpty();
    sign();
    assertThat(certificate.tls()).isPresent();
    assertThat(api.lastStream().cancelled).isTrue();

    api.advance(Duration.ofHours(7));
    assertThat(posted()).isEqualTo(1);
    api.advance(Duration.ofHours(2));
    assertThat(posted()).isEqualTo(2);
    assertThat(certificate.tls()).as("the old one until then").isPresent();
  }

  @Test
  void whatIsDeniedOrFailsIsAskedForAgainLaterAndLater() {
    switchOn();
    created();
    api.lastStream().event(EVENT);
    api.last().answerJson(200, "{\"status\":{\"conditions\":[{\"type\":\"Denied\"}]}}");
    assertThat(posted()).isEqualTo(1);
    api.advance(Duration.ofSeconds(2));
    assertThat(posted()).isEqualTo(2);
    api.last().answer(403, "may not");
    api.advance(Duration.ofSeconds(3));
    assertThat(posted()).isEqualTo(2);
    api.advance(Duration.ofSeconds(1));
    assertThat(posted()).isEqualTo(3);
    assertThat(figures.failures().total()).isEqualTo(2);
  }

  @Test
  void aMachineThatWasOffHasItsCertificateOnItsDisk() {
    switchOn();
    created();
    sign();
    OneNode.enter(node, NodeState.POWERED_OFF);
    OneNode.enter(node, NodeState.UP);
    assertThat(posted()).isEqualTo(1);
    assertThat(certificate.tls()).isPresent();
    OneNode.enter(node, NodeState.POWERED_OFF);
    api.advance(Duration.ofHours(10));
    OneNode.enter(node, NodeState.UP);
    assertThat(posted()).isEqualTo(2);
  }
}
