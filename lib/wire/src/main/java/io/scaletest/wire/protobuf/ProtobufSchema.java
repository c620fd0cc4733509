package io.scaletest.wire.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The messages of Kubernetes' protobuf: number, name in JSON and type of every field of every kind
 * that is served, but CustomResourceDefinitions. Immutable once read.
 *
 * <p><i>Source:</i> {@code kubernetes.schema}, which hack/protobuf-schema.sh makes of Kubernetes'
 * own Go types; an end-to-end test makes it again and compares.
 */
final class ProtobufSchema {
  private static final String RESOURCE = "kubernetes.schema";
  private static final String LIST = "[]";
  private static final String MAP = "{}";

  private final Map<String, Message> kinds = new HashMap<>();
  private final Map<String, Message> messages = new HashMap<>();

  /** What a value is in JSON, and by which it is in protobuf. */
  enum Value {
    TEXT,
    NUMBER,
    FLAG,
    /** Base64 in JSON. */
    BYTES,
    TIME,
    MICROS,
    QUANTITY,
    INT_OR_STRING,
    /** Any JSON, as bytes of a message of its own. */
    RAW,
    /** A list of texts, in a message of its own. */
    TEXTS,
    MESSAGE
  }

  /** How many values a field has. */
  enum Shape {
    ONE,
    LIST,
    /** By a text. */
    MAP,
    /** One message, whose fields are the outer one's own in JSON. */
    INLINE
  }

  /**
   * One field.
   *
   * @param message of a field of messages; the empty one for other types
   * @param omitsEmpty whether JSON leaves it out where it is empty, 0 or false
   */
  record Field(
      int number, String name, Shape shape, Value type, Message message, boolean omitsEmpty) {}

  /** One message; its fields are set once the whole schema is read. */
  static final class Message {
    private static final Message NONE = new Message("");

    private final String name;
    private List<Field> fields = List.of();
    private Field[] byNumber = {};

    private Message(String name) {
      this.name = name;
    }

    private void set(List<Field> newFields) {
      fields = newFields;
      byNumber = new Field[newFields.stream().mapToInt(Field::number).max().orElse(0) + 1];
      newFields.forEach(field -> byNumber[field.number()] = field);
    }

    /** Returns the fields, by their numbers. */
    List<Field> fields() {
      return fields;
    }

    /** Returns the field of a number; null where this version of Kubernetes has none. */
    Field field(int number) {
      return number < byNumber.length ? byNumber[number] : null;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private ProtobufSchema() {}

  /** Reads the schema that is built in. */
  static ProtobufSchema builtIn() {
    ProtobufSchema schema = new ProtobufSchema();
    try (var in = Objects.requireNonNull(ProtobufSchema.class.getResourceAsStream(RESOURCE));
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.startsWith("#")).forEach(schema::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return schema;
  }

  private void read(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      String[] words = line.split(" ");
      kinds.put(key(words[0], words[1]), message(words[2]));
      return;
    }
    String fields = line.substring(colon + 1).strip();
    if (!fields.isEmpty()) {
      message(line.substring(0, colon))
          .set(List.of(fields.split(", ")).stream().map(this::field).toList());
    }
  }

  private Field field(String text) {
    String[] words = text.split(" ");
    String type = words[2];
    boolean omits = type.startsWith("?");
    boolean inline = type.startsWith("~");
    if (omits || inline) {
      type = type.substring(1);
    }
    Shape shape = inline ? Shape.INLINE : Shape.ONE;
    if (type.startsWith(LIST) || type.startsWith(MAP)) {
      shape = type.startsWith(LIST) ? Shape.LIST : Shape.MAP;
      type = type.substring(LIST.length());
    }
    boolean isMessage = type.indexOf('.') > 0;
    return new Field(
        Integer.parseInt(words[0]),
        words[1],
        shape,
        isMessage ? Value.MESSAGE : type(type),
        isMessage ? message(type) : Message.NONE,
        omits);
  }

  private static Value type(String word) {
    return switch (word) {
      case "text" -> Value.TEXT;
      case "number" -> Value.NUMBER;
      case "flag" -> Value.FLAG;
      case "bytes" -> Value.BYTES;
      case "time" -> Value.TIME;
      case "micros" -> Value.MICROS;
      case "quantity" -> Value.QUANTITY;
      case "int-or-string" -> Value.INT_OR_STRING;
      case "raw" -> Value.RAW;
      case "texts" -> Value.TEXTS;
      default -> throw new IllegalStateException("kubernetes.schema: no type " + word);
    };
  }

  private Message message(String name) {
    return messages.computeIfAbsent(name, Message::new);
  }

  private static String key(String apiVersion, String kind) {
    return apiVersion + ' ' + kind;
  }

  /** Returns the message of a kind; empty where it has none. */
  Optional<Message> kind(String apiVersion, String kind) {
    // A kind of every group and version, as apimachinery's AddToGroupVersion registers it.
    String version = kind.equals("DeleteOptions") ? "v1" : apiVersion;
    return Optional.ofNullable(kinds.get(key(version, kind)));
  }
}
