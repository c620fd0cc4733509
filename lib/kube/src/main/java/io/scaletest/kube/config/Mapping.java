package io.scaletest.kube.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping of a parsed YAML or JSON text, with typed reads whose errors name the place in the
 * text. Values themselves never get into a message: they may be credentials.
 */
final class Mapping {
  /** What YAML 1.1, which kubectl reads, has for true and false besides these words. */
  private static final Set<String> YES = Set.of("yes", "on", "y");

  private static final Set<String> NO = Set.of("no", "off", "n");

  private final String text;
  private final String trail;
  private final Optional<Path> file;
  private final Map<?, ?> values;

  private Mapping(String text, String trail, Optional<Path> file, Map<?, ?> values) {
    this.text = text;
    this.trail = trail;
    this.file = file;
    this.values = values;
  }

  /**
   * Wraps what a parser returned for a whole text.
   *
   * @param text names it in a failure
   */
  static Mapping of(String text, Object parsed) throws ConfigurationException {
    return of(text, "", Optional.empty(), parsed);
  }

  /** Wraps what a parser returned for a whole file, to which the paths in it are relative. */
  static Mapping ofFile(Path file, Object parsed) throws ConfigurationException {
    return of(file.toString(), "", Optional.of(file), parsed);
  }

  private static Mapping of(String text, String trail, Optional<Path> file, Object parsed)
      throws ConfigurationException {
    if (parsed == null) {
      return new Mapping(text, trail, file, Map.of());
    }
    if (parsed instanceof Map<?, ?> map) {
      return new Mapping(text, trail, file, map);
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
    if (value instanceof String word && YES.contains(word.toLowerCase(Locale.ROOT))) {
      return true;
    }
    if (value instanceof String word && NO.contains(word.toLowerCase(Locale.ROOT))) {
      return false;
    }
    throw new ConfigurationException(place(key) + ": must be true or false");
  }

  /** Returns the mapping under {@code key}; an empty one where there is none. */
  Mapping map(String key) throws ConfigurationException {
    return of(text, below(key), file, values.get(key));
  }

  /** Returns the sequence of mappings under {@code key}; empty where there is none. */
  List<Mapping> maps(String key) throws ConfigurationException {
    List<Mapping> maps = new ArrayList<>();
    for (Object element : elements(key)) {
      maps.add(of(text, below(key) + "[" + maps.size() + "]", file, element));
    }
    return maps;
  }

  /** Returns an empty mapping that stands for what this one does not name. */
  Mapping none() {
    return new Mapping(text, below("none"), file, Map.of());
  }

  /** Returns whatever is under {@code key}, as the parser gave it; null for nothing. */
  Object value(String key) {
    return values.get(key);
  }

  /** Returns the keys in their order. */
  List<String> keys() {
    return values.keySet().stream().map(String::valueOf).toList();
  }

  /** Returns a path, relative to this mapping's file where it has one. */
  Path resolve(String path) {
    return file.map(own -> own.toAbsolutePath().resolveSibling(path)).orElse(Path.of(path));
  }

  /**
   * Returns the bytes under {@code <key>-data}, else those of the file under {@code <key>}, else
   * none.
   */
  byte[] content(String key) throws ConfigurationException {
    String data = text(key + "-data");
    if (!data.isEmpty()) {
      try {
        // Strictly: what is no base64 must not become nothing, for nothing is another answer.
        return Base64.getDecoder().decode(data.replaceAll("\\s", ""));
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(place(key + "-data") + ": must be base64");
      }
    }
    String path = text(key);
    return path.isEmpty() ? new byte[0] : SmallFile.read(resolve(path));
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
