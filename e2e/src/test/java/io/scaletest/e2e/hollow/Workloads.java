package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.RawApi;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Makes workloads in one namespace, and waits for what becomes of them. */
final class Workloads {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int TAIL = 3;

  private final RawApi api;
  private final String namespace;
  private final BoundedWait wait = new BoundedWait(Ticker.system());

  Workloads(KubernetesClient client, String namespace) {
    this.api = new RawApi(client);
    this.namespace = namespace;
  }

  /** Returns the path of a collection of this namespace: {@code /apis/apps/v1}, deployments. */
  String path(String group, String resource) {
    return group + "/namespaces/" + namespace + "/" + resource;
  }

  void create(String path, String body) {
    require(path, api.post(path, body));
  }

  /** Merges {@code patch} into an object. */
  void patch(String path, String patch) {
    require(path, api.patch(path, patch));
  }

  /** Deletes an object, and what it owns in the background. */
  void delete(String path) {
    require(path, api.delete(path + "?propagationPolicy=Background"));
  }

  private static void require(String path, RawAnswer answer) {
    assertThat(answer.succeeded()).as(path + ": " + answer.describe()).isTrue();
  }

  JsonNode get(String path) {
    return api.get(path).json();
  }

  /** Returns the items of a collection; none where the server does not answer. */
  List<JsonNode> list(String path, String labelSelector) {
    return answered(path, labelSelector).orElse(List.of());
  }

  /** Returns whether the server says that a collection has no items. */
  boolean isEmpty(String path, String labelSelector) {
    return answered(path, labelSelector).filter(List::isEmpty).isPresent();
  }

  private Optional<List<JsonNode>> answered(String path, String labelSelector) {
    String query = "?labelSelector=" + URLEncoder.encode(labelSelector, StandardCharsets.UTF_8);
    RawAnswer answer = api.get(path + query);
    if (!answer.succeeded()) {
      return Optional.empty();
    }
    List<JsonNode> items = new ArrayList<>();
    answer.json().path("items").forEach(items::add);
    return Optional.of(items);
  }

  /** Returns the pods with a label {@code app}. */
  List<JsonNode> pods(String app) {
    return list(path("/api/v1", "pods"), "app=" + app);
  }

  static boolean isReady(JsonNode pod) {
    return NodeControlPlane.condition(pod, "Ready").equals("True")
        && !pod.path("metadata").has("deletionTimestamp");
  }

  static String phase(JsonNode pod) {
    return pod.path("status").path("phase").asString("");
  }

  /** Waits until exactly {@code count} pods of an app are there, and each is as wanted. */
  void awaitPods(String app, int count, Predicate<JsonNode> wanted) {
    boolean met =
        wait.until(
            LIMIT,
            () -> {
              Optional<List<JsonNode>> pods = answered(path("/api/v1", "pods"), "app=" + app);
              return pods.isPresent()
                  && pods.get().size() == count
                  && pods.get().stream().allMatch(wanted);
            });
    if (!met) {
      throw new AssertionError(describe(app, count, wanted));
    }
  }

  private String describe(String app, int count, Predicate<JsonNode> wanted) {
    List<JsonNode> pods = pods(app);
    List<JsonNode> others = pods.stream().filter(wanted.negate()).toList();
    return String.format(
        "%d of %d wanted pods of %s are as wanted; of the %d others: %s",
        pods.size() - others.size(),
        count,
        app,
        others.size(),
        others.subList(0, Math.min(TAIL, others.size())));
  }

  void await(String what, BooleanSupplier condition) {
    assertThat(wait.until(LIMIT, condition)).as(what).isTrue();
  }
}
