package io.scaletest.hollownode.message;

import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names and numbers of one message's fields, as many as are read or written here. A tree that is
 * read by it has the keys and values of the object's JSON, but for times, which are seconds since
 * the epoch.
 */
public final class MessageShape {
  /** {@code string} in {@code Quantity}. */
  static final int QUANTITY_TEXT = 1;

  private static final MessageShape NONE = new MessageShape("", new Field[0]);

  private final String name;
  private final List<Field> fields;
  private final Field[] byNumber;

  /** What a field holds. */
  enum Kind {
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
    TEXT_MAP,
    QUANTITY_MAP
  }

  /**
   * @param message shape of the message or messages in the field; without fields for other kinds
   */
  record Field(int number, String name, Kind kind, MessageShape message) {
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
   * @param name the message's name in its {@code generated.proto}
   */
  static MessageShape of(String name, Field... fields) {
    return new MessageShape(name, fields);
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

  String name() {
    return name;
  }

  List<Field> fields() {
    return fields;
  }

  /** Returns the number of the field of that name, for who reads the message without a tree. */
  public int number(String wanted) {
    return field(wanted).number();
  }

  /**
   * Returns the field of that name; naming one that the message does not have is a mistake here.
   */
  Field field(String wanted) {
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
      if (quantity.is(QUANTITY_TEXT)) {
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
