package io.scaletest.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests of the suite, in a namespace of the test's own. */
final class Api {
  static final String JSON = "application/json";
  static final String MERGE = "application/merge-patch+json";
  static final String STRATEGIC = "application/strategic-merge-patch+json";
  static final String JSON_PATCH = "application/json-patch+json";

  private static final Duration CONTROLLER_LIMIT = Duration.ofMinutes(3);

  private final RawApi raw;
  private final String namespace;

  Api(TestCluster cluster) {
    this.raw = cluster.raw();
    this.namespace = cluster.uniqueNamespace();
  }

  String namespace() {
    return namespace;
  }

  /** Returns the path of a core resource in the test's namespace. */
  String path(String resource) {
    return "/api/v1/namespaces/" + namespace + "/" + resource;
  }

  String configMaps() {
    return path("configmaps");
  }

  static String configMap(String name, String data) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
        + name
        + "\",\"labels\":{\"app\":\""
        + name
        + "\"}},\"data\":{\"k\":\""
        + data
        + "\"}}";
  }

  /** Waits, three minutes at most, for what a controller may do later. */
  void await(String what, BooleanSupplier condition) {
    assertThat(new BoundedWait(Ticker.system()).until(CONTROLLER_LIMIT, condition))
        .as(what)
        .isTrue();
  }

  RawAnswer get(String path) {
    return raw.get(path);
  }

  RawAnswer post(String path, String body) {
    return raw.post(path, body);
  }

  RawAnswer put(String path, String body) {
    return raw.put(path, body);
  }

  RawAnswer delete(String path) {
    return raw.delete(path);
  }

  RawAnswer delete(String path, String options) {
    return send("DELETE", path, JSON, options);
  }

  RawAnswer patch(String path, String mediaType, String patch) {
    return send("PATCH", path, mediaType, patch);
  }

  RawAnswer send(String method, String path, String contentType, String body) {
    return raw.send(method, path, contentType, body);
  }

  RawAnswer getAs(String path, String accept) {
    return raw.send("GET", path, Map.of("Accept", accept), "");
  }

  /** Creates a ConfigMap that must be taken; returns it. */
  JsonNode createConfigMap(String name, String data) {
    return ok(post(configMaps(), configMap(name, data)));
  }

  /** Returns the body of an answer that must be a success. */
  static JsonNode ok(RawAnswer answer) {
    assertThat(answer.succeeded()).as(answer.describe()).isTrue();
    return answer.json();
  }

  /** Asserts that an answer is a refusal of this code and reason; returns the Status. */
  static JsonNode refused(RawAnswer answer, int code, String reason) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(code);
    JsonNode status = answer.json();
    assertThat(status.path("kind").asString("")).isEqualTo("Status");
    assertThat(status.path("status").asString("")).isEqualTo("Failure");
    assertThat(status.path("code").asInt(0)).isEqualTo(code);
    assertThat(status.path("reason").asString("")).as(answer.body()).isEqualTo(reason);
    return status;
  }

  static String message(JsonNode status) {
    return status.path("message").asString("");
  }

  static String text(JsonNode object, String... path) {
    JsonNode at = object;
    for (String step : path) {
      at = at.path(step);
    }
    return at.isValueNode() ? at.asString() : at.toString();
  }

  static String version(JsonNode object) {
    return text(object, "metadata", "resourceVersion");
  }

  static String name(JsonNode object) {
    return text(object, "metadata", "name");
  }

  static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.path("items").forEach(item -> names.add(name(item)));
    return names;
  }

  /** Returns what Kubernetes itself puts into a namespace left out. */
  static List<String> ownNames(JsonNode list) {
    return names(list).stream().filter(name -> !name.equals("kube-root-ca.crt")).toList();
  }

  /** Returns the events of a watch up to the first of which {@code last} holds, or its end. */
  List<JsonNode> watch(String pathAndQuery, Predicate<JsonNode> last) {
    List<JsonNode> events = new ArrayList<>();
    try (Stream<String> lines = raw.lines(pathAndQuery)) {
      for (String line : (Iterable<String>) lines::iterator) {
        JsonNode event = JsonMapper.shared().readTree(line);
        events.add(event);
        if (last.test(event)) {
          break;
        }
      }
    }
    return events;
  }

  /** Returns what events say: {@code ADDED a}, bookmarks and Kubernetes' own objects left out. */
  static List<String> told(List<JsonNode> events) {
    return events.stream()
        .filter(event -> !text(event, "type").equals("BOOKMARK"))
        .filter(event -> !name(event.path("object")).equals("kube-root-ca.crt"))
        .map(event -> text(event, "type") + " " + name(event.path("object")))
        .toList();
  }
}
