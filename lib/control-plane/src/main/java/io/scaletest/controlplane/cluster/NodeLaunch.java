package io.scaletest.controlplane.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.components.CommandLines;
import io.scaletest.controlplane.components.ComponentSpec;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.node.NodeNetwork;
import io.scaletest.controlplane.node.RealNode;
import io.scaletest.controlplane.node.RealNode.KubeletIdentity;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One start of a node: its namespaces before the control plane, which listens on the link to them,
 * and its container runtime and kubelet after it. Used by one thread, which it blocks.
 */
final class NodeLaunch {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLaunch.class);

  /** A kubelet tells its first status within seconds; this is for two busy cores. */
  private static final Duration READY_LIMIT = Duration.ofMinutes(5);

  /** Service default/kubernetes, which the node's network leads to the API server. */
  private static final URI SERVICE =
      URI.create("https://" + CommandLines.KUBERNETES_SERVICE_ADDRESS);

  private final RealNode node;
  private final NodeNetwork network;
  private final BoundedWait wait;

  private NodeLaunch(RealNode node, NodeNetwork network, BoundedWait wait) {
    this.node = node;
    this.network = network;
    this.wait = wait;
  }

  /** Returns the node of a data folder, whether or not it runs. */
  static RealNode nodeOf(DataFolder folder, BoundedWait wait) {
    return new RealNode(folder.path(), folder.node(), folder::running, wait);
  }

  /** Makes the namespaces and connects them with this machine. */
  static NodeLaunch open(
      DataFolder folder, ComponentProcesses processes, BoundedWait wait, int apiServerPort)
      throws IOException {
    RealNode node = nodeOf(folder, wait);
    ProcessIdentity namespaces = processes.start(RealNode.NAMESPACES, node.prepare());
    return new NodeLaunch(node, node.connect(namespaces, apiServerPort), wait);
  }

  /** Returns the address on which the API server must listen for the node to reach it. */
  String apiServerAddress() {
    return network.machineAddress();
  }

  /** Writes the files of the node's processes and returns these, in the order of starting. */
  List<ComponentSpec> components(Path kubelet, Credentials credentials) throws IOException {
    KubeletIdentity identity =
        new KubeletIdentity(
            credentials.serverIdentity(RealNode.NAME, network.nodeAddress()),
            credentials.nodeKubeconfig(RealNode.NAME, SERVICE).toYaml(),
            credentials.authorityPem());
    return List.of(node.containerd(network), node.kubelet(kubelet, network, identity));
  }

  /** Gives the node what it needs before the first pod, once its container runtime is ready. */
  void importPause() throws IOException {
    node.importPause();
  }

  /** Waits until the kubelet has registered the node, it is ready and takes pods. */
  void awaitReady(ClusterAccess access) {
    boolean ready = wait.until(READY_LIMIT, () -> isReady(access));
    if (!ready) {
      throw new ToolException(
          ControlPlaneExit.START,
          "node " + RealNode.NAME + " was not ready after " + READY_LIMIT.toSeconds() + " s");
    }
  }

  private static boolean isReady(ClusterAccess access) {
    try {
      Node node = access.client().nodes().withName(RealNode.NAME).get();
      // The controllers take the taints of a new node away.
      return node != null
          && node.getSpec().getTaints().isEmpty()
          && node.getStatus().getConditions().stream()
              .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    } catch (KubernetesClientException e) {
      LOG.debug("node {}: {}", RealNode.NAME, ClusterAccess.describe(e));
      return false;
    }
  }
}
