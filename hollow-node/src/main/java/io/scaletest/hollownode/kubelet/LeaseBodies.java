package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.wire.protobuf.MessageBody;
import io.scaletest.wire.protobuf.NodeShapes;
import java.time.Instant;
import java.util.Set;

/** Writes the bodies of requests about a node's Lease. Stateless. */
final class LeaseBodies {
  static final int DURATION_SECONDS = 40;

  private static final String API_VERSION = "coordination.k8s.io/v1";

  private LeaseBodies() {}

  /** Returns what the server says that a kubelet's first write has set. */
  private static String owned(Set<String> labels, String ownerUid) {
    StringBuilder text = new StringBuilder("{\"f:metadata\":{");
    if (!labels.isEmpty()) {
      text.append("\"f:labels\":{\".\":{}");
      labels.forEach(label -> text.append(",\"f:").append(label).append("\":{}"));
      text.append("},");
    }
    text.append("\"f:ownerReferences\":{\".\":{},\"k:{\\\"uid\\\":\\\"").append(ownerUid);
    return text.append("\\\"}\":{}}},\"f:spec\":{\"f:holderIdentity\":{},")
        .append("\"f:leaseDurationSeconds\":{},\"f:renewTime\":{}}}")
        .toString();
  }

  static byte[] create(NodeDescription node, String nodeUid, Instant renewTime) {
    MessageBody body = begin(node.name());
    NodeBodies.putLabels(body, node.runLabels());
    NodeBodies.putOwner(body, node.name(), nodeUid);
    return end(body, node.name(), renewTime);
  }

  /**
   * Returns the last known object with another time. What the server had put into it goes back with
   * it, as it does from the real kubelet: {@code managedFields} are half of the body.
   *
   * @param lastRenewSecond when the server took it last
   */
  static byte[] update(
      NodeDescription node,
      String nodeUid,
      ObservedLease last,
      long lastRenewSecond,
      Instant renewTime) {
    MessageBody body = begin(node.name());
    body.put("uid", last.uid()).put("resourceVersion", last.resourceVersion());
    body.putSecond("creationTimestamp", last.createdSecond());
    NodeBodies.putLabels(body, node.runLabels());
    NodeBodies.putOwner(body, node.name(), nodeUid);
    body.array("managedFields").object();
    body.put("manager", "hollow-kubelet").put("operation", "Update");
    body.put("apiVersion", API_VERSION).putSecond("time", lastRenewSecond);
    body.put("fieldsType", "FieldsV1").object("fieldsV1");
    body.put("Raw", owned(node.runLabels().keySet(), nodeUid)).endObject();
    body.endObject().endArray();
    return end(body, node.name(), renewTime);
  }

  private static MessageBody begin(String node) {
    MessageBody body = MessageBody.of(API_VERSION, "Lease", NodeShapes.LEASE);
    return body.object("metadata").put("name", node).put("namespace", Lease.NAMESPACE);
  }

  private static byte[] end(MessageBody body, String node, Instant renewTime) {
    body.endObject().object("spec").put("holderIdentity", node);
    body.put("leaseDurationSeconds", DURATION_SECONDS).putMicros("renewTime", renewTime);
    return body.bytes();
  }
}
