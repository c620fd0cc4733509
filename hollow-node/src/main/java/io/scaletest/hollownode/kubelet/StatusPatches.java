package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.pools.ImageCatalogue.Image;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.UtcTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes strategic merge patches of a node's status: what differs from the last one that was sent.
 * Stateless.
 */
final class StatusPatches {
  private static final String ORDER = order();

  private StatusPatches() {}

  private static String order() {
    JsonWriter json = new JsonWriter().array();
    for (NodeCondition condition : NodeCondition.values()) {
      json.object().put("type", condition.type).endObject();
    }
    return json.endArray().toString();
  }

  /** The parts of the status that a patch has. */
  enum Conditions {
    /** Only that the node is alive. */
    HEARTBEAT,
    /** That it has become ready. */
    BECAME_READY,
    /** All of every condition, because somebody else changed them. */
    RESTORED
  }

  /**
   * What is wrong with a node: troubles, or that it is about to go off.
   *
   * @param present the conditions that say so
   * @param changed those that are to be reported, since they began or ended to say so
   */
  record Troubles(Set<NodeCondition> present, Set<NodeCondition> changed) {
    static final Troubles NONE = new Troubles(Set.of(), Set.of());
  }

  /** How many devices of a resource there are, and how many of them are healthy. */
  record Devices(Quantity capacity, Quantity allocatable) {}

  /**
   * @param heartbeatChanged whether the second is another than that of the last patch
   * @param images the images to report; empty where they did not change
   * @param devices those whose numbers changed
   */
  static byte[] patch(
      Conditions what,
      Troubles troubles,
      boolean heartbeatChanged,
      long nowSecond,
      List<Image> images,
      Map<String, Devices> devices) {
    JsonWriter json = new JsonWriter().object();
    boolean conditions =
        heartbeatChanged || what != Conditions.HEARTBEAT || !troubles.changed().isEmpty();
    if (!conditions && images.isEmpty() && devices.isEmpty()) {
      return json.endObject().bytes();
    }
    json.object("status");
    if (!devices.isEmpty()) {
      json.object("allocatable");
      devices.forEach((name, has) -> json.put(name, has.allocatable().toString()));
      json.endObject().object("capacity");
      devices.forEach((name, has) -> json.put(name, has.capacity().toString()));
      json.endObject();
    }
    if (conditions) {
      putConditions(json, what, troubles, heartbeatChanged, UtcTime.api(nowSecond));
    }
    if (!images.isEmpty()) {
      NodeBodies.putImages(json, images);
    }
    return json.endObject().endObject().bytes();
  }

  private static void putConditions(
      JsonWriter json, Conditions what, Troubles troubles, boolean heartbeatChanged, String now) {
    json.putRaw("$setElementOrder/conditions", ORDER).array("conditions");
    for (NodeCondition condition : NodeCondition.values()) {
      boolean full =
          what == Conditions.RESTORED
              || troubles.changed().contains(condition)
              || what == Conditions.BECAME_READY && condition == NodeCondition.READY;
      if (!full && !heartbeatChanged) {
        continue;
      }
      json.object();
      if (heartbeatChanged) {
        json.put("lastHeartbeatTime", now);
      }
      if (full) {
        if (heartbeatChanged) {
          json.put("lastTransitionTime", now);
        }
        boolean trouble = troubles.present().contains(condition);
        json.put("message", trouble ? condition.troubleMessage : condition.message);
        json.put("reason", trouble ? condition.troubleReason : condition.reason);
        json.put("status", condition.status(trouble));
      }
      json.put("type", condition.type).endObject();
    }
    json.endArray();
  }
}
