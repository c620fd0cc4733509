package io.scaletest.fabric8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapListBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client on fabric8's own mock server, as users script their answers, over HTTP/1.1. */
@Timeout(300)
class ScriptedAnswersTest {
  private final KubernetesMockServer server = new KubernetesMockServer(false);
  private final RethrowingFaults faults = new RethrowingFaults();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private MeasuredClient measured;
  private KubernetesClient client;

  @BeforeEach
  void open() throws Exception {
    server.init();
    measured =
        MeasuredClient.open(
            ClientConfiguration.load(
                "", "", "http://" + server.getHostName() + ":" + server.getPort(), "agent"),
            MeasuredClient.Settings.defaults(),
            (request, authority, reply) -> seen.add(request.method() + " " + reply.status()),
            faults);
    client = measured.client();
  }

  @AfterEach
  void close() {
    measured.close();
    server.destroy();
    faults.rethrow();
  }

  @Test
  void anObjectIsReadAndAListHasItsItems() throws Exception {
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/a/configmaps?limit=2")
        .andReturn(
            200,
            new ConfigMapListBuilder()
                .addNewItem()
                .withNewMetadata()
                .withName("one")
                .endMetadata()
                .endItem()
                .build())
        .once();
    assertThat(
            client
                .configMaps()
                .inNamespace("a")
                .list(new ListOptionsBuilder().withLimit(2L).build())
                .getItems())
        .hasSize(1);
    assertThat(server.getLastRequest().getHeader("user-agent")).isEqualTo("agent");
    assertThat(seen).containsExactly("GET 200");
  }

  @Test
  void aRefusalHasTheServersReasonAndIsNotRepeated() {
    server
        .expect()
        .post()
        .withPath("/api/v1/namespaces/a/configmaps")
        .andReturn(
            403,
            new StatusBuilder()
                .withReason("Forbidden")
                .withMessage("exceeded quota: q")
                .withCode(403)
                .build())
        .once();
    assertThatThrownBy(
            () ->
                client
                    .configMaps()
                    .inNamespace("a")
                    .resource(
                        new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("one")
                            .endMetadata()
                            .build())
                    .create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> assertThat(e.getStatus().getMessage()).isEqualTo("exceeded quota: q"));
    assertThat(seen).containsExactly("POST 403");
  }

  @Test
  void aFailureIsToldInOneLineWhetherOrNotThereWasAnAnswer() {
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/a")
        .andReturn(403, new StatusBuilder().withMessage("exceeded\n  quota").withCode(403).build())
        .once();
    assertThat(failureLine()).isEqualTo("exceeded quota");
    server.destroy();
    assertThat(failureLine()).contains("refused").doesNotContain("An error has occurred");
  }

  private String failureLine() {
    try {
      client.namespaces().withName("a").get();
      throw new AssertionError("nothing failed");
    } catch (KubernetesClientException e) {
      return RequestFailure.line(e);
    }
  }

  @Test
  void logsAreTexts() {
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/a/pods/p/log?pretty=false")
        .andReturn(200, "grün\n")
        .once();
    assertThat(client.pods().inNamespace("a").withName("p").getLog()).isEqualTo("grün\n");
  }
}
