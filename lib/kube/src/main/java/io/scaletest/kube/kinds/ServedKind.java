package io.scaletest.kube.kinds;

import io.scaletest.wire.json.JsonTree;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A kind of object as discovery tells of it.
 *
 * @param singular its name for one object, in small letters: {@code configmap}
 * @param shortNames {@code cm}
 * @param verbs what the server lets do with it: {@code create}, {@code watch}
 */
record ServedKind(ObjectKind kind, String singular, Set<String> shortNames, Set<String> verbs) {
  /** How a word names a kind, the surest way first. */
  enum Match {
    PLURAL,
    SINGULAR,
    SHORT,
    NONE
  }

  /**
   * @param resource an element of an APIResourceList that is no subresource
   */
  static ServedKind of(String group, String version, Map<?, ?> resource) {
    String kind = JsonTree.text(resource, "kind");
    String singular = JsonTree.text(resource, "singularName");
    return new ServedKind(
        new ObjectKind(
            group,
            version,
            JsonTree.text(resource, "name"),
            kind,
            Boolean.TRUE.equals(resource.get("namespaced"))),
        singular.isEmpty() ? kind.toLowerCase(Locale.ROOT) : singular,
        words(resource, "shortNames"),
        words(resource, "verbs"));
  }

  private static Set<String> words(Map<?, ?> resource, String key) {
    Set<String> words = new HashSet<>();
    if (resource.get(key) instanceof List<?> list) {
      list.forEach(word -> words.add(String.valueOf(word)));
    }
    return words;
  }

  /**
   * @param word in small letters
   */
  Match match(String word) {
    if (kind.plural().equals(word)) {
      return Match.PLURAL;
    }
    if (singular.equals(word)) {
      return Match.SINGULAR;
    }
    return shortNames.contains(word) ? Match.SHORT : Match.NONE;
  }
}
