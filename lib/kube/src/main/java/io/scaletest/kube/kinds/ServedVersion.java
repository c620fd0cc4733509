package io.scaletest.kube.kinds;

import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a server told when it was asked for the kinds of one group version.
 *
 * @param reply the whole answer, or what became of the request
 * @param kinds none where the server did not tell
 */
record ServedVersion(String group, String version, ApiReply reply, List<ServedKind> kinds) {

  static ServedVersion of(String group, String version, ApiReply reply) {
    Map<String, Object> tree =
        reply.succeeded() ? JsonTree.object(reply.body()).orElse(Map.of()) : Map.of();
    List<ServedKind> kinds =
        JsonTree.objects(tree, "resources").stream()
            .filter(resource -> isWord(resource, "name") && isWord(resource, "kind"))
            .map(resource -> ServedKind.of(group, version, resource))
            .toList();
    return new ServedVersion(group, version, reply, kinds);
  }

  /** A subresource has a slash in its name; it is no kind of object of its own. */
  private static boolean isWord(Map<?, ?> resource, String key) {
    String text = JsonTree.text(resource, key);
    return !text.isEmpty() && text.indexOf('/') < 0;
  }

  /** Tells whether the server said what it has here, if only that it has nothing. */
  boolean told() {
    return reply.succeeded() || reply.status() == NOT_FOUND;
  }

  boolean has(Predicate<ObjectKind> wanted) {
    return kinds.stream().map(ServedKind::kind).anyMatch(wanted);
  }

  @Override
  public String toString() {
    return group.isEmpty() ? version : group + "/" + version;
  }
}
