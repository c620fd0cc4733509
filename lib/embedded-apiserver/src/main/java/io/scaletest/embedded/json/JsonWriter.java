package io.scaletest.embedded.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes trees as JSON in UTF-8. A tree may hold {@link #HOLE} once, in place of a string whose
 * text comes later: {@link #hole} tells where it belongs. Used by one thread, for one text.
 */
public final class JsonWriter {
  /** A string of which only the quotes are written. */
  public static final Object HOLE = new Object();

  private static final int INITIAL_BYTES = 1024;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;
  private int hole = -1;

  /** Returns {@code tree} as JSON. */
  public static byte[] bytes(Object tree) {
    return new JsonWriter().value(tree).toBytes();
  }

  /** Returns {@code tree} as JSON. */
  public static String text(Object tree) {
    return new String(bytes(tree), StandardCharsets.UTF_8);
  }

  /** Returns what has been written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Returns the offset at which the hole's text belongs; -1 where there was no hole. */
  public int hole() {
    return hole;
  }

  /** Writes bytes as they are. */
  public JsonWriter raw(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    return this;
  }

  /** Writes ASCII text as it is. */
  public JsonWriter raw(String json) {
    int count = json.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) json.charAt(i);
    }
    length += count;
    return this;
  }

  /** Writes a value. */
  public JsonWriter value(Object value) {
    if (value instanceof String text) {
      string(text);
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof List<?> list) {
      array(list);
    } else if (value == HOLE) {
      one('"');
      hole = length;
      one('"');
    } else {
      // Numbers, booleans and null are in Java as they are in JSON.
      raw(String.valueOf(value));
    }
    return this;
  }

  private void object(Map<?, ?> map) {
    one('{');
    boolean first = true;
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!first) {
        one(',');
      }
      first = false;
      string((String) member.getKey());
      one(':');
      value(member.getValue());
    }
    one('}');
  }

  private void array(List<?> list) {
    one('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        one(',');
      }
      value(list.get(i));
    }
    one(']');
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
      case '\n' -> raw("\\n");
      case '\r' -> raw("\\r");
      case '\t' -> raw("\\t");
      default -> {
        raw("\\u00");
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
