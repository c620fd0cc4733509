package io.scaletest.wire.protobuf;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.json.MalformedJsonException;
import io.scaletest.wire.protobuf.ProtobufSchema.Field;
import io.scaletest.wire.protobuf.ProtobufSchema.Message;
import io.scaletest.wire.protobuf.ProtobufSchema.Shape;
import io.scaletest.wire.protobuf.ProtobufSchema.Value;
import io.scaletest.wire.time.UtcTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The converter between objects as trees and Kubernetes' protobuf. What a kind has no field for is
 * lost in protobuf. Stateless and safe for use by many threads.
 *
 * <p><i>Source:</i> apimachinery's serializer/protobuf, and the Marshal and Unmarshal methods of
 * Time, MicroTime, Quantity, IntOrString, RawExtension and FieldsV1.
 */
public final class KubernetesProtobuf {
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final int RAW = 1;
  private static final int STRING_TYPE = 1;
  private static final int INT_OR_STRING_TYPE = 1;
  private static final int INT_VALUE = 2;
  private static final int STRING_VALUE = 3;
  private static final int NANOS_PER_MICRO = 1_000;

  private KubernetesProtobuf() {}

  /** The schema is read when protobuf is first spoken of. */
  private static final class Holder {
    static final ProtobufSchema SCHEMA = ProtobufSchema.builtIn();
  }

  /** Returns whether objects of a kind have a form in protobuf. */
  public static boolean has(String apiVersion, String kind) {
    return Holder.SCHEMA.kind(apiVersion, kind).isPresent();
  }

  /**
   * Returns an object as a body in protobuf; empty where its kind has none.
   *
   * @throws IllegalArgumentException if a field has a value that its type does not allow; the
   *     message names it
   */
  public static Optional<byte[]> encode(Map<String, Object> tree) {
    String apiVersion = JsonTree.string(tree, "apiVersion");
    String kind = JsonTree.string(tree, "kind");
    return Holder.SCHEMA
        .kind(apiVersion, kind)
        .map(
            message -> {
              ProtobufWriter out = ProtobufObject.begin(apiVersion, kind);
              write(out, message, tree);
              return out.bytes();
            });
  }

  /**
   * Returns the object that a body in protobuf is; empty where its kind has no such form.
   *
   * @throws MalformedProtobufException if it is cut off or no protobuf
   */
  public static Optional<Map<String, Object>> decode(byte[] body)
      throws MalformedProtobufException {
    ProtobufObject.Envelope envelope = ProtobufObject.open(body);
    Optional<Message> message = Holder.SCHEMA.kind(envelope.apiVersion(), envelope.kind());
    if (message.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> tree =
        JsonTree.of("kind", envelope.kind(), "apiVersion", envelope.apiVersion());
    read(tree, message.get(), envelope.object());
    return Optional.of(tree);
  }

  // ---- from a tree

  private static void write(ProtobufWriter out, Message message, Map<String, Object> tree) {
    for (Field field : message.fields()) {
      if (field.shape() == Shape.INLINE) {
        if (hasAny(field.message(), tree)) {
          out.message(field.number());
          write(out, field.message(), tree);
          out.end();
        }
        continue;
      }
      Object value = tree.get(field.name());
      if (value != null) {
        try {
          write(out, field, value);
        } catch (ClassCastException | DateTimeException | NumberFormatException e) {
          throw unfit(message, field, value);
        }
      }
    }
  }

  private static IllegalArgumentException unfit(Message message, Field field, Object value) {
    return new IllegalArgumentException(
        message + "." + field.name() + " cannot be said in protobuf: " + shortened(value));
  }

  private static String shortened(Object value) {
    String text = String.valueOf(value);
    return text.length() > 64 ? text.substring(0, 64) + "…" : text;
  }

  private static boolean hasAny(Message message, Map<String, Object> tree) {
    for (Field field : message.fields()) {
      if (field.shape() == Shape.INLINE
          ? hasAny(field.message(), tree)
          : tree.get(field.name()) != null) {
        return true;
      }
    }
    return false;
  }

  private static void write(ProtobufWriter out, Field field, Object value) {
    switch (field.shape()) {
      case LIST -> {
        for (Object element : (List<?>) value) {
          value(out, field.number(), field, element);
        }
      }
      case MAP -> {
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          out.message(field.number()).text(MetaFields.MAP_KEY, (String) entry.getKey());
          value(out, MetaFields.MAP_VALUE, field, entry.getValue());
          out.end();
        }
      }
      default -> value(out, field.number(), field, value);
    }
  }

  private static void value(ProtobufWriter out, int number, Field field, Object value) {
    if (value == null) {
      throw new ClassCastException("null in a list or map");
    }
    switch (field.type()) {
      case TEXT -> out.text(number, (String) value);
      case NUMBER -> out.number(number, (Long) value);
      case FLAG -> out.flag(number, (Boolean) value);
      case BYTES -> out.bytes(number, base64((String) value));
      case TIME -> {
        out.message(number).number(MetaFields.TIME_SECONDS, second((String) value)).end();
      }
      case MICROS -> {
        Instant time = OffsetDateTime.parse((String) value).toInstant();
        out.message(number).number(MetaFields.TIME_SECONDS, time.getEpochSecond());
        int nanos = time.getNano();
        out.number(MetaFields.TIME_NANOS, nanos - nanos % NANOS_PER_MICRO).end();
      }
      case QUANTITY ->
          out.message(number).text(MetaFields.QUANTITY_TEXT, String.valueOf(value)).end();
      case INT_OR_STRING -> {
        out.message(number);
        if (value instanceof String text) {
          out.number(INT_OR_STRING_TYPE, STRING_TYPE).text(STRING_VALUE, text);
        } else {
          out.number(INT_OR_STRING_TYPE, 0).number(INT_VALUE, (Long) value);
        }
        out.end();
      }
      case RAW -> {
        out.message(number).bytes(RAW, new JsonWriter().value(value).bytes()).end();
      }
      case TEXTS -> {
        out.message(number);
        for (Object element : (List<?>) value) {
          out.text(RAW, (String) element);
        }
        out.end();
      }
      case MESSAGE -> {
        out.message(number);
        write(out, field.message(), JsonTree.asObject((Map<?, ?>) value));
        out.end();
      }
    }
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw (NumberFormatException) new NumberFormatException("no base64").initCause(e);
    }
  }

  private static long second(String time) {
    return UtcTime.epochSecond(time).orElseThrow(() -> new DateTimeException("no time: " + time));
  }

  // ---- to a tree

  private static void read(Map<String, Object> tree, Message message, ProtobufFields from)
      throws MalformedProtobufException {
    while (from.next()) {
      Field field = message.field(from.field());
      if (field != null && fits(field, from)) {
        read(tree, field, from);
      }
    }
  }

  private static boolean fits(Field field, ProtobufFields from) {
    boolean whole =
        field.shape() != Shape.MAP && (field.type() == Value.NUMBER || field.type() == Value.FLAG);
    return whole ? from.isNumber(field.number()) : from.is(field.number());
  }

  private static void read(Map<String, Object> tree, Field field, ProtobufFields from)
      throws MalformedProtobufException {
    switch (field.shape()) {
      case INLINE -> read(tree, field.message(), from.message());
      case LIST -> list(tree, field.name()).add(value(field, from));
      case MAP -> readEntry(JsonTree.ownChild(tree, field.name()), field, from.message());
      case ONE -> {
        Object value = value(field, from);
        if (value != null && !(field.omitsEmpty() && isEmpty(value))) {
          tree.put(field.name(), value);
        }
      }
    }
  }

  /** An empty object is left in: Go's JSON omits no structs. */
  private static boolean isEmpty(Object value) {
    return value.equals("") || value.equals(0L) || value.equals(false);
  }

  private static List<Object> list(Map<String, Object> tree, String name) {
    if (tree.get(name) instanceof List<?> list) {
      return JsonTree.asList(list);
    }
    List<Object> made = new ArrayList<>(2);
    tree.put(name, made);
    return made;
  }

  private static void readEntry(Map<String, Object> map, Field field, ProtobufFields entry)
      throws MalformedProtobufException {
    String key = "";
    Object value = ofNothing(field);
    while (entry.next()) {
      if (entry.is(MetaFields.MAP_KEY)) {
        key = entry.text();
      } else if (entry.is(MetaFields.MAP_VALUE)) {
        value = value(field, entry);
      }
    }
    map.put(key, value);
  }

  /** Returns the value of an entry that has none, which protobuf means to be the empty one. */
  private static Object ofNothing(Field field) {
    return switch (field.type()) {
      case MESSAGE -> new LinkedHashMap<String, Object>();
      case TEXTS -> new ArrayList<>();
      case QUANTITY -> "0";
      default -> "";
    };
  }

  private static Object value(Field field, ProtobufFields from) throws MalformedProtobufException {
    return switch (field.type()) {
      case TEXT -> from.text();
      case NUMBER -> from.number();
      case FLAG -> from.number() != 0;
      case BYTES -> Base64.getEncoder().encodeToString(from.content());
      case TIME, MICROS -> time(field.type(), from.message());
      case QUANTITY -> quantity(from.message());
      case INT_OR_STRING -> intOrString(from.message());
      case RAW -> raw(from.message());
      case TEXTS -> texts(from.message());
      case MESSAGE -> {
        Map<String, Object> tree = new LinkedHashMap<>();
        read(tree, field.message(), from.message());
        yield tree;
      }
    };
  }

  /** Returns a time as text; null for Go's zero, which is no time. */
  private static Object time(Value type, ProtobufFields time) throws MalformedProtobufException {
    long second = 0;
    long nanos = 0;
    while (time.next()) {
      if (time.isNumber(MetaFields.TIME_SECONDS)) {
        second = time.number();
      } else if (time.isNumber(MetaFields.TIME_NANOS)) {
        nanos = time.number();
      }
    }
    if (second == 0 && nanos == 0) {
      return null;
    }
    try {
      return type == Value.MICROS
          ? UtcTime.apiMicro(Instant.ofEpochSecond(second, nanos))
          : UtcTime.api(Instant.ofEpochSecond(second).getEpochSecond());
    } catch (DateTimeException | ArithmeticException e) {
      throw new MalformedProtobufException("a time in protobuf is beyond all years: " + second);
    }
  }

  private static String quantity(ProtobufFields quantity) throws MalformedProtobufException {
    while (quantity.next()) {
      if (quantity.is(MetaFields.QUANTITY_TEXT)) {
        return quantity.text();
      }
    }
    return "0";
  }

  private static Object intOrString(ProtobufFields value) throws MalformedProtobufException {
    long type = 0;
    long number = 0;
    String text = "";
    while (value.next()) {
      if (value.isNumber(INT_OR_STRING_TYPE)) {
        type = value.number();
      } else if (value.isNumber(INT_VALUE)) {
        number = value.number();
      } else if (value.is(STRING_VALUE)) {
        text = value.text();
      }
    }
    return type == STRING_TYPE ? text : (Object) number;
  }

  private static Object raw(ProtobufFields message) throws MalformedProtobufException {
    while (message.next()) {
      if (message.is(RAW)) {
        return json(message.content());
      }
    }
    return null;
  }

  /** Kubernetes' own kinds have JSON there, also inside of protobuf. */
  private static Object json(byte[] raw) throws MalformedProtobufException {
    try {
      return raw.length == 0 ? null : JsonTree.parse(raw);
    } catch (MalformedJsonException e) {
      throw new MalformedProtobufException("JSON inside of protobuf: " + e.getMessage());
    }
  }

  private static List<Object> texts(ProtobufFields message) throws MalformedProtobufException {
    List<Object> texts = new ArrayList<>();
    while (message.next()) {
      if (message.is(RAW)) {
        texts.add(message.text());
      }
    }
    return texts;
  }
}
