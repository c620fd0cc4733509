package io.scaletest.controlplane.cluster;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.rest.ApiAnswer;
import io.scaletest.controlplane.rest.ApiClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The flunders' way into the cluster: rights for sample-apiserver, and its registration with the
 * aggregator.
 *
 * <p>The aggregator reaches it through a service of type ExternalName that names {@code localhost}:
 * so it needs neither a pod nor {@code --enable-aggregator-routing}.
 */
final class FlunderApi {
  /** The user that sample-apiserver is to the kube-apiserver. */
  static final String USER = "sample-apiserver";

  private static final String GROUP = "wardle.example.com";
  private static final List<String> VERSIONS = List.of("v1alpha1", "v1beta1");
  private static final String NAMESPACE = "wardle";
  private static final String SERVICE = "sample-apiserver";

  /** The name by which the aggregator expects the server to identify itself. */
  static final String TLS_NAME = SERVICE + "." + NAMESPACE + ".svc";

  private static final String REGISTRATIONS = "/apis/apiregistration.k8s.io/v1/apiservices";
  private static final String RIGHTS = "flunder-rights.json";

  /** Several times what is seen on two busy cores. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final int CONFLICT = 409;
  private static final int GROUP_PRIORITY = 1_000;
  private static final int VERSION_PRIORITY = 15;

  private final ApiClient client;
  private final BoundedWait wait;
  private final JsonMapper json = new JsonMapper();

  FlunderApi(ApiClient client, BoundedWait wait) {
    this.client = client;
    this.wait = wait;
  }

  /**
   * Lets sample-apiserver ask who a user is and what it may do, and read what its admission needs;
   * lets every editor and viewer of a namespace edit and view flunders there.
   */
  void grant() {
    try (InputStream in = FlunderApi.class.getResourceAsStream(RIGHTS)) {
      if (in == null) {
        throw new IllegalStateException("this program was packaged without " + RIGHTS);
      }
      for (JsonNode entry : json.readTree(in)) {
        create(entry.path("path").asString(), entry.path("object"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Registers the server with the aggregator.
   *
   * @param port where it listens on loopback
   */
  void register(int port, String authorityPem) {
    byte[] pem = authorityPem.getBytes(StandardCharsets.US_ASCII);
    for (String version : VERSIONS) {
      ObjectNode registration = json.createObjectNode();
      registration.putObject("metadata").put("name", version + "." + GROUP);
      ObjectNode spec = registration.putObject("spec");
      spec.put("group", GROUP).put("version", version);
      spec.put("groupPriorityMinimum", GROUP_PRIORITY).put("versionPriority", VERSION_PRIORITY);
      spec.put("caBundle", Base64.getEncoder().encodeToString(pem));
      spec.putObject("service").put("namespace", NAMESPACE).put("name", SERVICE).put("port", port);
      create(REGISTRATIONS, registration);
    }
  }

  /** Waits until an API server lists flunders of each version. */
  void awaitAvailable(ApiClient apiServer) {
    for (String version : VERSIONS) {
      String name = version + "." + GROUP;
      repeat(name, () -> availability(apiServer, name));
      String list = "/apis/" + GROUP + "/" + version + "/flunders?limit=1";
      repeat(name, () -> apiServer.get(list));
    }
  }

  private static ApiAnswer availability(ApiClient apiServer, String name) {
    ApiAnswer answer = apiServer.get(REGISTRATIONS + "/" + name);
    if (!answer.succeeded()) {
      return answer;
    }
    for (JsonNode condition : answer.json().path("status").path("conditions")) {
      if (condition.path("type").asString("").equals("Available")
          && condition.path("status").asString("").equals("True")) {
        return answer;
      }
    }
    return ApiAnswer.none("not available yet: " + answer.json().path("status"));
  }

  /** Repeats: what an object needs (its namespace, RBAC's own roles) may come a moment later. */
  private void create(String path, JsonNode object) {
    repeat(path, () -> client.post(path, object.toString()));
  }

  private void repeat(String what, Supplier<ApiAnswer> request) {
    AtomicReference<ApiAnswer> last = new AtomicReference<>(ApiAnswer.none("not asked"));
    boolean succeeded =
        wait.until(
            LIMIT,
            () -> {
              last.set(request.get());
              return last.get().succeeded() || last.get().status() == CONFLICT;
            });
    if (!succeeded) {
      throw new ToolException(ControlPlaneExit.START, what + ": " + last.get().describe());
    }
  }
}
