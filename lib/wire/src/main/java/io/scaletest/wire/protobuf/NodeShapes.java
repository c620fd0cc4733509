package io.scaletest.wire.protobuf;

import static io.scaletest.wire.protobuf.MessageShape.message;
import static io.scaletest.wire.protobuf.MessageShape.messages;
import static io.scaletest.wire.protobuf.MessageShape.number;
import static io.scaletest.wire.protobuf.MessageShape.quantityMap;
import static io.scaletest.wire.protobuf.MessageShape.text;
import static io.scaletest.wire.protobuf.MessageShape.texts;
import static io.scaletest.wire.protobuf.MessageShape.time;

/**
 * What a kubelet writes of itself: {@code Node} of {@code core/v1}, {@code Lease} of {@code
 * coordination/v1} and {@code CSINode} of {@code storage/v1}.
 */
public final class NodeShapes {
  public static final MessageShape TAINT =
      MessageShape.of("Taint", text(1, "key"), text(2, "value"), text(3, "effect"));

  public static final MessageShape NODE_SPEC =
      MessageShape.of(
          "NodeSpec", text(3, "providerID"), messages(5, "taints", TAINT), texts(7, "podCIDRs"));

  public static final MessageShape NODE_CONDITION =
      MessageShape.of(
          "NodeCondition",
          text(1, "type"),
          text(2, "status"),
          time(3, "lastHeartbeatTime"),
          time(4, "lastTransitionTime"),
          text(5, "reason"),
          text(6, "message"));

  private static final MessageShape NODE_ADDRESS =
      MessageShape.of("NodeAddress", text(1, "type"), text(2, "address"));

  private static final MessageShape NODE_DAEMON_ENDPOINTS =
      MessageShape.of(
          "NodeDaemonEndpoints",
          message(1, "kubeletEndpoint", MessageShape.of("DaemonEndpoint", number(1, "Port"))));

  private static final MessageShape NODE_SYSTEM_INFO =
      MessageShape.of(
          "NodeSystemInfo",
          text(1, "machineID"),
          text(2, "systemUUID"),
          text(3, "bootID"),
          text(4, "kernelVersion"),
          text(5, "osImage"),
          text(6, "containerRuntimeVersion"),
          text(7, "kubeletVersion"),
          text(8, "kubeProxyVersion"),
          text(9, "operatingSystem"),
          text(10, "architecture"));

  private static final MessageShape CONTAINER_IMAGE =
      MessageShape.of("ContainerImage", texts(1, "names"), number(2, "sizeBytes"));

  public static final MessageShape NODE_STATUS =
      MessageShape.of(
          "NodeStatus",
          quantityMap(1, "capacity"),
          quantityMap(2, "allocatable"),
          messages(4, "conditions", NODE_CONDITION),
          messages(5, "addresses", NODE_ADDRESS),
          message(6, "daemonEndpoints", NODE_DAEMON_ENDPOINTS),
          message(7, "nodeInfo", NODE_SYSTEM_INFO),
          messages(8, "images", CONTAINER_IMAGE),
          texts(14, "declaredFeatures"));

  public static final MessageShape NODE =
      MessageShape.of(
          "Node",
          message(1, "metadata", MetaShapes.OBJECT_META),
          message(2, "spec", NODE_SPEC),
          message(3, "status", NODE_STATUS));

  public static final MessageShape LEASE_SPEC =
      MessageShape.of(
          "LeaseSpec",
          text(1, "holderIdentity"),
          number(2, "leaseDurationSeconds"),
          time(4, "renewTime"));

  public static final MessageShape LEASE =
      MessageShape.of(
          "Lease",
          message(1, "metadata", MetaShapes.RETURNED_META),
          message(2, "spec", LEASE_SPEC));

  public static final MessageShape CSI_NODE =
      MessageShape.of(
          "CSINode",
          message(1, "metadata", MetaShapes.OBJECT_META),
          message(2, "spec", MessageShape.of("CSINodeSpec")));

  private NodeShapes() {}
}
