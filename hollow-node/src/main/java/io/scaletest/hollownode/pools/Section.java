package io.scaletest.hollownode.pools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A mapping in a YAML file whose reads say where the fault is: file, pool, trail of keys. Unlike a
 * kubeconfig's it holds no secrets, so that messages show the value, and has no foreign keys.
 */
public final class Section {
  private final String place;
  private final String trail;
  private final Map<?, ?> values;

  private Section(String place, String trail, Map<?, ?> values) {
    this.place = place;
    this.trail = trail;
    this.values = values;
  }

  /**
   * Wraps what a parser returned.
   *
   * @param place goes before every message
   */
  public static Section of(String place, Object parsed) {
    return of(place, "", parsed);
  }

  private static Section of(String place, String trail, Object parsed) {
    if (parsed instanceof Map<?, ?> map) {
      return new Section(place, trail, map);
    }
    throw new IllegalArgumentException(
        place + (trail.isEmpty() ? "" : ": " + trail) + ": must be a mapping of keys to values");
  }

  /** Returns the same section, of which messages speak as a pool's. */
  public Section ofPool(String name) {
    int end = place.indexOf(": ");
    return new Section((end < 0 ? place : place.substring(0, end)) + ": pool " + name, "", values);
  }

  /** Returns the same section, of which messages speak as that of {@code what} in the same file. */
  public Section of(String what) {
    return new Section(place + ": " + what, trail, values);
  }

  /** Returns a fault of the value under {@code key}. */
  public IllegalArgumentException refused(String key, String rule) {
    return new IllegalArgumentException(place + ": " + below(key) + ": " + rule);
  }

  private String below(String key) {
    return trail.isEmpty() ? key : trail + "." + key;
  }

  /** Refuses keys that nobody reads, which are spelt wrong more often than not. */
  public void requireKeys(Set<String> known) {
    for (Object key : values.keySet()) {
      if (!(key instanceof String name) || !known.contains(name)) {
        throw refused(
            String.valueOf(key), "unknown key; known: " + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  /** Returns the keys as text, in the file's order. */
  public List<String> keys() {
    return values.keySet().stream().map(String::valueOf).toList();
  }

  /** Tells whether a list stands under {@code key}. */
  public boolean isList(String key) {
    return values.get(key) instanceof List;
  }

  public boolean has(String key) {
    return values.get(key) != null;
  }

  /** Returns what {@code reading} makes of the text under {@code key}, if there is any. */
  public <T> Optional<T> optional(String key, Function<String, T> reading) {
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map || value instanceof List) {
      throw refused(key, "must be one value");
    }
    return Optional.of(reading(key, reading, value.toString()));
  }

  /** Returns what {@code reading} makes of the text under {@code key}, which must be there. */
  public <T> T required(String key, Function<String, T> reading) {
    return optional(key, reading).orElseThrow(() -> refused(key, "is missing"));
  }

  private <T> T reading(String key, Function<String, T> reading, String text) {
    try {
      return reading.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(refused(key, e.getMessage()).getMessage(), e);
    }
  }

  /** Returns the whole number under {@code key}, or the default. */
  public long number(String key, long least, long most, long standard) {
    return optional(
            key,
            text -> {
              try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                  return number;
                }
              } catch (NumberFormatException e) {
                throw new IllegalArgumentException("must be a whole number, got " + text, e);
              }
              throw new IllegalArgumentException(
                  "must be " + least + " to " + most + ", got " + text);
            })
        .orElse(standard);
  }

  /** Returns true or false as it stands under {@code key}, if it does. */
  public Optional<Boolean> flag(String key) {
    return optional(
        key,
        text -> {
          if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
          }
          throw new IllegalArgumentException("must be true or false, got " + text);
        });
  }

  /** Returns what {@code reading} makes of each text of the list under {@code key}. */
  public <T> List<T> list(String key, Function<String, T> reading) {
    List<T> list = new ArrayList<>();
    for (Object element : elements(key)) {
      String place = key + "[" + list.size() + "]";
      if (element instanceof Map || element instanceof List || element == null) {
        throw refused(place, "must be one value");
      }
      list.add(reading(place, reading, element.toString()));
    }
    return list;
  }

  /** Returns the section under {@code key}; an empty one where there is none. */
  public Section section(String key) {
    Object value = values.get(key);
    return of(place, below(key), value == null ? new LinkedHashMap<>() : value);
  }

  /** Returns the list of sections under {@code key}; empty where there is none. */
  public List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    for (Object element : elements(key)) {
      sections.add(of(place, below(key) + "[" + sections.size() + "]", element));
    }
    return sections;
  }

  private List<?> elements(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw refused(key, "must be a list");
  }
}
