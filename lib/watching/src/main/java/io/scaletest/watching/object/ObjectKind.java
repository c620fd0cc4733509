package io.scaletest.watching.object;

import io.scaletest.kube.flunders.FlunderApi;
import io.scaletest.wire.url.PercentEncoding;
import java.util.Optional;

/**
 * A kind of namespaced object and where its API server keeps it.
 *
 * @param kind the kind's name, {@code ConfigMap}
 * @param plural the resource's name in paths and in metric names, {@code configmaps}
 * @param group the API group; empty for the core group
 * @param version the API version, {@code v1}
 * @param contentField the top-level field which, with labels and annotations, is an object's
 *     content: {@code data} of a ConfigMap, {@code spec} of most others
 */
public record ObjectKind(
    String kind, String plural, String group, String version, String contentField) {

  /** ConfigMaps, compared by their {@code data}. */
  public static final ObjectKind CONFIG_MAP =
      new ObjectKind("ConfigMap", "configmaps", "", "v1", "data");

  /** Returns the Flunders of an API, compared by their {@code spec}. */
  public static ObjectKind flunder(FlunderApi api) {
    return new ObjectKind("Flunder", FlunderApi.PLURAL, api.group(), api.version(), "spec");
  }

  public ObjectKind {
    requireWord("kind", kind);
    requireWord("plural", plural);
    requireWord("version", version);
    requireWord("contentField", contentField);
    if (group.indexOf('/') >= 0) {
      throw new IllegalArgumentException("group: must have no slash, got " + group);
    }
  }

  /** Returns the path of the collection: of one namespace, or of all where none is given. */
  public String collectionPath(Optional<String> namespace) {
    String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    return namespace.map(n -> root + "/namespaces/" + PercentEncoding.encoded(n)).orElse(root)
        + "/"
        + plural;
  }

  private static void requireWord(String name, String value) {
    if (value.isEmpty() || value.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          name + ": must be a word without a slash, got '" + value + "'");
    }
  }
}
