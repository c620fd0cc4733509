package io.scaletest.embedded.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The registry of served resources: those of the table, and what CustomResourceDefinitions add.
 *
 * <p>Safe for use by many threads; a reader sees the catalog before or after a change, never half
 * of it.
 */
public final class ResourceCatalog {
  private static final String TABLE = "resources.txt";
  private static final int COLUMNS = 9;

  private volatile Map<String, ResourceType> byPath;

  private ResourceCatalog(Map<String, ResourceType> byPath) {
    this.byPath = byPath;
  }

  /** Returns the catalog of the table that is part of this library. */
  public static ResourceCatalog standard() {
    try (InputStream table = ResourceCatalog.class.getResourceAsStream(TABLE)) {
      return parse(new String(table.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ResourceCatalog parse(String table) {
    Map<String, ResourceType> types = new LinkedHashMap<>();
    for (String line : table.lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        ResourceType type = type(line);
        types.put(key(type.group(), type.version(), type.plural()), type);
      }
    }
    return new ResourceCatalog(types);
  }

  private static ResourceType type(String line) {
    String[] columns = line.split(" ");
    if (columns.length != COLUMNS) {
      throw new IllegalArgumentException("must have " + COLUMNS + " columns, got " + line);
    }
    int slash = columns[0].indexOf('/');
    return new ResourceType(
        slash < 0 ? "" : columns[0].substring(0, slash),
        columns[0].substring(slash + 1),
        columns[1],
        columns[2],
        columns[3],
        columns[4].equals("n"),
        words(columns[5]),
        traits(columns[6]),
        Set.copyOf(words(columns[7])),
        words(columns[8]),
        false,
        columns[0].substring(slash + 1));
  }

  private static List<String> words(String column) {
    return column.equals("-") ? List.of() : List.of(column.split(","));
  }

  private static Set<ResourceType.Trait> traits(String letters) {
    Set<ResourceType.Trait> traits = EnumSet.noneOf(ResourceType.Trait.class);
    for (ResourceType.Trait trait : ResourceType.Trait.values()) {
      if (letters.indexOf(trait.letter()) >= 0) {
        traits.add(trait);
      }
    }
    return traits;
  }

  private static String key(String group, String version, String plural) {
    return group + "/" + version + "/" + plural;
  }

  /** Returns the resource, if it is served. */
  public Optional<ResourceType> find(String group, String version, String plural) {
    return Optional.ofNullable(byPath.get(key(group, version, plural)));
  }

  /** Returns the plural of a resource that somebody calls by whichever of its names. */
  public Optional<String> pluralOf(String anyName) {
    return all().stream()
        .filter(
            type ->
                anyName.equals(type.plural())
                    || anyName.equalsIgnoreCase(type.singular())
                    || anyName.equalsIgnoreCase(type.plural())
                    || anyName.equals(type.qualifiedName())
                    || type.shortNames().contains(anyName))
        .map(ResourceType::plural)
        .findFirst();
  }

  /** Returns all resources, in the table's order. */
  public Collection<ResourceType> all() {
    return byPath.values();
  }

  /** Returns the resources of one API version, in the table's order. */
  public List<ResourceType> of(String group, String version) {
    return all().stream()
        .filter(type -> type.group().equals(group) && type.version().equals(version))
        .toList();
  }

  /** Returns the groups but the core group, in the table's order. */
  public Set<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    all().forEach(type -> groups.add(type.group()));
    groups.remove("");
    return groups;
  }

  /** Returns the versions of a group, the preferred one first. */
  public List<String> versions(String group) {
    return all().stream()
        .filter(type -> type.group().equals(group))
        .map(ResourceType::version)
        .distinct()
        .sorted(new VersionOrder())
        .toList();
  }

  /**
   * Serves a custom resource in these versions from now on, and in no other.
   *
   * @return what was served until now
   */
  public synchronized List<ResourceType> serve(
      String group, String plural, List<ResourceType> versions) {
    Map<String, ResourceType> changed = new LinkedHashMap<>(byPath);
    List<ResourceType> before = new ArrayList<>();
    for (ResourceType type : byPath.values()) {
      if (type.custom() && type.group().equals(group) && type.plural().equals(plural)) {
        changed.remove(key(group, type.version(), plural));
        before.add(type);
      }
    }
    versions.forEach(type -> changed.put(key(group, type.version(), plural), type));
    byPath = changed;
    return before;
  }
}
