package io.scaletest.wire.json;

import io.scaletest.wire.time.UtcTime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes one JSON text from left to right, in UTF-8: part by part, or a {@link JsonTree} at once.
 * Commas are set here; that objects and arrays are closed is up to the caller. For one thread and
 * one text.
 *
 * <p>A tree may hold {@link #HOLE} once, in place of a string whose text comes later: {@link #hole}
 * tells where it belongs. Half of a surrogate pair becomes U+FFFD.
 */
public final class JsonWriter implements ObjectWriter {
  /** A string of which only the quotes are written. */
  public static final Object HOLE = new Object();

  private static final int INITIAL_BYTES = 1024;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** What the next part comes after. */
  private enum After {
    OPENING,
    NAME,
    VALUE
  }

  private final boolean indented;
  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;
  private int depth;
  private After after = After.OPENING;
  private int hole = -1;

  private JsonWriter(boolean indented) {
    this.indented = indented;
  }

  /** Writes a text without blanks, as it is sent. */
  public JsonWriter() {
    this(false);
  }

  /** Returns a writer of text for people, too: a line for each part, indented by two blanks. */
  public static JsonWriter indented() {
    return new JsonWriter(true);
  }

  /** Returns {@code tree} as JSON. */
  public static byte[] bytes(Object tree) {
    return new JsonWriter().value(tree).bytes();
  }

  /** Returns {@code tree} as JSON. */
  public static String text(Object tree) {
    return new JsonWriter().value(tree).toString();
  }

  /** Returns a copy of what has been written. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Returns what has been written. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Returns the offset at which the hole's text belongs; -1 where there was no hole. */
  public int hole() {
    return hole;
  }

  /** {@inheritDoc} Or the whole text. */
  @Override
  public JsonWriter object() {
    return open('{');
  }

  @Override
  public JsonWriter object(String name) {
    return name(name).open('{');
  }

  @Override
  public JsonWriter endObject() {
    return close('}');
  }

  /** Begins an element of an array, or the whole text. */
  public JsonWriter array() {
    return open('[');
  }

  @Override
  public JsonWriter array(String name) {
    return name(name).open('[');
  }

  @Override
  public JsonWriter endArray() {
    return close(']');
  }

  @Override
  public JsonWriter put(String name, String value) {
    return name(name).element(value);
  }

  @Override
  public JsonWriter put(String name, long value) {
    return name(name).raw(Long.toString(value));
  }

  @Override
  public JsonWriter put(String name, boolean value) {
    return name(name).raw(Boolean.toString(value));
  }

  @Override
  public JsonWriter putSecond(String name, long epochSecond) {
    return put(name, UtcTime.api(epochSecond));
  }

  /** Writes a property whose value is a tree, a scalar or null. */
  public JsonWriter putValue(String name, Object value) {
    return name(name).value(value);
  }

  /** Writes a property whose value is JSON already. */
  public JsonWriter putRaw(String name, String json) {
    return name(name).raw(json);
  }

  @Override
  public JsonWriter element(String value) {
    begin();
    string(value);
    after = After.VALUE;
    return this;
  }

  /** Writes an element, or the whole text, that is JSON already. */
  public JsonWriter raw(byte[] json) {
    begin();
    append(json);
    after = After.VALUE;
    return this;
  }

  private JsonWriter raw(String json) {
    begin();
    append(json);
    after = After.VALUE;
    return this;
  }

  /** Writes a tree, a scalar or null: an element of an array, or the whole text. */
  public JsonWriter value(Object value) {
    if (value instanceof String text) {
      element(text);
    } else if (value instanceof Map<?, ?> map) {
      open('{');
      for (Map.Entry<?, ?> member : map.entrySet()) {
        name(String.valueOf(member.getKey())).value(member.getValue());
      }
      close('}');
    } else if (value instanceof List<?> list) {
      open('[');
      for (Object each : list) {
        value(each);
      }
      close(']');
    } else if (value == HOLE) {
      element("");
      hole = length - 1;
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      // These are in Java as they are in JSON.
      raw(String.valueOf(value));
    } else {
      element(value.toString());
    }
    return this;
  }

  /** Ends the line, behind a whole text. */
  public JsonWriter endLine() {
    one('\n');
    return this;
  }

  private JsonWriter name(String name) {
    begin();
    string(name);
    append(indented ? " : " : ":");
    after = After.NAME;
    return this;
  }

  private JsonWriter open(char bracket) {
    begin();
    one(bracket);
    depth++;
    after = After.OPENING;
    return this;
  }

  private JsonWriter close(char bracket) {
    depth--;
    if (indented && after == After.OPENING) {
      one(' ');
    } else if (indented) {
      newLine();
    }
    one(bracket);
    after = After.VALUE;
    return this;
  }

  /** Writes what stands between the part before and the next. */
  private void begin() {
    if (after == After.VALUE) {
      one(',');
    }
    if (indented && after != After.NAME && depth > 0) {
      newLine();
    }
  }

  private void newLine() {
    append("\n" + "  ".repeat(depth));
  }

  private void string(String text) {
    int count = text.length();
    reserve(count + 2);
    bytes[length++] = '"';
    int i = 0;
    while (i < count) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c > '~') {
        break;
      }
      bytes[length++] = (byte) c;
      i++;
    }
    if (i < count) {
      escaped(text, i);
    }
    one('"');
  }

  private void escaped(String text, int from) {
    int i = from;
    while (i < text.length()) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point == '"' || point == '\\') {
        one('\\');
        one(point);
      } else if (point < ' ') {
        control(point);
      } else if (point < 0x80) {
        one(point);
      } else {
        utf8(point >= 0xd800 && point < 0xe000 ? 0xfffd : point);
      }
    }
  }

  private void control(int point) {
    switch (point) {
      case '\b' -> append("\\b");
      case '\f' -> append("\\f");
      case '\n' -> append("\\n");
      case '\r' -> append("\\r");
      case '\t' -> append("\\t");
      default -> {
        append("\\u00");
        one(HEX[point >> 4]);
        one(HEX[point & 0xf]);
      }
    }
  }

  private void utf8(int point) {
    if (point < 0x800) {
      one(0xc0 | point >> 6);
    } else {
      if (point < 0x10000) {
        one(0xe0 | point >> 12);
      } else {
        one(0xf0 | point >> 18);
        one(0x80 | point >> 12 & 0x3f);
      }
      one(0x80 | point >> 6 & 0x3f);
    }
    one(0x80 | point & 0x3f);
  }

  private void append(String json) {
    int count = json.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      char c = json.charAt(i);
      if (c >= 0x80) {
        append(json.substring(i).getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[length++] = (byte) c;
    }
  }

  private void append(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
  }

  private void one(int b) {
    reserve(1);
    bytes[length++] = (byte) b;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
