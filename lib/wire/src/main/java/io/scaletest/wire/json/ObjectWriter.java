package io.scaletest.wire.json;

/**
 * Writes one object of the API from left to right, by the names of its fields in JSON, in whichever
 * encoding. For one thread.
 */
public interface ObjectWriter {
  /** Begins an element of an array. */
  ObjectWriter object();

  /** Begins an object, or a map of texts, under {@code name}. */
  ObjectWriter object(String name);

  ObjectWriter endObject();

  /** Begins an array under {@code name}. */
  ObjectWriter array(String name);

  ObjectWriter endArray();

  /** Writes a string property. */
  ObjectWriter put(String name, String value);

  /** Writes a number property. */
  ObjectWriter put(String name, long value);

  /** Writes a boolean property. */
  ObjectWriter put(String name, boolean value);

  /** Writes a {@code Time} property: seconds since the epoch. */
  ObjectWriter putSecond(String name, long epochSecond);

  /** Writes a string element of an array. */
  ObjectWriter element(String value);
}
