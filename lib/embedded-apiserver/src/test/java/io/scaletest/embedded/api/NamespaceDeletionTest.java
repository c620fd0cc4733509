package io.scaletest.embedded.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.embedded.api.TestRequests.Answered;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class NamespaceDeletionTest {
  private static final String NAMESPACE = "/api/v1/namespaces/n";
  private static final String MAPS = NAMESPACE + "/configmaps";
  private static final String PODS = NAMESPACE + "/pods";

  private final TestRequests api = new TestRequests();

  @AfterEach
  void close() {
    api.close();
  }

  private static String named(String name) {
    return "{\"metadata\":{\"name\":\"" + name + "\"}}";
  }

  private static String held(String name) {
    return "{\"metadata\":{\"name\":\"" + name + "\",\"finalizers\":[\"example.com/hold\"]}}";
  }

  /** Returns a condition of the namespace as {@code status reason: message}. */
  private String condition(String type) {
    Map<String, Object> status = JsonTree.child(api.get(NAMESPACE).ok(), "status");
    for (Object condition : JsonTree.list(status, "conditions")) {
      Map<String, Object> own = JsonTree.asObject((Map<?, ?>) condition);
      if (type.equals(own.get("type"))) {
        return own.get("status") + " " + own.get("reason") + ": " + own.get("message");
      }
    }
    return "none";
  }

  @Test
  void whatAFinalizerHoldsKeepsItsNamespaceAndEverythingElseGoes() {
    api.namespace("n");
    api.post(MAPS, held("a")).ok();
    api.post(MAPS, held("b")).ok();
    api.post(MAPS, named("c")).ok();
    api.delete(NAMESPACE).ok();

    assertThat(api.get(MAPS + "/c").status()).isEqualTo(404);
    assertThat(JsonTree.textAt(api.get(MAPS + "/a").ok(), "metadata.deletionTimestamp"))
        .isNotEmpty();
    assertThat(condition("NamespaceContentRemaining"))
        .isEqualTo(
            "True SomeResourcesRemain: Some resources are remaining: configmaps. has 2 resource"
                + " instances");
    assertThat(condition("NamespaceFinalizersRemaining"))
        .isEqualTo(
            "True SomeFinalizersRemain: Some content in the namespace has finalizers remaining:"
                + " example.com/hold in 2 resource instances");
    api.merge(MAPS + "/a", "{\"metadata\":{\"finalizers\":null}}").ok();
    assertThat(condition("NamespaceContentRemaining")).contains("configmaps. has 1 resource");
    api.merge(MAPS + "/b", "{\"metadata\":{\"finalizers\":null}}").ok();

    assertThat(api.get(NAMESPACE).status()).isEqualTo(404);
    assertThat(JsonTree.list(api.get("/api/v1/configmaps").ok(), "items")).isEmpty();
  }

  @Test
  void nothingNewComesIntoATerminatingNamespaceAndTheCauseIsTold() {
    api.namespace("n");
    api.post(MAPS, held("a")).ok();
    api.delete(NAMESPACE).ok();

    Answered refused = api.post(MAPS, named("late"));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body())
        .contains("\"reason\":\"NamespaceTerminating\"", "\"field\":\"metadata.namespace\"");
  }

  @Test
  void podsThatAKubeletHasGetTheirGraceAndGoFirst() {
    api.namespace("n");
    api.post("/api/v1/nodes", named("node")).ok();
    for (String node : List.of("node", "gone")) {
      api.post(PODS, named("on-" + node)).ok();
      api.post(PODS + "/on-" + node + "/binding", "{\"target\":{\"name\":\"" + node + "\"}}").ok();
    }
    api.post(MAPS, named("a")).ok();
    api.delete(NAMESPACE).ok();

    assertThat(api.get(PODS + "/on-gone").status()).isEqualTo(404);
    assertThat(api.get(MAPS + "/a").status()).isEqualTo(200);
    Map<String, Object> pod = api.get(PODS + "/on-node").ok();
    assertThat(JsonTree.textAt(pod, "metadata.deletionGracePeriodSeconds")).isEqualTo("30");
    api.delete(PODS + "/on-node?gracePeriodSeconds=0").ok();

    assertThat(api.get(NAMESPACE).status()).isEqualTo(404);
  }

  @Test
  void itsOwnFinalizersKeepANamespaceThatIsEmpty() {
    api.post("/api/v1/namespaces", held("n")).ok();
    api.delete(NAMESPACE).ok();

    Map<String, Object> left = api.get(NAMESPACE).ok();
    assertThat(JsonTree.textAt(left, "status.phase")).isEqualTo("Terminating");
    assertThat(JsonTree.list(JsonTree.child(left, "spec"), "finalizers")).isEmpty();
    assertThat(condition("NamespaceContentRemaining")).startsWith("False ContentRemoved");
    api.merge(NAMESPACE, "{\"metadata\":{\"finalizers\":null}}").ok();
    assertThat(api.get(NAMESPACE).status()).isEqualTo(404);
  }

  @Test
  void finalizersOfTheSpecChangeThroughFinalizeAlone() {
    api.namespace("n");
    api.merge(NAMESPACE, "{\"spec\":{\"finalizers\":[]}}").ok();
    Map<String, Object> namespace = api.get(NAMESPACE).ok();
    assertThat(JsonTree.list(JsonTree.child(namespace, "spec"), "finalizers")).hasSize(1);
    JsonTree.child(namespace, "spec").put("finalizers", List.of("kubernetes", "example.com/mine"));
    String body = new String(JsonWriter.bytes(namespace), StandardCharsets.UTF_8);
    api.put(NAMESPACE + "/finalize", body).ok();
    api.delete(NAMESPACE).ok();

    Map<String, Object> left = api.get(NAMESPACE).ok();
    assertThat(JsonTree.list(JsonTree.child(left, "spec"), "finalizers"))
        .containsExactly("example.com/mine");
  }

  @Test
  void nothingIsLeftBehindByWritersWhileNamespacesGo() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(3);
    var done = new AtomicBoolean();
    List<Future<?>> ends = new ArrayList<>();
    try {
      for (int writer = 0; writer < 3; writer++) {
        String own = MAPS + "/w" + writer;
        ends.add(
            writers.submit(
                () -> {
                  while (!done.get()) {
                    api.post(MAPS, named(own.substring(own.lastIndexOf('/') + 1)));
                    api.post(MAPS, "{\"metadata\":{\"generateName\":\"g-\"}}");
                    api.merge(own, "{\"data\":{\"k\":\"" + System.identityHashCode(own) + "\"}}");
                  }
                }));
      }
      for (int round = 0; round < 300; round++) {
        api.namespace("n");
        api.delete(NAMESPACE).ok();
        assertThat(api.get(NAMESPACE).status()).as("round %d", round).isEqualTo(404);
      }
      done.set(true);
      for (Future<?> end : ends) {
        end.get(60, TimeUnit.SECONDS);
      }
      assertThat(JsonTree.list(api.get("/api/v1/configmaps").ok(), "items")).isEmpty();
    } finally {
      done.set(true);
      writers.shutdown();
    }
  }
}
