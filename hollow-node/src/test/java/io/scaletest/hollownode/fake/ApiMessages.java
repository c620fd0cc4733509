package io.scaletest.hollownode.fake;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.ProtobufFields;
import io.scaletest.wire.protobuf.ProtobufObject;
import io.scaletest.wire.protobuf.ProtobufWriter;
import io.scaletest.wire.time.UtcTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The API's protobuf as JSON and back, so that tests can say and read what they mean. The numbers
 * are those of a list of Kubernetes' own messages, not those of the code under test. What a message
 * cannot hold is a mistake of the test.
 */
public final class ApiMessages {
  /** Messages that JSON does not show: their fields are the outer message's own. */
  private static final Set<String> INLINE =
      Set.of("volumeSource", "localObjectReference", "handler", "ephemeralContainerCommon");

  private static final Map<String, Map<String, Field>> MESSAGES = read();

  private ApiMessages() {}

  /**
   * @param type name of a message or a scalar
   */
  public record Field(String name, int number, String label, String type) {}

  private static Map<String, Map<String, Field>> read() {
    Map<String, Map<String, Field>> messages = new LinkedHashMap<>();
    for (String line : resource("kubernetes-1.36.fields").split("\n")) {
      if (!line.startsWith("#")) {
        String[] parts = line.split(": ?", 2);
        messages.put(parts[0], fields(parts[1]));
      }
    }
    return messages;
  }

  private static String resource(String name) {
    try (InputStream in = ApiMessages.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Field> fields(String text) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (String field : text.split(", ")) {
      String[] words = field.split(" ");
      if (words.length > 1) {
        String label = words.length == 4 ? words[2] : "";
        int number = Integer.parseInt(words[1]);
        fields.put(words[0], new Field(words[0], number, label, words[words.length - 1]));
      }
    }
    return fields;
  }

  /** Returns the fields of a message by their names. */
  public static Map<String, Field> fieldsOf(String message) {
    return Optional.ofNullable(MESSAGES.get(message))
        .orElseThrow(() -> new AssertionError("no message " + message));
  }

  /** Tells whether JSON does not show a field of that name, but what is in it. */
  public static boolean isInline(String field) {
    return INLINE.contains(field);
  }

  /** Returns the message of the objects that a path of the API is about. */
  static String messageAt(String path) {
    String resource = path.replaceAll("\\?.*", "");
    return resource.contains("/pods")
        ? "Pod"
        : resource.contains("/leases")
            ? "Lease"
            : resource.contains("/configmaps")
                ? "ConfigMap"
                : resource.contains("/secrets")
                    ? "Secret"
                    : resource.contains("/nodes")
                        ? "Node"
                        : resource.contains("/csinodes") ? "CSINode" : "PartialObjectMetadata";
  }

  /** Returns an object's own message, as it stands in a watch's event. */
  public static byte[] encode(String message, String json) {
    ProtobufWriter out = new ProtobufWriter();
    write(out, message, tree(json));
    return out.bytes();
  }

  /** Returns the body of an answer. */
  static byte[] answer(String message, String json) {
    ProtobufWriter out = ProtobufObject.begin("v1", message);
    write(out, message, tree(json));
    return out.bytes();
  }

  /** Returns one event as it stands in a watch's bytes, behind its length. */
  public static byte[] event(String path, String json) {
    Map<String, Object> event = tree(json);
    String type = JsonTree.text(event, "type");
    String message = type.equals("ERROR") ? "Status" : messageAt(path);
    ProtobufWriter object = ProtobufObject.begin("v1", message);
    write(object, message, (Map<?, ?>) event.get("object"));
    ProtobufWriter out = new ProtobufWriter().text(1, type).message(2).bytes(1, object.bytes());
    byte[] bytes = out.bytes();
    return ByteBuffer.allocate(Integer.BYTES + bytes.length)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private static Map<String, Object> tree(String json) {
    return JsonTree.object(json.getBytes(StandardCharsets.UTF_8))
        .orElseThrow(() -> new AssertionError("no JSON: " + json));
  }

  private static void write(ProtobufWriter out, String message, Map<?, ?> tree) {
    Map<String, Field> fields = fieldsOf(message);
    tree.forEach(
        (key, value) -> {
          Field field = fields.get(key.toString());
          if (field != null) {
            writeField(out, field, value);
          } else if (!key.equals("kind") && !key.equals("apiVersion")) {
            writeInline(out, message, Map.of(key, value));
          }
        });
  }

  private static void writeInline(ProtobufWriter out, String message, Map<?, ?> entry) {
    Field inline =
        fieldsOf(message).values().stream()
            .filter(field -> INLINE.contains(field.name()))
            .findFirst()
            .orElseThrow(() -> new AssertionError(message + " cannot hold " + entry));
    out.message(inline.number());
    write(out, inline.type(), entry);
    out.end();
  }

  private static void writeField(ProtobufWriter out, Field field, Object value) {
    if (field.label().equals("repeated")) {
      ((List<?>) value).forEach(element -> writeValue(out, field.number(), field.type(), element));
    } else if (field.label().equals("map")) {
      ((Map<?, ?>) value)
          .forEach(
              (key, element) -> {
                out.message(field.number()).text(1, key.toString());
                writeValue(out, 2, field.type(), element);
                out.end();
              });
    } else {
      writeValue(out, field.number(), field.type(), value);
    }
  }

  private static void writeValue(ProtobufWriter out, int number, String type, Object value) {
    switch (type) {
      case "string" -> out.text(number, (String) value);
      case "bytes" -> out.bytes(number, ((String) value).getBytes(StandardCharsets.UTF_8));
      case "int32", "int64" -> out.number(number, (Long) value);
      case "bool" -> out.flag(number, (Boolean) value);
      case "Quantity" -> out.message(number).text(1, (String) value).end();
      case "Time", "MicroTime" -> {
        Instant time = Instant.parse((String) value);
        out.message(number).number(1, time.getEpochSecond()).number(2, time.getNano()).end();
      }
      default -> {
        out.message(number);
        write(out, type, (Map<?, ?>) value);
        out.end();
      }
    }
  }

  /** Returns the object in a request's body as JSON, its fields in the order of the body. */
  public static String body(byte[] body) {
    try {
      ProtobufFields envelope =
          new ProtobufFields(body, Integer.BYTES, body.length - Integer.BYTES);
      ProtobufFields type = envelope.first(1);
      String apiVersion = type.find(1).text();
      String kind = type.find(2).text();
      String message = apiVersion.startsWith("events.k8s.io") ? "events/v1." + kind : kind;
      JsonWriter json = new JsonWriter().object().put("kind", kind).put("apiVersion", apiVersion);
      read(json, message, ProtobufObject.fields(body, 0, body.length));
      return json.endObject().toString();
    } catch (MalformedProtobufException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the JSON of a message. */
  public static String json(String message, ProtobufFields fields)
      throws MalformedProtobufException {
    JsonWriter json = new JsonWriter().object();
    read(json, message, fields);
    return json.endObject().toString();
  }

  private static void read(JsonWriter json, String message, ProtobufFields from)
      throws MalformedProtobufException {
    Map<String, List<String>> values = new LinkedHashMap<>();
    while (from.next()) {
      int number = from.field();
      Field field =
          fieldsOf(message).values().stream()
              .filter(each -> each.number() == number)
              .findFirst()
              .orElseThrow(() -> new AssertionError(message + " has no field " + number));
      if (INLINE.contains(field.name())) {
        read(json, field.type(), from.message());
      } else {
        values.computeIfAbsent(field.name(), n -> new ArrayList<>()).add(value(field, from));
      }
    }
    values.forEach((name, list) -> json.putRaw(name, together(fieldsOf(message).get(name), list)));
  }

  private static String together(Field field, List<String> values) {
    String joined = String.join(",", values);
    return switch (field.label()) {
      case "repeated" -> "[" + joined + "]";
      case "map" -> "{" + joined + "}";
      default -> joined;
    };
  }

  private static String value(Field field, ProtobufFields from) throws MalformedProtobufException {
    if (!field.label().equals("map")) {
      return value(field.type(), from);
    }
    ProtobufFields entry = from.message();
    return quoted(entry.find(1).text()) + ":" + value(field.type(), entry.find(2));
  }

  private static String value(String type, ProtobufFields from) throws MalformedProtobufException {
    return switch (type) {
      case "string" -> quoted(from.text());
      case "int32", "int64" -> Long.toString(from.number());
      case "bool" -> Boolean.toString(from.number() != 0);
      case "Quantity" -> quoted(from.message().find(1).text());
      case "FieldsV1" -> from.message().find(1).text();
      case "Time" -> quoted(UtcTime.api(time(from.message()).getEpochSecond()));
      case "MicroTime" -> quoted(UtcTime.apiMicro(time(from.message())));
      default -> json(type, from.message());
    };
  }

  private static Instant time(ProtobufFields time) throws MalformedProtobufException {
    long seconds = 0;
    long nanos = 0;
    while (time.next()) {
      if (time.isNumber(1)) {
        seconds = time.number();
      } else if (time.isNumber(2)) {
        nanos = time.number();
      }
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  private static String quoted(String text) {
    String array = new JsonWriter().array().element(text).endArray().endObject().toString();
    return array.substring(array.indexOf('[') + 1, array.length() - 2);
  }
}
