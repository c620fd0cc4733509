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
  private final String place;
  private final Map<?, ?> values;

  private Mapping(String place, Map<?, ?> values) {
    this.place = place;
    this.values = values;
  }

  /** Wraps what a YAML parser returned for the document at {@code place}. */
  static Mapping of(String place, Object parsed) throws ConfigurationException {
    if (parsed instanceof Map<?, ?> map) {
      return new Mapping(place, map);
    }
    throw new ConfigurationException(place + ": must be a mapping");
  }

  /** Returns where in which file this mapping stands. */
  String place() {
    return place;
  }

  /** Returns the text under {@code key}; empty where there is none. */
  String text(String key) throws ConfigurationException {
    Object value = values.get(key);
    if (value == null) {
      return "";
    }
    if (value instanceof Map || value instanceof List) {
      throw new ConfigurationException(place + "." + key + ": must be text");
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
    throw new ConfigurationException(place + "." + key + ": must be true or false");
  }

  /** Returns the mapping under {@code key}; an empty one where there is none. */
  Mapping map(String key) throws ConfigurationException {
    Object value = values.get(key);
    return of(place + "." + key, value == null ? new LinkedHashMap<>() : value);
  }

  /** Returns the sequence of mappings under {@code key}; empty where there is none. */
  List<Mapping> maps(String key) throws ConfigurationException {
    List<Mapping> maps = new ArrayList<>();
    for (Object element : elements(key)) {
      maps.add(of(place + "." + key + "[" + maps.size() + "]", element));
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
    throw new ConfigurationException(place + "." + key + ": must be a list");
  }
}
