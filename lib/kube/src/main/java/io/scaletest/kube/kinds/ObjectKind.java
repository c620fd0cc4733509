package io.scaletest.kube.kinds;

import io.scaletest.wire.url.PercentEncoding;
import java.util.Optional;

/**
 * A resource of the Kubernetes API in one version: its group-version-kind, its name in paths, and
 * whether its objects are in namespaces.
 *
 * @param group the API group; empty for the core group
 * @param version the API version, {@code v1}
 * @param plural the resource's name in paths and in metric names, {@code configmaps}
 * @param kind the kind as in a body, {@code ConfigMap}
 * @param namespaced whether its objects are in namespaces; false where they are the cluster's
 */
public record ObjectKind(
    String group, String version, String plural, String kind, boolean namespaced) {

  public static final ObjectKind CONFIG_MAP =
      new ObjectKind("", "v1", "configmaps", "ConfigMap", true);

  public ObjectKind {
    requireWord("version", version);
    requireWord("plural", plural);
    requireWord("kind", kind);
    if (group.indexOf('/') >= 0) {
      throw new IllegalArgumentException("group: must have no slash, got " + group);
    }
  }

  /** Returns group and version as in a body: {@code v1}, {@code apps/v1}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Returns the resource's full name: {@code pods}, {@code deployments.apps}. */
  public String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /**
   * Returns the path of the collection: of one namespace, or of the whole cluster where none is
   * given.
   *
   * @throws IllegalArgumentException if a namespace is given for a kind that is in none
   */
  public String collectionPath(Optional<String> namespace) {
    if (namespace.isPresent() && !namespaced) {
      throw new IllegalArgumentException("namespace: " + resource() + " are in none");
    }
    return versionPath(group, version)
        + namespace.map(name -> "/namespaces/" + PercentEncoding.encoded(name)).orElse("")
        + "/"
        + plural;
  }

  /**
   * Returns the path of one object.
   *
   * @param namespace empty exactly where the kind is in none
   */
  public String objectPath(Optional<String> namespace, String name) {
    if (namespaced && namespace.isEmpty()) {
      throw new IllegalArgumentException("namespace: each of the " + resource() + " is in one");
    }
    return collectionPath(namespace) + "/" + PercentEncoding.encoded(name);
  }

  /** Returns where a server tells what it has in a group's version. */
  static String versionPath(String group, String version) {
    String root = group.isEmpty() ? "/api/" : "/apis/" + PercentEncoding.encoded(group) + "/";
    return root + PercentEncoding.encoded(version);
  }

  private static void requireWord(String name, String value) {
    if (value.isEmpty() || value.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          name + ": must be a word without a slash, got '" + value + "'");
    }
  }
}
