package io.scaletest.wire.protobuf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Descriptor of one protobuf message of Kubernetes' API: names, numbers and types of those fields
 * that are read or written here. The descriptors in this package are the only place with numbers of
 * fields; whoever reads a message field by field asks them for its numbers, once. Immutable.
 *
 * <p>A tree that is read by a descriptor has the keys and values of the object's JSON, but for
 * times, which are seconds since the epoch.
 *
 * <p><i>Source:</i> the {@code generated.proto} files of k8s.io/api and k8s.io/apimachinery. An
 * end-to-end test compares every descriptor with them.
 */
public final class MessageShape {
  private static final MessageShape NONE = new MessageShape("", new Field[0]);

  private final String name;
  private final List<Field> fields;
  private final Field[] byNumber;

  /** What a field holds. */
  public enum Kind {
    TEXT,
    TEXTS,
    NUMBER,
    NUMBERS,
    FLAG,
    TIME,
    MESSAGE,
    MESSAGES,
    /** A message whose fields are the outer one's own in JSON. */
    INLINE,
    /** By a text; its values are texts or bytes. */
    TEXT_MAP,
    QUANTITY_MAP
  }

  /**
   * One field; its name is that in JSON.
   *
   * @param message shape of the message or messages in the field; without fields for other kinds
   */
  public record Field(int number, String name, Kind kind, MessageShape message) {
    private boolean isIn(ProtobufFields fields) {
      boolean whole = kind == Kind.NUMBER || kind == Kind.NUMBERS || kind == Kind.FLAG;
      return whole ? fields.isNumber(number) : fields.is(number);
    }
  }

  private MessageShape(String name, Field[] fields) {
    this.name = name;
    this.fields = List.of(fields);
    int highest = this.fields.stream().mapToInt(Field::number).max().orElse(0);
    this.byNumber = new Field[highest + 1];
    this.fields.forEach(field -> byNumber[field.number()] = field);
  }

  /**
   * @param name the message's name in its {@code generated.proto}; with the package before it where
   *     that is not core/v1 and another has the same name: {@code events/v1.Event}
   */
  static MessageShape of(String name, Field... fields) {
    return new MessageShape(name, fields);
  }

  /** Returns a shape of the same message with some of its fields. */
  MessageShape only(String... names) {
    return new MessageShape(name, Arrays.stream(names).map(this::field).toArray(Field[]::new));
  }

  static Field text(int number, String name) {
    return new Field(number, name, Kind.TEXT, NONE);
  }

  static Field texts(int number, String name) {
    return new Field(number, name, Kind.TEXTS, NONE);
  }

  static Field number(int number, String name) {
    return new Field(number, name, Kind.NUMBER, NONE);
  }

  static Field numbers(int number, String name) {
    return new Field(number, name, Kind.NUMBERS, NONE);
  }

  static Field flag(int number, String name) {
    return new Field(number, name, Kind.FLAG, NONE);
  }

  static Field time(int number, String name) {
    return new Field(number, name, Kind.TIME, NONE);
  }

  static Field message(int number, String name, MessageShape shape) {
    return new Field(number, name, Kind.MESSAGE, shape);
  }

  static Field messages(int number, String name, MessageShape shape) {
    return new Field(number, name, Kind.MESSAGES, shape);
  }

  static Field inline(int number, String name, MessageShape shape) {
    return new Field(number, name, Kind.INLINE, shape);
  }

  static Field textMap(int number, String name) {
    return new Field(number, name, Kind.TEXT_MAP, NONE);
  }

  static Field quantityMap(int number, String name) {
    return new Field(number, name, Kind.QUANTITY_MAP, NONE);
  }

  public String name() {
    return name;
  }

  public List<Field> fields() {
    return fields;
  }

  /** Returns the number of the field of that name, for who reads the message without a tree. */
  public int number(String wanted) {
    return field(wanted).number();
  }

  /**
   * Returns the field of that name; naming one that the message does not have is a mistake here.
   */
  public Field field(String wanted) {
    for (Field field : fields) {
      if (field.name().equals(wanted)) {
        return field;
      }
    }
    throw new IllegalArgumentException("field: must be one of " + name + ", got " + wanted);
  }

  /** Returns the fields of a message that this shape has, as a tree. */
  public Map<String, Object> tree(ProtobufFields message) throws MalformedProtobufException {
    Map<String, Object> tree = new LinkedHashMap<>();
    readInto(tree, message);
    return tree;
  }

  private void readInto(Map<String, Object> tree, ProtobufFields message)
      throws MalformedProtobufException {
    while (message.next()) {
      Field field = message.field() < byNumber.length ? byNumber[message.field()] : null;
      if (field != null && field.isIn(message)) {
        readInto(tree, field, message);
      }
    }
  }

  private static void readInto(Map<String, Object> tree, Field field, ProtobufFields from)
      throws MalformedProtobufException {
    switch (field.kind()) {
      case TEXT -> tree.put(field.name(), from.text());
      case TEXTS -> list(tree, field).add(from.text());
      case NUMBERS -> list(tree, field).add(from.number());
      case NUMBER -> tree.put(field.name(), from.number());
      case FLAG -> tree.put(field.name(), from.number() != 0);
      case TIME -> tree.put(field.name(), seconds(from.message()));
      case MESSAGE -> tree.put(field.name(), field.message().tree(from.message()));
      case MESSAGES -> list(tree, field).add(field.message().tree(from.message()));
      case INLINE -> field.message().readInto(tree, from.message());
      case TEXT_MAP, QUANTITY_MAP -> readEntry(map(tree, field), field, from.message());
    }
  }

  @SuppressWarnings("unchecked") // what stands under this key was put there here
  private static List<Object> list(Map<String, Object> tree, Field field) {
    return (List<Object>) tree.computeIfAbsent(field.name(), name -> new ArrayList<>(2));
  }

  @SuppressWarnings("unchecked") // what stands under this key was put there here
  private static Map<String, Object> map(Map<String, Object> tree, Field field) {
    return (Map<String, Object>)
        tree.computeIfAbsent(field.name(), name -> new LinkedHashMap<String, Object>());
  }

  private static void readEntry(Map<String, Object> map, Field field, ProtobufFields entry)
      throws MalformedProtobufException {
    String key = "";
    String value = "";
    while (entry.next()) {
      if (entry.is(MetaFields.MAP_KEY)) {
        key = entry.text();
      } else if (entry.is(MetaFields.MAP_VALUE)) {
        value = field.kind() == Kind.TEXT_MAP ? entry.text() : quantity(entry.message());
      }
    }
    map.put(key, value);
  }

  private static String quantity(ProtobufFields quantity) throws MalformedProtobufException {
    while (quantity.next()) {
      if (quantity.is(MetaFields.QUANTITY_TEXT)) {
        return quantity.text();
      }
    }
    return "0";
  }

  private static long seconds(ProtobufFields time) throws MalformedProtobufException {
    while (time.next()) {
      if (time.isNumber(MetaFields.TIME_SECONDS)) {
        return time.number();
      }
    }
    return 0;
  }
}
