package io.scaletest.kube.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A mapping of a parsed YAML or JSON text whose reads name the place of what is missing or of the
 * wrong kind. Values themselves never get into a message: they may be credentials.
 */
final class Mapping {
  private final String text;
  private final String trail;
  private final Map<?, ?> values;

  private Mapping(String text, String trail, Map<?, ?> values) {
    this.text = text;
    this.trail = trail;
    this.values = values;
  }

  /**
   * Wraps what a parser returned for a whole text.
   *
   * @param text names it in a failure
   */
  static Mapping of(String text, Object parsed) throws ConfigurationException {
    return of(text, "", parsed);
  }

  private static Mapping of(String text, String trail, Object parsed)
      throws ConfigurationException {
    if (parsed instanceof Map<?, ?> map) {
      return new Mapping(text, trail, map);
    }
    throw new ConfigurationException(place(text, trail) + ": must be a mapping");
  }

  private static String place(String text, String trail) {
    return trail.isEmpty() ? text : text + ": " + trail;
  }

  private String below(String key) {
    return trail.isEmpty() ? key : trail + "." + key;
  }

  /** Returns where in which text this mapping stands. */
  String place() {
    return place(text, trail);
  }

  /** Returns where in which text the value of {@code key} stands, or would. */
  String place(String key) {
    return place(text, below(key));
  }

  /** Returns the text under {@code key}; empty where there is none. */
  String text(String key) throws ConfigurationException {
    Object value = values.get(key);
    if (value == null) {
      return "";
    }
    if (value instanceof Map || value instanceof List) {
      throw new ConfigurationException(place(key) + ": must be text");
    }
    return value.toString();
  }

  /** Returns the boolean under {@code key}; false where there is none. */
  boolean flag(String key) throws ConfigurationException {
    Object value = values.get(key);
    if (value == null) {
      return false;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw new ConfigurationException(place(key) + ": must be true or false");
  }

  /** Returns the mapping under {@code key}; an empty one where there is none. */
  Mapping map(String key) throws ConfigurationException {
    Object value = values.get(key);
    return of(text, below(key), value == null ? new LinkedHashMap<>() : value);
  }

  /** Returns the sequence of mappings under {@code key}; empty where there is none. */
  List<Mapping> maps(String key) throws ConfigurationException {
    List<Mapping> maps = new ArrayList<>();
    for (Object element : elements(key)) {
      maps.add(of(text, below(key) + "[" + maps.size() + "]", element));
    }
    return maps;
  }

  /** Returns the sequence of texts under {@code key}; empty where there is none. */
  List<String> texts(String key) throws ConfigurationException {
    List<String> texts = new ArrayList<>();
    for (Object element : elements(key)) {
      texts.add(String.valueOf(element));
    }
    return texts;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  private List<?> elements(String key) throws ConfigurationException {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new ConfigurationException(place(key) + ": must be a list");
  }
}
