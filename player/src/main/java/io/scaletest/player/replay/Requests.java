package io.scaletest.player.replay;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.wire.url.PercentEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes the requests of a replay at the moment when they are sent: with the names, versions and
 * tokens that are known by then. Safe for use by many threads.
 */
final class Requests {
  private static final byte[] NO_BODY = {};
  private static final int MANAGER_MAX = 128;
  private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);

  private final Bodies bodies;
  private final double speed;

  /** Resources of which a request needs the version: their reads are read for it, too. */
  private final Set<String> versioned;

  /**
   * @param speed how many times as fast as it was recorded
   * @param versioned resources that are updated, so that answers to reads are of use
   */
  Requests(Bodies bodies, double speed, Set<String> versioned) {
    this.bodies = bodies;
    this.speed = speed;
    this.versioned = Set.copyOf(versioned);
  }

  /** Returns the request; empty where it cannot be made: a page of a list that had no more. */
  Optional<ApiRequest> make(ReplayOp op) {
    if (op.isFurtherPage()) {
      Optional<String> token = op.copy.pages().take(op.recorded.list());
      if (token.isEmpty()) {
        return Optional.empty();
      }
      op.token = token.get();
    }
    String query = query(op);
    String path = path(op) + (query.isEmpty() ? "" : "?" + query);
    ApiRequest request =
        switch (op.operation) {
          case GET, LIST, WATCH -> ApiRequest.get(path);
          case CREATE -> ApiRequest.json("POST", path, bodies.finish(op));
          case UPDATE -> ApiRequest.json("PUT", path, bodies.finish(op));
          case PATCH, APPLY -> patch(op, path);
          default -> delete(path, bodies.finish(op));
        };
    boolean read = readsAnswer(op);
    if (read) {
      request = request.readingEveryBody();
    } else if (op.operation == Operation.GET || op.operation == Operation.LIST) {
      request = request.readingErrors();
    }
    return Optional.of(op.as.map(request::as).orElse(request));
  }

  private ApiRequest patch(ReplayOp op, String path) {
    byte[] body = bodies.finish(op);
    return switch (op.recorded.patch()) {
      case JSON -> ApiRequest.jsonPatch(path, body);
      case STRATEGIC -> ApiRequest.strategicMergePatch(path, body);
      case APPLY -> ApiRequest.apply(path, body);
      default -> ApiRequest.mergePatch(path, body);
    };
  }

  private static ApiRequest delete(String path, byte[] body) {
    return body.length == 0
        ? new ApiRequest("DELETE", path, "", NO_BODY, ApiRequest.BodyUse.ON_ERROR, Optional.empty())
        : ApiRequest.json("DELETE", path, body);
  }

  /** Of lists only those in pages: others are as large as can be, and nobody needs them. */
  private boolean readsAnswer(ReplayOp op) {
    return switch (op.operation) {
      case GET -> op.isOfWhole() && versioned.contains(op.key.resource());
      case LIST -> op.recorded.query().contains("limit=");
      case WATCH -> false;
      case DELETE_COLLECTION -> Queries.hasSelector(op.recorded.query());
      default -> true;
    };
  }

  private static String path(ReplayOp op) {
    Optional<String> namespace = op.copy.namespaceOf(op.kind, op.key);
    StringBuilder path = new StringBuilder(op.kind.collectionPath(namespace));
    // A whole object is created in its collection, a part of one at its own place.
    boolean atObject =
        !op.key.name().isEmpty() && !(op.operation == Operation.CREATE && op.isOfWhole());
    if (atObject) {
      String name = op.copy.nameOf(op.key, op.kind.namespaced());
      path.append('/').append(PercentEncoding.encoded(name));
    }
    if (!op.isOfWhole()) {
      path.append('/').append(PercentEncoding.encoded(op.recorded.path().subresource()));
    }
    return path.toString();
  }

  private String query(ReplayOp op) {
    List<String> parts = new ArrayList<>();
    boolean managed = false;
    for (Queries.Parameter each : Queries.parameters(op.recorded.query())) {
      managed |= each.name().equals("fieldManager");
      String part =
          switch (each.name()) {
            case "resourceVersion" -> version(op, each);
            case "continue" -> "continue=" + PercentEncoding.encoded(op.token);
            case "timeoutSeconds" -> op.operation == Operation.WATCH ? timeout(each) : each + "";
            case "fieldSelector" -> fieldSelector(op, each.value());
            case "labelSelector" -> labelSelector(op, each);
            default -> each.toString();
          };
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    if (!managed && isManaged(op) && !op.recorded.userAgent().isEmpty()) {
      parts.add("fieldManager=" + PercentEncoding.encoded(manager(op.recorded.userAgent())));
    }
    return String.join("&", parts);
  }

  private static String version(ReplayOp op, Queries.Parameter recorded) {
    long version = Versions.number(recorded.value());
    if (version == 0) {
      return recorded.toString();
    }
    long now = op.copy.versions().at(version);
    return "resourceVersion=" + now;
  }

  /** A server's own end of a watch comes as much earlier as the replay is faster. */
  private String timeout(Queries.Parameter recorded) {
    long seconds = Versions.number(recorded.value());
    return seconds == 0
        ? recorded.toString()
        : "timeoutSeconds=" + Math.max(1, Math.round(seconds / speed));
  }

  /**
   * Returns how long a watch stays open at most; {@link Long#MAX_VALUE} to the end of the replay.
   *
   * <p>One that the server ended in the recording is left to it, for a while longer.
   */
  long watchNs(ReplayOp op) {
    if (op.recorded.durationNs() == TraceEntry.UNKNOWN) {
      return Long.MAX_VALUE;
    }
    long timeoutNs = Versions.number(Queries.value(op.recorded.query(), "timeoutSeconds"));
    boolean byServer = timeoutNs > 0 && op.recorded.durationNs() >= timeoutNs * NS_PER_S;
    long ns = scaled(op.recorded.durationNs());
    return byServer ? Math.max(ns, NS_PER_S) + 2 * NS_PER_S : ns;
  }

  /** Returns a span of the recording as it is in the replay. */
  long scaled(long ns) {
    return Math.round(ns / speed);
  }

  private static String fieldSelector(ReplayOp op, String recorded) {
    List<String> parts = new ArrayList<>();
    for (String part : recorded.split(",")) {
      int equals = part.lastIndexOf('=');
      String value = part.substring(equals + 1);
      String field = equals < 0 ? "" : part.substring(0, equals).replaceAll("[!=]+$", "");
      String mapped =
          switch (field) {
            case "metadata.namespace", "involvedObject.namespace", "regarding.namespace" ->
                value.isEmpty() ? value : op.copy.names().namespace(value);
            case "metadata.name" ->
                op.copy.nameOf(
                    new ObjectKey(op.key.resource(), op.key.namespace(), value),
                    op.kind.namespaced());
            case "spec.nodeName" -> op.copy.referred("nodes", value);
            default -> Uids.replaced(value, op.copy.objects()::uidFor);
          };
      parts.add(part.substring(0, equals + 1) + mapped);
    }
    return "fieldSelector=" + PercentEncoding.encoded(String.join(",", parts));
  }

  /** What a Job has made is found by the Job's uid. */
  private static String labelSelector(ReplayOp op, Queries.Parameter recorded) {
    String mapped = Uids.replaced(recorded.value(), op.copy.objects()::uidFor);
    return mapped.equals(recorded.value())
        ? recorded.toString()
        : "labelSelector=" + PercentEncoding.encoded(mapped);
  }

  private static boolean isManaged(ReplayOp op) {
    return switch (op.operation) {
      case CREATE, UPDATE, PATCH, APPLY -> true;
      default -> false;
    };
  }

  /**
   * Returns who owns the fields that a client writes without saying so. <i>Source:</i> apiserver's
   * {@code managerOrUserAgent}: the user agent up to the first slash.
   */
  private static String manager(String userAgent) {
    int slash = userAgent.indexOf('/');
    String name = slash < 0 ? userAgent : userAgent.substring(0, slash);
    name = name.substring(0, Math.min(name.length(), MANAGER_MAX));
    return name.isEmpty() ? "unknown" : name;
  }

  /** Tells whether an answer says that a guessed type of patch was wrong. */
  static boolean isRefusedPatch(ReplayOp op, int status) {
    boolean patch = op.recorded.patch() != PatchType.NONE;
    return patch && (status == 415 || status == 422) && op.recorded.code() != status;
  }
}
