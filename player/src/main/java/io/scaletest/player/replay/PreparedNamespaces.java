package io.scaletest.player.replay;

import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.wire.json.JsonTree;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The namespaces of a copy, by their recorded names, that somebody made for the run: who may not
 * make namespaces works in these. They stay, so that what is made in them is deleted by itself.
 * Safe for use by many threads.
 */
final class PreparedNamespaces {
  private final Set<String> there = ConcurrentHashMap.newKeySet();

  /**
   * Looks which of some namespaces are there; blocks its caller for a request each. One with a
   * run's label is another run's.
   */
  void find(Collection<String> recorded, RunNames names, ApiTransport transport) {
    for (String each : recorded) {
      String path = "/api/v1/namespaces/" + names.namespace(each);
      ApiReply reply = transport.sendAndWait(ApiRequest.get(path).readingEveryBody());
      if (reply.succeeded() && !isOfARun(reply.body())) {
        there.add(each);
      }
    }
  }

  private static boolean isOfARun(byte[] namespace) {
    Map<String, Object> tree = JsonTree.object(namespace).orElse(Map.of());
    return !JsonTree.text(tree, "metadata", "labels", ScaletestNames.RUN_LABEL_KEY).isEmpty();
  }

  boolean has(String recorded) {
    return !there.isEmpty() && there.contains(recorded);
  }
}
