package io.scaletest.player.record;

import io.scaletest.player.trace.SourceLoss;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Takes audit events out of what log services wrap them in: EventLists of webhooks, CloudWatch's
 * messages (EKS), Cloud Logging's entries (GKE), Azure Monitor's records and tables (AKS). For one
 * thread.
 */
final class Unwrapper {
  static final String AUDIT_VERSION = "audit.k8s.io/v1";

  /** The stream of CloudWatch that API servers' audit logs are in. */
  private static final String EKS_STREAM = "kube-apiserver-audit";

  private static final String AKS_CATEGORY = "kube-audit";
  private static final String TRUNCATED = "[Truncated...]";

  /** A list in a message in a list: what is deeper is nobody's. */
  private static final int DEPTH_MAX = 4;

  private final Losses losses;
  private final BiConsumer<String, Map<String, Object>> events;

  /**
   * @param events takes each event with its server's name
   */
  Unwrapper(Losses losses, BiConsumer<String, Map<String, Object>> events) {
    this.losses = losses;
    this.events = events;
  }

  /**
   * Takes a value of a log.
   *
   * @param server the server whose log it is, where it does not say another
   * @return whether it is of an audit log
   */
  boolean take(String server, Map<String, Object> wrapper, Object value) {
    return take(server, wrapper, value, 0);
  }

  private boolean take(String server, Map<String, Object> wrapper, Object value, int depth) {
    if (value instanceof List<?> fields) {
      return ofInsights(server, fields, depth);
    }
    if (depth > DEPTH_MAX || !(value instanceof Map<?, ?> map)) {
      return false;
    }
    Map<String, Object> object = JsonTree.asObject(map);
    if (AUDIT_VERSION.equals(object.get("apiVersion"))) {
      return ofApi(server, object, depth);
    }
    if (object.get("protoPayload") instanceof Map<?, ?> payload) {
      return GkeEntry.event(object, JsonTree.asObject(payload))
          .map(event -> accepted(GkeEntry.server(object, server), event))
          .orElseGet(this::ofOtherLog);
    }
    for (String name : List.of("message", "@message")) {
      if (object.get(name) instanceof String text) {
        return ofCloudWatch(server, wrapper, object, text, depth);
      }
    }
    if (object.containsKey("properties") || object.containsKey("log_s")) {
      return ofAzure(server, object, depth);
    }
    if (object.containsKey("AuditId")) {
      return accepted(text(object, "PodName", server), AksRow.event(object));
    }
    return elements(server, object, depth);
  }

  private boolean elements(String server, Map<String, Object> object, int depth) {
    boolean found = false;
    for (String name : LogReader.LISTS) {
      for (Object each : JsonTree.list(object, name)) {
        found |= take(server, object, each, depth + 1);
      }
    }
    return found;
  }

  private boolean accepted(String server, Map<String, Object> event) {
    events.accept(server, event);
    return true;
  }

  private boolean ofApi(String server, Map<String, Object> object, int depth) {
    return "EventList".equals(object.get("kind"))
        ? elements(server, object, depth)
        : accepted(server, object);
  }

  private boolean ofOtherLog() {
    losses.add(SourceLoss.OTHER_LOG);
    return true;
  }

  private boolean ofCloudWatch(
      String server,
      Map<String, Object> wrapper,
      Map<String, Object> object,
      String message,
      int depth) {
    String stream = text(object, "logStreamName", text(object, "@logStream", ""));
    if (stream.isEmpty()) {
      stream = text(wrapper, "logStream", text(object, "logStream", ""));
    }
    if (!stream.isEmpty() && !stream.startsWith(EKS_STREAM)) {
      return ofOtherLog();
    }
    return ofText(stream.isEmpty() ? server : stream, message, depth);
  }

  /** Takes a row of CloudWatch's Insights: a list of fields with their values. */
  private boolean ofInsights(String server, List<?> fields, int depth) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (Object each : fields) {
      if (each instanceof Map<?, ?> field && field.get("field") instanceof String name) {
        row.put(name, field.get("value"));
      }
    }
    return !row.isEmpty() && take(server, Map.of(), row, depth + 1);
  }

  private boolean ofAzure(String server, Map<String, Object> object, int depth) {
    String category =
        text(object, "category", text(object, "Category", "")).toLowerCase(Locale.ROOT);
    if (!category.isEmpty() && !category.startsWith(AKS_CATEGORY)) {
      return ofOtherLog();
    }
    Map<String, Object> properties = object;
    if (object.get("properties") instanceof Map<?, ?> map) {
      properties = JsonTree.asObject(map);
    } else if (object.get("properties") instanceof String text) {
      properties = JsonTree.object(text.getBytes(StandardCharsets.UTF_8)).orElse(object);
    }
    String pod = text(properties, "pod", text(properties, "pod_s", server));
    String log = text(properties, "log", text(properties, "log_s", ""));
    return !log.isEmpty() && ofText(pod, log, depth);
  }

  /** Takes an event that is a text. */
  private boolean ofText(String server, String text, int depth) {
    if (text.endsWith(TRUNCATED)) {
      losses.add(SourceLoss.TRUNCATED_MESSAGE);
      return true;
    }
    try {
      Object value = JsonTree.parse(text.getBytes(StandardCharsets.UTF_8));
      return take(server, Map.of(), value, depth + 1);
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  private static String text(Map<String, Object> object, String name, String otherwise) {
    String text = JsonTree.string(object, name);
    return text.isEmpty() ? otherwise : text;
  }

  /** A row of the tables AKSAudit and AKSAuditAdmin: an event whose fields are columns. */
  private static final class AksRow {
    private static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
      FIELDS.put("AuditId", "auditID");
      FIELDS.put("Level", "level");
      FIELDS.put("Stage", "stage");
      FIELDS.put("RequestUri", "requestURI");
      FIELDS.put("Verb", "verb");
      FIELDS.put("User", "user");
      FIELDS.put("ObjectRef", "objectRef");
      FIELDS.put("Annotations", "annotations");
      FIELDS.put("RequestObject", "requestObject");
      FIELDS.put("ResponseObject", "responseObject");
      FIELDS.put("ResponseStatus", "responseStatus");
      FIELDS.put("RequestReceivedTime", "requestReceivedTimestamp");
      FIELDS.put("StageReceivedTime", "stageTimestamp");
      FIELDS.put("UserAgent", "userAgent");
    }

    static Map<String, Object> event(Map<String, Object> row) {
      Map<String, Object> event = new LinkedHashMap<>();
      FIELDS.forEach((column, field) -> put(event, field, row.get(column)));
      return event;
    }

    /** A column of JSON is JSON in some exports, a text of it in others. */
    private static void put(Map<String, Object> event, String field, Object value) {
      if (value == null || value.equals("")) {
        return;
      }
      if (value instanceof String text && (text.startsWith("{") || text.startsWith("["))) {
        try {
          event.put(field, JsonTree.parse(text.getBytes(StandardCharsets.UTF_8)));
          return;
        } catch (MalformedJsonException e) {
          event.put(field, text);
          return;
        }
      }
      event.put(field, value);
    }
  }
}
