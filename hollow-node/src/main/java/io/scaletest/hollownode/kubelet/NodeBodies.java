package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.pools.ImageCatalogue.Image;
import io.scaletest.hollownode.pools.Taint;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.json.ObjectWriter;
import io.scaletest.wire.protobuf.MessageBody;
import io.scaletest.wire.protobuf.NodeShapes;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Writes the bodies of a kubelet's requests about its Node and CSINode, field by field as the real
 * one's. Stateless.
 */
final class NodeBodies {
  /** The features that kubelet 1.36 declares, of those that the scheduler reads. */
  private static final List<String> DECLARED_FEATURES =
      List.of(
          "ExtendWebSocketsToKubelet",
          "InPlacePodLevelResourcesVerticalScaling",
          "InPlacePodVerticalScalingInitContainers",
          "RestartAllContainersOnContainerExits");

  private static final String MIGRATED_PLUGINS =
      "kubernetes.io/aws-ebs,kubernetes.io/azure-disk,kubernetes.io/azure-file,"
          + "kubernetes.io/cinder,kubernetes.io/gce-pd,kubernetes.io/portworx-volume,"
          + "kubernetes.io/vsphere-volume";

  private NodeBodies() {}

  /** Returns the Node that is registered, not ready yet. */
  static byte[] node(NodeDescription node, String bootId, long nowSecond) {
    MessageBody body = MessageBody.of("v1", "Node", NodeShapes.NODE);
    body.object("metadata").put("name", node.name()).object("labels");
    putAll(body, node.labels());
    body.endObject().endObject();
    body.object("spec").put("providerID", "kubemark://" + node.name());
    putTaints(body, node);
    body.endObject();
    putStatus(body.object("status"), node, bootId, nowSecond, false, node.pool().images().images());
    return body.bytes();
  }

  /** Returns the Node whose conditions and the like are made by stages: what a user would make. */
  static byte[] bare(NodeDescription node) {
    MessageBody body = MessageBody.of("v1", "Node", NodeShapes.NODE);
    body.object("metadata").put("name", node.name()).object("labels");
    putAll(body, node.labels());
    body.endObject().endObject();
    body.object("spec");
    putTaints(body, node);
    body.endObject().object("status").object("capacity");
    putAll(body, node.pool().resources().capacity());
    body.endObject().object("allocatable");
    putAll(body, node.pool().resources().allocatable());
    body.endObject();
    return body.bytes();
  }

  /** Returns the patch with the whole status of a node that is ready. */
  static byte[] status(
      NodeDescription node, String bootId, long nowSecond, Collection<Image> images) {
    JsonWriter json = new JsonWriter().object().object("status");
    putStatus(json, node, bootId, nowSecond, true, images);
    return json.endObject().endObject().bytes();
  }

  /** Returns the patch that makes a Node that was there already what this one is. */
  static byte[] takeOver(NodeDescription node, String bootId, long nowSecond) {
    JsonWriter json = new JsonWriter().object().object("metadata").object("labels");
    putAll(json, node.labels());
    json.endObject().endObject().object("status");
    putStatus(json, node, bootId, nowSecond, false, node.pool().images().images());
    return json.endObject().endObject().bytes();
  }

  private static void putStatus(
      ObjectWriter out,
      NodeDescription node,
      String bootId,
      long nowSecond,
      boolean ready,
      Collection<Image> images) {
    out.object("capacity");
    putAll(out, node.pool().resources().capacity());
    out.endObject().object("allocatable");
    putAll(out, node.pool().resources().allocatable());
    out.endObject().array("conditions");
    for (NodeCondition condition : NodeCondition.values()) {
      boolean notReady = condition == NodeCondition.READY && !ready;
      out.object()
          .put("type", condition.type)
          .put("status", notReady ? "False" : condition.status)
          .putSecond("lastHeartbeatTime", nowSecond)
          .putSecond("lastTransitionTime", nowSecond)
          .put("reason", notReady ? NodeCondition.NOT_READY_REASON : condition.reason)
          .put("message", notReady ? NodeCondition.NOT_READY_MESSAGE : condition.message)
          .endObject();
    }
    out.endArray().array("addresses");
    for (String ip : node.internalIps()) {
      out.object().put("type", "InternalIP").put("address", ip).endObject();
    }
    out.object().put("type", "Hostname").put("address", node.name()).endObject();
    out.endArray();
    out.object("daemonEndpoints").object("kubeletEndpoint").put("Port", node.kubeletPort());
    out.endObject().endObject();
    putNodeInfo(out, bootId);
    if (!images.isEmpty()) {
      putImages(out, images);
    }
    out.array("declaredFeatures");
    DECLARED_FEATURES.forEach(out::element);
    out.endArray();
  }

  private static void putTaints(MessageBody body, NodeDescription node) {
    if (node.pool().taints().isEmpty()) {
      return;
    }
    body.array("taints");
    for (Taint taint : node.pool().taints()) {
      body.object().put("key", taint.key());
      if (!taint.value().isEmpty()) {
        body.put("value", taint.value());
      }
      body.put("effect", taint.effect()).endObject();
    }
    body.endArray();
  }

  private static void putNodeInfo(ObjectWriter out, String bootId) {
    out.object("nodeInfo")
        .put("machineID", "")
        .put("systemUUID", "")
        .put("bootID", bootId)
        .put("kernelVersion", "6.12.57+deb13-amd64")
        .put("osImage", "Debian GNU/Linux 13 (trixie)")
        .put("containerRuntimeVersion", "fakeRuntime://0.1.0")
        .put("kubeletVersion", "v1.36.3")
        .put("kubeProxyVersion", "")
        .put("operatingSystem", "linux")
        .put("architecture", "amd64")
        .endObject();
  }

  static void putImages(ObjectWriter out, Collection<Image> images) {
    out.array("images");
    for (Image image : images) {
      out.object().array("names");
      image.names().forEach(out::element);
      out.endArray();
      if (image.sizeBytes() > 0) {
        out.put("sizeBytes", image.sizeBytes());
      }
      out.endObject();
    }
    out.endArray();
  }

  private static void putAll(ObjectWriter out, Map<String, ?> properties) {
    properties.forEach((name, value) -> out.put(name, value.toString()));
  }

  /** Returns the CSINode of a node without drivers. */
  public static byte[] csiNode(NodeDescription node, String nodeUid) {
    String name = node.name();
    MessageBody body = MessageBody.of("storage.k8s.io/v1", "CSINode", NodeShapes.CSI_NODE);
    body.object("metadata").put("name", name);
    putLabels(body, node.runLabels());
    body.object("annotations");
    body.put("storage.alpha.kubernetes.io/migrated-plugins", MIGRATED_PLUGINS).endObject();
    putOwner(body, name, nodeUid);
    return body.endObject().object("spec").bytes();
  }

  static void putLabels(ObjectWriter out, Map<String, String> labels) {
    if (!labels.isEmpty()) {
      out.object("labels");
      putAll(out, labels);
      out.endObject();
    }
  }

  static void putOwner(ObjectWriter out, String name, String nodeUid) {
    out.array("ownerReferences").object();
    out.put("apiVersion", "v1").put("kind", "Node").put("name", name).put("uid", nodeUid);
    out.endObject().endArray();
  }
}
