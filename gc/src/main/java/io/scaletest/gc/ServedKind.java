package io.scaletest.gc;

import io.scaletest.wire.url.PercentEncoding;
import java.util.List;
import java.util.Locale;

/**
 * A kind of objects that an API server serves, and where. Immutable.
 *
 * @param group its API group; empty for the core group
 * @param version the version of the group to ask in
 * @param plural its name in a path
 * @param singular its name for one of them; may be empty
 * @param kind its name in objects
 * @param shortNames what kubectl takes for it, too
 * @param namespaced whether its objects are in namespaces
 */
record ServedKind(
    String group,
    String version,
    String plural,
    String singular,
    String kind,
    List<String> shortNames,
    boolean namespaced) {

  /** Returns the path of all its objects, those of every namespace together. */
  String collection() {
    return root() + "/" + plural;
  }

  /** Returns the path of its objects in one namespace. */
  String collectionIn(String namespace) {
    return root() + "/namespaces/" + PercentEncoding.encoded(namespace) + "/" + plural;
  }

  /** Returns the path of one object. */
  String pathOf(ListedObject object) {
    String collection = namespaced ? collectionIn(object.namespace()) : collection();
    return collection + "/" + PercentEncoding.encoded(object.name());
  }

  private String root() {
    return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
  }

  boolean isNamespaces() {
    return group.isEmpty() && plural.equals("namespaces");
  }

  /** Tells whether deleting one of them deletes objects of another kind, or stops serving these. */
  boolean servesOthers() {
    return group.equals("apiextensions.k8s.io") || group.equals("apiregistration.k8s.io");
  }

  /**
   * Tells whether kubectl would take {@code name} for this kind: plural, singular, short name or
   * kind, in small letters or not, and behind a dot the group, or version and group.
   */
  boolean isNamed(String name) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    int dot = lowerCase.indexOf('.');
    String resource = dot < 0 ? lowerCase : lowerCase.substring(0, dot);
    String where = dot < 0 ? "" : lowerCase.substring(dot + 1);
    boolean named =
        resource.equals(plural)
            || resource.equals(singular)
            || resource.equals(kind.toLowerCase(Locale.ROOT))
            || shortNames.contains(resource);
    return named && (where.isEmpty() || where.equals(group) || where.equals(version + "." + group));
  }

  /** Returns the name in a path: plural, small letters. */
  @Override
  public String toString() {
    return plural;
  }
}
