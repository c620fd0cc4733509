package io.scaletest.e2e.hollow;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What nodes have been since it began, by a watch: what lasts for seconds may be over on a busy
 * machine before a test that awaits one thing after the other asks for it. For any thread.
 */
final class NodeHistory implements Watcher<Node>, AutoCloseable {
  private final Set<String> had = ConcurrentHashMap.newKeySet();
  private final Watch watch;
  private volatile String broken = "";

  NodeHistory(KubernetesClient client) {
    NodeList nodes = client.nodes().list();
    nodes.getItems().forEach(this::note);
    watch =
        client.nodes().withResourceVersion(nodes.getMetadata().getResourceVersion()).watch(this);
  }

  /** Returns whether a node has had a condition of this type with this status. */
  boolean hadCondition(String node, String type, String status) {
    return had(node + " " + type + " " + status);
  }

  /** Returns whether a node has had a taint {@code node.kubernetes.io/TAINT:NoSchedule}. */
  boolean hadTaint(String node, String taint) {
    return had(node + " node.kubernetes.io/" + taint + ":NoSchedule");
  }

  private boolean had(String what) {
    if (!broken.isEmpty()) {
      throw new AssertionError("the watch of nodes has ended: " + broken);
    }
    return had.contains(what);
  }

  @Override
  public void eventReceived(Action action, Node node) {
    note(node);
  }

  private void note(Node node) {
    String name = node.getMetadata().getName();
    node.getStatus()
        .getConditions()
        .forEach(of -> had.add(name + " " + of.getType() + " " + of.getStatus()));
    node.getSpec()
        .getTaints()
        .forEach(of -> had.add(name + " " + of.getKey() + ":" + of.getEffect()));
  }

  @Override
  public void onClose(WatcherException cause) {
    broken = cause.getMessage();
  }

  @Override
  public void close() {
    watch.close();
  }
}
