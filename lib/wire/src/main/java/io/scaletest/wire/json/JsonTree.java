package io.scaletest.wire.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON text as a tree: maps in the text's order, lists, strings, {@code Long} (or {@code
 * BigInteger}), {@code BigDecimal}, booleans, and null. Depth and lengths are bounded by the
 * parser. A tree is its caller's own, to change at will, by one thread at a time; {@link
 * JsonWriter} writes it.
 *
 * <p>For what is wanted whole or seldom; a stream of objects is read field by field, by a parser.
 * Without the thousands of classes of a data-binding library.
 */
public final class JsonTree {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonTree() {}

  /** Returns the one value that {@code text} is. */
  public static Object parse(byte[] text) throws MalformedJsonException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new MalformedJsonException("must not be empty");
      }
      Object value = value(parser, first);
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("must be one value, but more follows");
      }
      return value;
    } catch (JacksonException e) {
      throw new MalformedJsonException(e.getOriginalMessage().replace('\n', ' '));
    }
  }

  /** Returns the object that {@code text} is. */
  public static Map<String, Object> parseObject(byte[] text) throws MalformedJsonException {
    if (parse(text) instanceof Map<?, ?> map) {
      return asObject(map);
    }
    throw new MalformedJsonException("must be an object");
  }

  /** Returns the object that {@code text} is; empty where it is malformed or no object. */
  public static Optional<Map<String, Object>> object(byte[] text) {
    try {
      return Optional.of(parseObject(text));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  /** Returns the tree of a text that this process wrote itself. */
  public static Map<String, Object> ownObject(byte[] text) {
    try {
      return parseObject(text);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a stored object cannot be read", e);
    }
  }

  /**
   * Returns the string under {@code name} of the object that {@code text} begins with, even if the
   * text is cut off behind it; empty where there is none.
   */
  public static String stringAtBeginning(byte[] text, String name) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean found = parser.currentName().equals(name);
        if (parser.nextToken() == JsonToken.VALUE_STRING && found) {
          return parser.getString();
        }
        parser.skipChildren();
      }
      return "";
    } catch (JacksonException e) {
      return "";
    }
  }

  /**
   * Returns the object under {@code name} of the object that {@code text} begins with, even if the
   * text is cut off behind it; empty where there is none. What follows is not read.
   */
  public static Map<String, Object> objectAtBeginning(byte[] text, String name) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Map.of();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean found = parser.currentName().equals(name);
        if (parser.nextToken() == JsonToken.START_OBJECT && found) {
          return readObject(parser);
        }
        parser.skipChildren();
      }
      return Map.of();
    } catch (JacksonException e) {
      return Map.of();
    }
  }

  /** Returns the value whose first token was read last. */
  static Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? parser.getBigIntegerValue()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> null;
    };
  }

  private static Map<String, Object> readObject(JsonParser parser) {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      object.put(name, value(parser, parser.nextToken()));
    }
    return object;
  }

  private static List<Object> readArray(JsonParser parser) {
    List<Object> array = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      array.add(value(parser, token));
    }
    return array;
  }

  /** Returns {@code map} as what it is: every map of a tree has strings as its keys. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> asObject(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  /** Returns {@code list} as what it is: a list of a tree's values. */
  @SuppressWarnings("unchecked")
  public static List<Object> asList(List<?> list) {
    return (List<Object>) list;
  }

  /** Returns a copy of {@code tree} that shares no map and no list with it. */
  public static Object copy(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return copyObject(asObject(map));
    }
    if (tree instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(element -> copy.add(copy(element)));
      return copy;
    }
    return tree;
  }

  /** Returns a copy of {@code tree} that shares no map and no list with it. */
  public static Map<String, Object> copyObject(Map<String, Object> tree) {
    Map<String, Object> copy = new LinkedHashMap<>();
    tree.forEach((key, value) -> copy.put(key, copy(value)));
    return copy;
  }

  /** Returns an object with these members, in this order; null values are left out. */
  public static Map<String, Object> of(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        object.put((String) namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return object;
  }

  /** Returns the object under {@code name}; an empty one, not connected, where there is none. */
  public static Map<String, Object> child(Map<String, Object> object, String name) {
    return object.get(name) instanceof Map<?, ?> map ? asObject(map) : new LinkedHashMap<>();
  }

  /** Returns the object under {@code name}, putting an empty one there where there is none. */
  public static Map<String, Object> ownChild(Map<String, Object> object, String name) {
    if (object.get(name) instanceof Map<?, ?> map) {
      return asObject(map);
    }
    Map<String, Object> made = new LinkedHashMap<>();
    object.put(name, made);
    return made;
  }

  /** Returns the list under {@code name}; an empty one, not connected, where there is none. */
  public static List<Object> list(Map<?, ?> object, String name) {
    return object.get(name) instanceof List<?> list ? asList(list) : new ArrayList<>();
  }

  /** Returns the objects in the list under {@code name}; none where there is no such list. */
  public static List<Map<?, ?>> objects(Map<?, ?> object, String name) {
    List<Map<?, ?>> objects = new ArrayList<>();
    if (object.get(name) instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> map) {
          objects.add(map);
        }
      }
    }
    return objects;
  }

  /** Returns the string under {@code name}; empty where there is none. */
  public static String string(Map<?, ?> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }

  /** Returns the scalar at a path of names as text; empty where there is none. */
  public static String text(Map<?, ?> object, String... names) {
    Object at = object;
    for (String name : names) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at == null || at instanceof Map || at instanceof List ? "" : at.toString();
  }

  /** Returns the scalar at a path such as {@code spec.nodeName} as text; empty where none is. */
  public static String textAt(Map<?, ?> object, String path) {
    return text(object, path.split("\\."));
  }
}
