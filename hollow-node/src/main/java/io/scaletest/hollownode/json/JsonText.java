package io.scaletest.hollownode.json;

import java.nio.charset.StandardCharsets;

/**
 * Writes one JSON text from left to right. Commas are set here; that objects and arrays are closed
 * is up to the caller. For one thread; {@link #clear} makes it ready for the next text.
 */
public final class JsonText implements ObjectWriter {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder text = new StringBuilder(512);
  private boolean needsComma;

  /** {@inheritDoc} Or the whole text. */
  @Override
  public JsonText object() {
    return open('{');
  }

  @Override
  public JsonText object(String name) {
    return name(name).open('{');
  }

  @Override
  public JsonText array(String name) {
    return name(name).open('[');
  }

  private JsonText open(char bracket) {
    comma();
    text.append(bracket);
    needsComma = false;
    return this;
  }

  @Override
  public JsonText endObject() {
    text.append('}');
    needsComma = true;
    return this;
  }

  @Override
  public JsonText endArray() {
    text.append(']');
    needsComma = true;
    return this;
  }

  private JsonText name(String name) {
    comma();
    quote(name);
    text.append(':');
    needsComma = false;
    return this;
  }

  @Override
  public JsonText put(String name, String value) {
    name(name);
    quote(value);
    needsComma = true;
    return this;
  }

  @Override
  public JsonText put(String name, long value) {
    name(name);
    text.append(value);
    needsComma = true;
    return this;
  }

  @Override
  public JsonText put(String name, boolean value) {
    name(name);
    text.append(value);
    needsComma = true;
    return this;
  }

  @Override
  public JsonText putSecond(String name, long epochSecond) {
    return put(name, ApiTime.seconds(epochSecond));
  }

  /** Writes a null property. */
  public JsonText putNull(String name) {
    return raw(name, "null");
  }

  /** Writes a property whose value is JSON already. */
  public JsonText raw(String name, CharSequence json) {
    name(name);
    text.append(json);
    needsComma = true;
    return this;
  }

  @Override
  public JsonText element(String value) {
    comma();
    quote(value);
    needsComma = true;
    return this;
  }

  private void comma() {
    if (needsComma) {
      text.append(',');
    }
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /** Returns the text as UTF-8. */
  public byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** Begins anew. */
  public JsonText clear() {
    text.setLength(0);
    needsComma = false;
    return this;
  }
}
