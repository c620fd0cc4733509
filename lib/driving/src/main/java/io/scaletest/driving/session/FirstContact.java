package io.scaletest.driving.session;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.DriverExit;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the API server, before anything is written or scheduled, whether this run can be done: a
 * create that is not carried out ({@code dryRun=All}), which needs the server, the log-in, the
 * permission, the namespace and room in its quota; and whether deletes are allowed.
 *
 * <p>It also opens the first connection, so that no measured request waits for a TLS handshake.
 */
final class FirstContact {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  private final ApiTransport transport;
  private final String server;

  /**
   * @param server the server's address, for messages
   */
  FirstContact(ApiTransport transport, String server) {
    this.transport = transport;
    this.server = server;
  }

  /**
   * Returns if the run can be done.
   *
   * @throws ToolException with {@link DriverExit#NO_CLIENT} and one line that says why not
   */
  void check(ObjectLifecycle lifecycle, ResourceAccess resource, long nowNs) {
    CompletableFuture<ApiReply> review = new CompletableFuture<>();
    transport.send(mayDelete(resource), review::complete);
    requireCreate(transport.sendAndWait(dryRun(lifecycle.create(1, nowNs))), resource);
    requireDelete(review.join(), resource);
  }

  /**
   * Returns if each of several servers can do the run, too, and has a connection now.
   *
   * @throws ToolException with {@link DriverExit#NO_ENDPOINT_CLIENTS} and one line that says why
   *     not
   */
  void checkServers(ObjectLifecycle lifecycle, List<String> servers, long nowNs) {
    for (String base : servers) {
      ApiReply reply = transport.sendAndWait(dryRun(lifecycle.create(1, nowNs)).to(base));
      if (!reply.succeeded()) {
        throw new ToolException(
            DriverExit.NO_ENDPOINT_CLIENTS, "endpoint " + base + ": " + reply.failure());
      }
    }
  }

  private void requireCreate(ApiReply reply, ResourceAccess resource) {
    if (reply.succeeded()) {
      return;
    }
    String what;
    if (reply.status() == 0) {
      what = "no answer from " + server;
    } else if (reply.status() == FORBIDDEN) {
      what = "no permission to create " + resource.plural() + " in " + resource.namespace();
    } else if (reply.status() == NOT_FOUND) {
      what = "no namespace " + resource.namespace() + " (or no such API) on " + server;
    } else {
      what = server + " does not take a " + resource.plural() + " create: " + reply.status();
    }
    throw new ToolException(DriverExit.NO_CLIENT, what + ": " + reply.failure());
  }

  private static void requireDelete(ApiReply reply, ResourceAccess resource) {
    // A server without access reviews, or that does not let us ask, is taken at its word later.
    if (reply.succeeded()
        && new String(reply.body(), StandardCharsets.UTF_8).contains("\"allowed\":false")) {
      throw new ToolException(
          DriverExit.NO_CLIENT,
          "no permission to delete " + resource.plural() + " in " + resource.namespace());
    }
  }

  private static ApiRequest dryRun(ApiRequest create) {
    return create.at(create.path() + (create.path().indexOf('?') < 0 ? "?" : "&") + "dryRun=All");
  }

  private static ApiRequest mayDelete(ResourceAccess resource) {
    String body =
        "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\","
            + "\"spec\":{\"resourceAttributes\":{\"verb\":\"delete\",\"namespace\":\""
            + resource.namespace()
            + "\",\"group\":\""
            + resource.group()
            + "\",\"resource\":\""
            + resource.plural()
            + "\"}}}";
    return ApiRequest.json("POST", REVIEWS, body.getBytes(StandardCharsets.UTF_8))
        .readingEveryBody();
  }
}
