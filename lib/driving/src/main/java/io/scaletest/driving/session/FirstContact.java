package io.scaletest.driving.session;

import static io.scaletest.wire.http.HttpStatus.BAD_REQUEST;
import static io.scaletest.wire.http.HttpStatus.FORBIDDEN;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;
import static io.scaletest.wire.http.HttpStatus.UNAUTHORIZED;
import static io.scaletest.wire.http.HttpStatus.UNPROCESSABLE;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.DriverExit;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.kinds.AccessReview;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the API server, before anything is written or scheduled, whether this run can be done: a
 * create that is not carried out ({@code dryRun=All}), which needs the server, the log-in, the
 * permission and the namespace; and whether deletes are allowed.
 *
 * <p>Only what makes every request fail ends the run here: no connection, no log-in, no permission,
 * no such resource or namespace. Any other answer is data, as those of the run itself are: one line
 * says it, and the run begins.
 *
 * <p>Objects may require that the server takes their body: then one that refuses it ends the run,
 * too.
 *
 * <p>It also opens the first connection, so that no measured request waits for a TLS handshake.
 */
public final class FirstContact {
  private static final Logger LOG = LoggerFactory.getLogger(FirstContact.class);

  /** <i>Source:</i> Kubernetes' DNS-1123 subdomains. */
  private static final Pattern OBJECT_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private final ApiTransport transport;
  private final String server;

  /**
   * @param server the server's address, for messages
   */
  public FirstContact(ApiTransport transport, String server) {
    this.transport = transport;
    this.server = server;
  }

  /**
   * Returns if the run can be done.
   *
   * @throws ToolException with {@link DriverExit#NO_CLIENT} and one line that says why not
   */
  public void check(DrivenObjects objects, long nowNs) {
    ObjectLifecycle lifecycle = objects.lifecycle();
    CompletableFuture<ApiReply> review = new CompletableFuture<>();
    transport.send(mayDelete(objects), review::complete);
    ApiReply create = transport.sendAndWait(dryRun(lifecycle.create(1, nowNs)));
    requireCreate(create, objects, lifecycle.name(1));
    requireDelete(review.join(), objects);
    LOG.debug("first contact with {}: creates and deletes can be tried", server);
  }

  /**
   * Returns if any of several servers can do the run, too, and opens a connection to each; one that
   * cannot is a warning.
   *
   * @param servers may be none: then there is nothing to check
   * @throws ToolException with {@link DriverExit#NO_ENDPOINT_CLIENTS} if not one can; one line says
   *     why
   */
  void checkServers(ObjectLifecycle lifecycle, List<String> servers, long nowNs) {
    List<String> unusable = new ArrayList<>();
    for (String base : servers) {
      ApiReply reply = transport.sendAndWait(dryRun(lifecycle.create(1, nowNs)).to(base));
      if (failsEveryRequest(reply)) {
        unusable.add("endpoint " + base + ": " + reply.failure());
      }
    }
    if (!servers.isEmpty() && unusable.size() == servers.size()) {
      throw new ToolException(DriverExit.NO_ENDPOINT_CLIENTS, String.join("; ", unusable));
    }
    unusable.forEach(line -> LOG.warn("{}; its requests will fail", line));
  }

  private void requireCreate(ApiReply reply, DrivenObjects objects, String name) {
    if (reply.succeeded()) {
      return;
    }
    if (reply.status() == UNPROCESSABLE && !OBJECT_NAME.matcher(name).matches()) {
      LOG.warn(
          "runid: {} cannot be the name of an object, which has lower-case letters, digits, - and ."
              + " alone; every create will fail",
          name);
      return;
    }
    if (objects.ifRefused().isPresent() && refusesBody(reply)) {
      throw new ToolException(
          DriverExit.NO_CLIENT,
          server
              + " refuses the body of "
              + objects.kind().resource()
              + ": "
              + reply.failure()
              + "; "
              + objects.ifRefused().get());
    }
    if (!failsEveryRequest(reply)) {
      LOG.warn(
          "a first {} create that changes nothing was answered {} {}; beginning all the same",
          objects.kind().plural(),
          reply.status() == 0 ? "not at all:" : reply.status(),
          reply.failure());
      return;
    }
    String what =
        switch (reply.status()) {
          case UNAUTHORIZED -> server + " does not accept the log-in";
          case FORBIDDEN -> "no permission to create " + place(objects);
          case NOT_FOUND -> notFound(reply.failure(), objects);
          default -> "no answer from " + server;
        };
    throw new ToolException(DriverExit.NO_CLIENT, what + ": " + reply.failure());
  }

  private String notFound(String failure, DrivenObjects objects) {
    String namespace = objects.namespace().orElse("");
    return failure.contains("namespaces \"" + namespace + "\"")
        ? "no namespace " + namespace + " (kubectl create namespace " + namespace + ")"
        : "no " + objects.kind().plural() + " on " + server;
  }

  private static String place(DrivenObjects objects) {
    return objects.kind().plural() + objects.namespace().map(name -> " in " + name).orElse("");
  }

  private static boolean failsEveryRequest(ApiReply reply) {
    return switch (reply.status()) {
      case 0 -> !reply.wasSent();
      case UNAUTHORIZED, FORBIDDEN, NOT_FOUND -> true;
      default -> false;
    };
  }

  private static boolean refusesBody(ApiReply reply) {
    return reply.status() == BAD_REQUEST || reply.status() == UNPROCESSABLE;
  }

  private static void requireDelete(ApiReply reply, DrivenObjects objects) {
    // A server that does not say is taken at its word later.
    if (AccessReview.isRefusal(reply)) {
      throw new ToolException(DriverExit.NO_CLIENT, "no permission to delete " + place(objects));
    }
  }

  private static ApiRequest dryRun(ApiRequest create) {
    return create.at(create.path() + (create.path().indexOf('?') < 0 ? "?" : "&") + "dryRun=All");
  }

  private static ApiRequest mayDelete(DrivenObjects objects) {
    return AccessReview.of(
        "delete",
        objects.kind().group(),
        objects.kind().plural(),
        "",
        objects.namespace().orElse(""));
  }
}
