package io.scaletest.embedded.resource;

import java.util.List;
import java.util.Set;

/**
 * One resource of one API version.
 *
 * @param group the API group; empty for the core group
 * @param fields paths of the fields that a selector may name beside name and namespace
 * @param custom whether it comes from a CustomResourceDefinition
 * @param storedVersion the version that objects are stored in, whichever they are asked for in
 */
public record ResourceType(
    String group,
    String version,
    String plural,
    String singular,
    String kind,
    boolean namespaced,
    List<String> shortNames,
    Set<Trait> traits,
    Set<String> subresources,
    List<String> fields,
    boolean custom,
    String storedVersion) {

  /** Numbers of the fields that every object has; those of the table follow. */
  public static final int NAME_FIELD = 0;

  public static final int NAMESPACE_FIELD = 1;
  private static final int FIRST_OWN_FIELD = 2;

  /** What a resource does that others do not. */
  public enum Trait {
    /** {@code metadata.generation} counts the changes of its content. */
    GENERATION('g'),
    /** A PUT creates what is not there. */
    UPSERT('u'),
    /** A deletion answers with the object, not with a Status. */
    RETURNS_DELETED('o'),
    /** An update must say which resourceVersion it is based on. */
    CONDITIONAL_UPDATE('c'),
    /** Names are validated as path segments (RFC 3986), not as DNS labels. */
    PATH_SEGMENT_NAME('p');

    private final char letter;

    Trait(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }
  }

  public ResourceType {
    shortNames = List.copyOf(shortNames);
    traits = Set.copyOf(traits);
    subresources = Set.copyOf(subresources);
    fields = List.copyOf(fields);
  }

  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** Returns whether objects are stored in this version. */
  public boolean isStored() {
    return version.equals(storedVersion);
  }

  /** Returns the resource in the version that it is stored in. */
  public ResourceType stored() {
    return isStored()
        ? this
        : new ResourceType(
            group,
            storedVersion,
            plural,
            singular,
            kind,
            namespaced,
            shortNames,
            traits,
            subresources,
            fields,
            custom,
            storedVersion);
  }

  /** Returns {@code v1} or {@code apps/v1}: an object's {@code apiVersion}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Returns {@code pods} or {@code deployments.apps}, as messages call it. */
  public String qualifiedName() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** Returns {@code Pod} or {@code Deployment.apps}, as messages call it. */
  public String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  /** Returns the number by which selectors know a field; negative where there is none. */
  public int fieldNumber(String path) {
    return switch (path) {
      case "metadata.name" -> NAME_FIELD;
      case "metadata.namespace" -> namespaced ? NAMESPACE_FIELD : -1;
      default -> {
        int own = fields.indexOf(path);
        yield own < 0 ? -1 : own + FIRST_OWN_FIELD;
      }
    };
  }

  /** Returns which of {@link #fields} has a number; negative for name and namespace. */
  public static int ownField(int number) {
    return number - FIRST_OWN_FIELD;
  }

  /** Returns whether this is the core group's resource of that name. */
  public boolean isCore(String name) {
    return group.isEmpty() && plural.equals(name);
  }
}
