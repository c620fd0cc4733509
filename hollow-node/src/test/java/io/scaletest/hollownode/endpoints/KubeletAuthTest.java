package io.scaletest.hollownode.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.endpoints.KubeletAuth.Verdict;
import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.wire.x509.CertificateAndKey;
import io.scaletest.wire.x509.CertificateAuthority;
import io.scaletest.wire.x509.KeyKind;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeletAuthTest {
  private static final KubeletUser USER = new KubeletUser("eve", "", List.of("readers"));
  private static final String ALLOWED = "{\"status\":{\"allowed\":true}}";
  private static final String DENIED = "{\"status\":{\"allowed\":false}}";

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private final NodeContext node =
      OneNode.context(api, OneNode.description(OneNode.of("n1", Map.of())), figures, OneNode.PLAIN);
  private final KubeletAuth auth = new KubeletAuth(List.of());
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Optional<KubeletUser>> users = new ArrayList<>();

  @BeforeEach
  void switchOn() {
    OneNode.switchOn(node);
  }

  private void check(String... subresources) {
    api.loop.run(() -> auth.check(node, USER, "get", List.of(subresources), verdicts::add));
  }

  private void token(String token) {
    api.loop.run(() -> auth.userOf(node, token, users::add));
  }

  @ParameterizedTest
  @CsvSource({
    "/pods,'pods,proxy'",
    "/runningpods/,'pods,proxy'",
    "/podsy,proxy",
    "/healthz/ping,'healthz,proxy'",
    "/configz,'configz,proxy'",
    "/stats/summary,stats",
    "/metrics/resource,metrics",
    "/logs/kubelet.log,log",
    "/checkpoint/ns/p/c,checkpoint",
    "/statusz,statusz",
    "/flagz,configz",
    "/run/ns/p/c,proxy",
    "/containerLogs/ns/p/c,proxy",
    "/exec/ns/p/c,proxy"
  })
  void pathsAreSubresourcesOfTheNode(String path, String subresources) {
    assertThat(String.join(",", KubeletAuth.subresources(path))).isEqualTo(subresources);
  }

  @Test
  void oneReviewAsksForTheNodeInTheKubeletsWords() {
    check("metrics");
    assertThat(api.last()).hasToString("POST /apis/authorization.k8s.io/v1/subjectaccessreviews");
    assertThat(api.last().body())
        .isEqualTo(
            "{\"kind\":\"SubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\","
                + "\"spec\":{\"user\":\"eve\",\"groups\":[\"readers\"],\"resourceAttributes\":"
                + "{\"verb\":\"get\",\"version\":\"v1\",\"resource\":\"nodes\","
                + "\"subresource\":\"metrics\",\"name\":\"n1\"}}}");
  }

  @Test
  void aYesCountsForFiveMinutesAndANoForThirtySeconds() {
    check("metrics");
    api.last().answerJson(201, ALLOWED);
    check("stats");
    api.last().answerJson(201, DENIED);
    api.advance(Duration.ofSeconds(29));
    check("metrics");
    check("stats");
    assertThat(api.calls).hasSize(2);
    assertThat(verdicts)
        .containsExactly(Verdict.ALLOWED, Verdict.FORBIDDEN, Verdict.ALLOWED, Verdict.FORBIDDEN);
    api.advance(Duration.ofSeconds(2));
    check("stats");
    assertThat(api.calls).hasSize(3);
    api.advance(Duration.ofMinutes(5));
    check("metrics");
    assertThat(api.calls).hasSize(4);
  }

  @Test
  void whereTheFineSubresourceIsNotAllowedTheCoarseOneMayBe() {
    check("pods", "proxy");
    api.last().answerJson(201, DENIED);
    assertThat(verdicts).isEmpty();
    assertThat(api.last().body()).contains("\"subresource\":\"proxy\"");
    api.last().answerJson(201, ALLOWED);
    assertThat(verdicts).containsExactly(Verdict.ALLOWED);
  }

  @Test
  void withoutAnAnswerNothingIsDecidedNorRemembered() {
    check("metrics");
    api.last().answer(500, "no");
    check("metrics");
    assertThat(api.calls).hasSize(2);
    assertThat(verdicts).containsExactly(Verdict.UNDECIDED);
    assertThat(figures.failures().total()).isEqualTo(1);
  }

  @Test
  void aTokenIsReviewedOnceInTwoMinutes() {
    token("t");
    assertThat(api.last()).hasToString("POST /apis/authentication.k8s.io/v1/tokenreviews");
    api.last()
        .answerJson(
            201,
            "{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"eve\",\"groups\":"
                + "[\"readers\"]}}}");
    api.advance(Duration.ofSeconds(119));
    token("t");
    assertThat(api.calls).hasSize(1);
    assertThat(users).containsExactly(Optional.of(USER), Optional.of(USER));
    api.advance(Duration.ofSeconds(2));
    token("t");
    assertThat(api.calls).hasSize(2);
    api.last().answerJson(201, "{\"status\":{\"authenticated\":false}}");
    assertThat(users.get(2)).isEmpty();
  }

  @Test
  void aCertificateIsAUserIfTheAuthoritySignedItForClients() {
    Instant now = Instant.now();
    CertificateAuthority authority = CertificateAuthority.create("ca", now);
    KubeletAuth knowing = new KubeletAuth(List.of(authority.identity().certificate()));
    CertificateAndKey good =
        authority.issueClient("eve", List.of("readers"), KeyKind.EC, now.plusSeconds(600));
    assertThat(knowing.userOf(chain(good)))
        .contains(new KubeletUser("eve", "", List.of("readers", "system:authenticated")));
    CertificateAndKey foreign =
        CertificateAuthority.create("ca", now)
            .issueClient("eve", List.of(), KeyKind.EC, now.plusSeconds(600));
    assertThat(knowing.userOf(chain(foreign))).isEmpty();
    CertificateAndKey server = authority.issueServer("eve", List.of("eve"), List.of());
    assertThat(knowing.userOf(chain(server))).isEmpty();
    assertThat(auth.userOf(chain(good))).isEmpty();
  }

  private static X509Certificate[] chain(CertificateAndKey identity) {
    return identity.chain().toArray(new X509Certificate[0]);
  }
}
