package io.scaletest.player.record;

import io.scaletest.player.trace.Caller;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.SourceDetail;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An event of {@code audit.k8s.io/v1}: a stage of a request.
 *
 * @param path of the URL
 * @param query of the URL, as it is there
 * @param requestVersion the resourceVersion that the request asked for; empty for none
 * @param receivedNs since the epoch, by the server's clock, as is
 * @param stageNs when the stage was reached; {@link #NO_TIME} where that is not told
 * @param request what was sent; empty where the event does not have it
 * @param response the answer's object; empty where the event does not have it
 * @param truncated whether the server left the bodies out for their size
 * @param rebuilt whether it was made again of an entry without query and duration
 */
record AuditEvent(
    UUID id,
    Stage stage,
    SourceDetail detail,
    String verb,
    String path,
    String query,
    Caller caller,
    ResourcePath resource,
    String namespace,
    String name,
    String uid,
    String requestVersion,
    int code,
    long receivedNs,
    long stageNs,
    Optional<Object> request,
    Map<String, Object> response,
    boolean truncated,
    boolean rebuilt) {
  /** The annotation of events whose bodies were left out. */
  private static final String TRUNCATED = "audit.k8s.io/truncated";

  static final long NO_TIME = -1;

  private static final long NS_PER_S = 1_000_000_000;
  private static final int LARGEST_CODE = 999;
  private static final int UUID_CHARS = 36;

  /** How far a request had come. */
  enum Stage {
    RECEIVED,
    /** Of watches and streams: they have begun. */
    STARTED,
    COMPLETE,
    PANIC;

    static Optional<Stage> of(String name) {
      return switch (name) {
        case "RequestReceived" -> Optional.of(RECEIVED);
        case "ResponseStarted" -> Optional.of(STARTED);
        case "ResponseComplete" -> Optional.of(COMPLETE);
        case "Panic" -> Optional.of(PANIC);
        default -> Optional.empty();
      };
    }
  }

  /** Returns the event that a tree is; empty if it lacks what every event has. */
  static Optional<AuditEvent> of(Map<String, Object> event) {
    String id = JsonTree.string(event, "auditID");
    String verb = JsonTree.string(event, "verb");
    Optional<Stage> stage = Stage.of(JsonTree.string(event, "stage"));
    long receivedNs = timeNs(JsonTree.string(event, "requestReceivedTimestamp"));
    if (id.isEmpty() || verb.isEmpty() || stage.isEmpty() || receivedNs == NO_TIME) {
      return Optional.empty();
    }
    String uri = JsonTree.string(event, "requestURI");
    int question = uri.indexOf('?');
    Map<String, Object> reference = JsonTree.child(event, "objectRef");
    Map<String, Object> annotations = JsonTree.child(event, "annotations");
    // Some services leave a text in the place of a body that is too large.
    Object request = event.get("requestObject");
    boolean hasTree = request instanceof Map || request instanceof List;
    return Optional.of(
        new AuditEvent(
            uuid(id),
            stage.get(),
            detail(JsonTree.string(event, "level")),
            verb,
            question < 0 ? uri : uri.substring(0, question),
            question < 0 ? "" : uri.substring(question + 1),
            caller(event),
            resource(reference),
            JsonTree.string(reference, "namespace"),
            JsonTree.string(reference, "name"),
            JsonTree.string(reference, "uid"),
            JsonTree.string(reference, "resourceVersion"),
            code(JsonTree.child(event, "responseStatus").get("code")),
            receivedNs,
            timeNs(JsonTree.string(event, "stageTimestamp")),
            hasTree ? Optional.of(request) : Optional.empty(),
            JsonTree.child(event, "responseObject"),
            request instanceof String || "true".equals(annotations.get(TRUNCATED)),
            annotations.containsKey(GkeEntry.REBUILT)));
  }

  private static ResourcePath resource(Map<String, Object> reference) {
    String resource = JsonTree.string(reference, "resource");
    return resource.isEmpty()
        ? ResourcePath.NONE
        : new ResourcePath(
            JsonTree.string(reference, "apiGroup"),
            JsonTree.string(reference, "apiVersion"),
            resource,
            JsonTree.string(reference, "subresource"));
  }

  private static Caller caller(Map<String, Object> event) {
    Map<String, Object> user = JsonTree.child(event, "user");
    Map<String, Object> impersonated = JsonTree.child(event, "impersonatedUser");
    String own = JsonTree.string(user, "username");
    String agent = JsonTree.string(event, "userAgent");
    return impersonated.isEmpty()
        ? new Caller(own, groups(user), "", agent)
        : new Caller(JsonTree.string(impersonated, "username"), groups(impersonated), own, agent);
  }

  private static List<String> groups(Map<String, Object> user) {
    List<String> groups = new ArrayList<>();
    for (Object group : JsonTree.list(user, "groups")) {
      groups.add(String.valueOf(group));
    }
    return groups;
  }

  private static SourceDetail detail(String level) {
    return switch (level) {
      case "Metadata" -> SourceDetail.METADATA;
      case "Request" -> SourceDetail.REQUEST;
      case "RequestResponse" -> SourceDetail.RESPONSE;
      default -> SourceDetail.UNKNOWN;
    };
  }

  /** An ID that is no UUID has one made of its text. */
  private static UUID uuid(String id) {
    if (id.length() == UUID_CHARS) {
      try {
        return UUID.fromString(id);
      } catch (IllegalArgumentException e) {
        return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
      }
    }
    return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
  }

  private static int code(Object code) {
    return code instanceof Long value && value > 0 && value <= LARGEST_CODE ? value.intValue() : 0;
  }

  /**
   * Returns nanoseconds since the epoch; {@link #NO_TIME} for a text that is no time since then.
   */
  private static long timeNs(String text) {
    try {
      Instant time = Instant.parse(text);
      return time.getEpochSecond() < 0
          ? NO_TIME
          : Math.addExact(Math.multiplyExact(time.getEpochSecond(), NS_PER_S), time.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      return NO_TIME;
    }
  }

  /** Returns when it was complete, less when it was received; negative where a clock went back. */
  long durationNs() {
    return stageNs - receivedNs;
  }
}
