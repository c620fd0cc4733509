package io.scaletest.hollownode.node;

import io.scaletest.hollownode.json.ApiTime;
import io.scaletest.hollownode.json.JsonText;
import io.scaletest.hollownode.pools.NodeImage;
import io.scaletest.hollownode.pools.Taint;
import java.util.Collection;
import java.util.Map;

/** The bodies of a kubelet's requests about its node, field by field as the real one's. */
public final class NodeBodies {
  /** The features that kubelet 1.36 declares, of those that the scheduler looks at. */
  private static final String DECLARED_FEATURES =
      "[\"ExtendWebSocketsToKubelet\",\"InPlacePodLevelResourcesVerticalScaling\","
          + "\"InPlacePodVerticalScalingInitContainers\",\"RestartAllContainersOnContainerExits\"]";

  private static final String MIGRATED_PLUGINS =
      "kubernetes.io/aws-ebs,kubernetes.io/azure-disk,kubernetes.io/azure-file,"
          + "kubernetes.io/cinder,kubernetes.io/gce-pd,kubernetes.io/portworx-volume,"
          + "kubernetes.io/vsphere-volume";

  private NodeBodies() {}

  /** Returns the Node that is registered, not ready yet. */
  static byte[] node(NodeDescription node, long nowSecond) {
    JsonText json = new JsonText().object().put("kind", "Node").put("apiVersion", "v1");
    json.object("metadata").put("name", node.name()).object("labels");
    putAll(json, node.labels());
    json.endObject().endObject();
    json.object("spec").put("providerID", "kubemark://" + node.name());
    if (!node.pool().taints().isEmpty()) {
      json.array("taints");
      for (Taint taint : node.pool().taints()) {
        json.object().put("key", taint.key());
        if (!taint.value().isEmpty()) {
          json.put("value", taint.value());
        }
        json.put("effect", taint.effect()).endObject();
      }
      json.endArray();
    }
    json.endObject();
    json.object("status");
    putStatus(json, node, nowSecond);
    return json.endObject().endObject().bytes();
  }

  /** Returns the patch that makes a Node that was there already what this one is. */
  static byte[] takeOver(NodeDescription node, long nowSecond) {
    JsonText json = new JsonText().object().object("metadata").object("labels");
    putAll(json, node.labels());
    json.endObject().endObject().object("status");
    putStatus(json, node, nowSecond);
    return json.endObject().endObject().bytes();
  }

  private static void putStatus(JsonText json, NodeDescription node, long nowSecond) {
    json.object("capacity");
    putAll(json, node.pool().resources().capacity());
    json.endObject().object("allocatable");
    putAll(json, node.pool().resources().allocatable());
    json.endObject().array("conditions");
    String now = ApiTime.seconds(nowSecond);
    for (NodeCondition condition : NodeCondition.values()) {
      boolean notReady = condition == NodeCondition.READY;
      json.object()
          .put("type", condition.type)
          .put("status", "False")
          .put("lastHeartbeatTime", now)
          .put("lastTransitionTime", now)
          .put("reason", notReady ? NodeCondition.NOT_READY_REASON : condition.reason)
          .put("message", notReady ? NodeCondition.NOT_READY_MESSAGE : condition.message)
          .endObject();
    }
    json.endArray().array("addresses");
    json.object().put("type", "InternalIP").put("address", node.internalIp()).endObject();
    json.object().put("type", "Hostname").put("address", node.name()).endObject();
    json.endArray();
    json.object("daemonEndpoints").object("kubeletEndpoint").put("Port", node.kubeletPort());
    json.endObject().endObject();
    putNodeInfo(json);
    if (!node.pool().images().images().isEmpty()) {
      putImages(json, node.pool().images().images());
    }
    json.raw("declaredFeatures", DECLARED_FEATURES);
  }

  private static void putNodeInfo(JsonText json) {
    json.object("nodeInfo")
        .put("machineID", "")
        .put("systemUUID", "")
        .put("bootID", "")
        .put("kernelVersion", "3.16.0-0.bpo.4-amd64")
        .put("osImage", "Debian GNU/Linux 7 (wheezy)")
        .put("containerRuntimeVersion", "fakeRuntime://0.1.0")
        .put("kubeletVersion", "v1.36.3")
        .put("kubeProxyVersion", "")
        .put("operatingSystem", "linux")
        .put("architecture", "amd64")
        .endObject();
  }

  static void putImages(JsonText json, Collection<NodeImage> images) {
    json.array("images");
    for (NodeImage image : images) {
      json.object().array("names");
      image.names().forEach(json::element);
      json.endArray();
      if (image.sizeBytes() > 0) {
        json.put("sizeBytes", image.sizeBytes());
      }
      json.endObject();
    }
    json.endArray();
  }

  private static void putAll(JsonText json, Map<String, ?> properties) {
    properties.forEach((name, value) -> json.put(name, value.toString()));
  }

  /** Returns the CSINode of a node without drivers. */
  public static byte[] csiNode(String name, String nodeUid) {
    JsonText json = new JsonText().object();
    json.put("kind", "CSINode").put("apiVersion", "storage.k8s.io/v1");
    json.object("metadata").put("name", name).object("annotations");
    json.put("storage.alpha.kubernetes.io/migrated-plugins", MIGRATED_PLUGINS).endObject();
    putOwner(json, name, nodeUid);
    json.endObject().object("spec").putNull("drivers").endObject();
    return json.endObject().bytes();
  }

  static void putOwner(JsonText json, String name, String nodeUid) {
    json.array("ownerReferences").object();
    json.put("apiVersion", "v1").put("kind", "Node").put("name", name).put("uid", nodeUid);
    json.endObject().endArray();
  }
}
