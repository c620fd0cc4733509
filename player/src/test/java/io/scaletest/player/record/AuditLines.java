package io.scaletest.player.record;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.UtcTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Audit events for tests, as a server writes them. */
final class AuditLines {
  static final Instant BEGIN = Instant.parse("2026-05-04T08:00:00Z");

  private AuditLines() {}

  /** One event, put together. */
  static final class Line {
    private final Map<String, Object> event = new LinkedHashMap<>();

    private Line(String verb, String uri) {
      event.put("kind", "Event");
      event.put("apiVersion", "audit.k8s.io/v1");
      event.put("level", "RequestResponse");
      event.put(
          "auditID",
          UUID.nameUUIDFromBytes((verb + uri).getBytes(StandardCharsets.UTF_8)).toString());
      event.put("stage", "ResponseComplete");
      event.put("requestURI", uri);
      event.put("verb", verb);
      event.put("user", JsonTree.of("username", "anna", "groups", List.of("dev")));
      event.put("userAgent", "kubectl/v1.36.1");
      event.put("responseStatus", JsonTree.of("code", verb.equals("create") ? 201L : 200L));
      at(0, 10);
    }

    /** Sets the times, in milliseconds since {@link #BEGIN}. */
    Line at(long receivedMs, long completeMs) {
      event.put("requestReceivedTimestamp", UtcTime.apiMicro(BEGIN.plusMillis(receivedMs)));
      event.put("stageTimestamp", UtcTime.apiMicro(BEGIN.plusMillis(completeMs)));
      return this;
    }

    Line with(String field, Object value) {
      event.put(field, value);
      return this;
    }

    Line id(String id) {
      return with("auditID", id);
    }

    Line code(long code) {
      return with("responseStatus", JsonTree.of("code", code));
    }

    /** Sets what the request is of: {@code group/version/resource/subresource}. */
    Line of(String path, String namespace, String name) {
      String[] parts = path.split("/", -1);
      Map<String, Object> reference =
          JsonTree.of("apiGroup", parts[0], "apiVersion", parts[1], "resource", parts[2]);
      if (parts.length > 3) {
        reference.put("subresource", parts[3]);
      }
      if (!namespace.isEmpty()) {
        reference.put("namespace", namespace);
      }
      if (!name.isEmpty()) {
        reference.put("name", name);
      }
      return with("objectRef", reference);
    }

    Line request(String json) {
      return with("requestObject", JsonTree.ownObject(json.getBytes(StandardCharsets.UTF_8)));
    }

    Line response(String json) {
      return with("responseObject", JsonTree.ownObject(json.getBytes(StandardCharsets.UTF_8)));
    }

    Map<String, Object> tree() {
      return event;
    }

    @Override
    public String toString() {
      return JsonWriter.text(event);
    }
  }

  static Line line(String verb, String uri) {
    return new Line(verb, uri);
  }

  /** Returns a create of a ConfigMap that the server committed as a revision. */
  static Line created(String name, long version, long receivedMs, long completeMs) {
    return line("create", "/api/v1/namespaces/shop/configmaps?name=" + name)
        .with("requestURI", "/api/v1/namespaces/shop/configmaps")
        .of("/v1/configmaps", "shop", name)
        .at(receivedMs, completeMs)
        .request(
            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\""
                + name
                + "\"},\"data\":{\"k\":\"v\"}}")
        .response(
            "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
                + name
                + "\",\"uid\":\"uid-"
                + name
                + "\",\"resourceVersion\":\""
                + version
                + "\"}}");
  }
}
