package io.scaletest.hollownode.node;

import io.scaletest.hollownode.json.ApiTime;
import io.scaletest.hollownode.json.JsonText;
import java.time.Instant;

/** The bodies of a node's lease. */
final class LeaseBodies {
  static final int DURATION_SECONDS = 40;

  private static final String API_VERSION = "coordination.k8s.io/v1";

  private LeaseBodies() {}

  static byte[] create(String node, String nodeUid, Instant renewTime) {
    JsonText json = begin(node);
    NodeBodies.putOwner(json, node, nodeUid);
    return end(json, node, renewTime);
  }

  /**
   * Returns the last known object with another time. What the server had put into it goes back with
   * it, as it does from the real kubelet: {@code managedFields} are half of the body.
   *
   * @param lastRenewSecond when the server took it last
   */
  static byte[] update(
      String node, String nodeUid, LeaseVersion version, long lastRenewSecond, Instant renewTime) {
    JsonText json = begin(node);
    json.put("uid", version.uid()).put("resourceVersion", version.resourceVersion());
    json.put("creationTimestamp", ApiTime.seconds(version.createdSecond()));
    NodeBodies.putOwner(json, node, nodeUid);
    json.array("managedFields").object();
    json.put("manager", "hollow-kubelet").put("operation", "Update");
    json.put("apiVersion", API_VERSION).put("time", ApiTime.seconds(lastRenewSecond));
    json.put("fieldsType", "FieldsV1").object("fieldsV1");
    json.object("f:metadata").object("f:ownerReferences").raw(".", "{}");
    json.raw("k:{\"uid\":\"" + nodeUid + "\"}", "{}").endObject().endObject();
    json.object("f:spec").raw("f:holderIdentity", "{}");
    json.raw("f:leaseDurationSeconds", "{}").raw("f:renewTime", "{}").endObject();
    json.endObject().endObject().endArray();
    return end(json, node, renewTime);
  }

  private static JsonText begin(String node) {
    JsonText json = new JsonText().object().put("kind", "Lease").put("apiVersion", API_VERSION);
    return json.object("metadata").put("name", node).put("namespace", Lease.NAMESPACE);
  }

  private static byte[] end(JsonText json, String node, Instant renewTime) {
    json.endObject().object("spec").put("holderIdentity", node);
    json.put("leaseDurationSeconds", DURATION_SECONDS).put("renewTime", ApiTime.micros(renewTime));
    return json.endObject().endObject().bytes();
  }

  /** What identifies one state of a lease on the server. */
  record LeaseVersion(String uid, String resourceVersion, long createdSecond) {}
}
