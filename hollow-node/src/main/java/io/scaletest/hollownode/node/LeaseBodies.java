package io.scaletest.hollownode.node;

import io.scaletest.hollownode.message.MessageBody;
import io.scaletest.hollownode.message.NodeShapes;
import java.time.Instant;

/** The bodies of a node's lease. */
final class LeaseBodies {
  static final int DURATION_SECONDS = 40;

  private static final String API_VERSION = "coordination.k8s.io/v1";

  /** What the server says that a kubelet's first write has set, around the owner's uid. */
  private static final String OWNED_BEFORE_UID =
      "{\"f:metadata\":{\"f:ownerReferences\":{\".\":{},\"k:{\\\"uid\\\":\\\"";

  private static final String OWNED_BEHIND_UID =
      "\\\"}\":{}}},\"f:spec\":{\"f:holderIdentity\":{},\"f:leaseDurationSeconds\":{},"
          + "\"f:renewTime\":{}}}";

  private LeaseBodies() {}

  static byte[] create(String node, String nodeUid, Instant renewTime) {
    MessageBody body = begin(node);
    NodeBodies.putOwner(body, node, nodeUid);
    return end(body, node, renewTime);
  }

  /**
   * Returns the last known object with another time. What the server had put into it goes back with
   * it, as it does from the real kubelet: {@code managedFields} are half of the body.
   *
   * @param lastRenewSecond when the server took it last
   */
  static byte[] update(
      String node, String nodeUid, LeaseView last, long lastRenewSecond, Instant renewTime) {
    MessageBody body = begin(node);
    body.put("uid", last.uid()).put("resourceVersion", last.resourceVersion());
    body.putSecond("creationTimestamp", last.createdSecond());
    NodeBodies.putOwner(body, node, nodeUid);
    body.array("managedFields").object();
    body.put("manager", "hollow-kubelet").put("operation", "Update");
    body.put("apiVersion", API_VERSION).putSecond("time", lastRenewSecond);
    body.put("fieldsType", "FieldsV1").object("fieldsV1");
    body.put("Raw", OWNED_BEFORE_UID + nodeUid + OWNED_BEHIND_UID).endObject();
    body.endObject().endArray();
    return end(body, node, renewTime);
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
