package io.scaletest.controlplane.cluster;

import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The flunders' way into the cluster: rights for sample-apiserver, and its registration with the
 * aggregator. Its calls wait for answers, and for what an object needs to be there.
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

  private static final String RIGHTS = "flunder-rights.json";

  /** Several times what is seen on two busy cores. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final int GROUP_PRIORITY = 1_000;
  private static final int VERSION_PRIORITY = 15;

  private final KubernetesClient client;
  private final BoundedWait wait;

  /**
   * @param client of an API server, with every right
   */
  FlunderApi(KubernetesClient client, BoundedWait wait) {
    this.client = client;
    this.wait = wait;
  }

  /**
   * Reads what {@link #grant} grants. Apart, since it loads most of the client's classes, for which
   * there is time while an API server starts.
   */
  static List<HasMetadata> rights(KubernetesClient client) {
    try (InputStream in = FlunderApi.class.getResourceAsStream(RIGHTS)) {
      if (in == null) {
        throw new IllegalStateException("this program was packaged without " + RIGHTS);
      }
      return client.load(in).items();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets sample-apiserver ask who a user is and what it may do, and read what its admission needs;
   * lets every editor and viewer of a namespace edit and view flunders there.
   */
  void grant(List<HasMetadata> rights) {
    rights.forEach(this::apply);
  }

  /**
   * Registers the server with the aggregator.
   *
   * @param port where it listens on loopback
   */
  void register(int port, String authorityPem) {
    byte[] pem = authorityPem.getBytes(StandardCharsets.US_ASCII);
    for (String version : VERSIONS) {
      apply(
          new APIServiceBuilder()
              .withNewMetadata()
              .withName(version + "." + GROUP)
              .endMetadata()
              .withNewSpec()
              .withGroup(GROUP)
              .withVersion(version)
              .withGroupPriorityMinimum(GROUP_PRIORITY)
              .withVersionPriority(VERSION_PRIORITY)
              .withCaBundle(Base64.getEncoder().encodeToString(pem))
              .withNewService(SERVICE, NAMESPACE, port)
              .endSpec()
              .build());
    }
  }

  /** Waits until the API server lists flunders of each version. */
  void awaitAvailable() {
    for (String version : VERSIONS) {
      String name = version + "." + GROUP;
      try {
        client
            .apiServices()
            .withName(name)
            .waitUntilCondition(FlunderApi::isAvailable, LIMIT.toSeconds(), TimeUnit.SECONDS);
      } catch (KubernetesClientException e) {
        throw new ToolException(ControlPlaneExit.START, name + ": " + ClusterAccess.describe(e), e);
      }
      // Not as objects, which the client warns of: their version is not a stable one.
      String list = "/apis/" + GROUP + "/" + version + "/flunders?limit=1";
      repeat(name, () -> client.raw(list, "GET", null));
    }
  }

  private static boolean isAvailable(APIService service) {
    return service != null
        && service.getStatus() != null
        && service.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Available") && c.getStatus().equals("True"));
  }

  /** Repeats: what an object needs (its namespace, RBAC's own roles) may come a moment later. */
  private void apply(HasMetadata object) {
    repeat(
        object.getKind() + " " + object.getMetadata().getName(),
        () -> client.resource(object).forceConflicts().serverSideApply());
  }

  private void repeat(String what, Runnable request) {
    AtomicReference<KubernetesClientException> last = new AtomicReference<>();
    boolean succeeded =
        wait.until(
            LIMIT,
            () -> {
              try {
                request.run();
                return true;
              } catch (KubernetesClientException e) {
                last.set(e);
                return false;
              }
            });
    if (!succeeded) {
      throw new ToolException(
          ControlPlaneExit.START, what + ": " + ClusterAccess.describe(last.get()), last.get());
    }
  }
}
