package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.pools.ImageCatalogue.Image;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.UtcTime;
import java.util.List;
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
   * The pressures of a node.
   *
   * @param present those that there are
   * @param changed those whose conditions are to be reported
   */
  record Pressures(Set<NodeCondition> present, Set<NodeCondition> changed) {
    static final Pressures NONE = new Pressures(Set.of(), Set.of());
  }

  /**
   * @param heartbeatChanged whether the second is another than that of the last patch
   * @param images the images to report; empty where they did not change
   */
  static byte[] patch(
      Conditions what,
      Pressures pressures,
      boolean heartbeatChanged,
      long nowSecond,
      List<Image> images) {
    JsonWriter json = new JsonWriter().object();
    boolean conditions =
        heartbeatChanged || what != Conditions.HEARTBEAT || !pressures.changed().isEmpty();
    if (!conditions && images.isEmpty()) {
      return json.endObject().bytes();
    }
    json.object("status");
    if (conditions) {
      putConditions(json, what, pressures, heartbeatChanged, UtcTime.api(nowSecond));
    }
    if (!images.isEmpty()) {
      NodeBodies.putImages(json, images);
    }
    return json.endObject().endObject().bytes();
  }

  private static void putConditions(
      JsonWriter json, Conditions what, Pressures pressures, boolean heartbeatChanged, String now) {
    json.putRaw("$setElementOrder/conditions", ORDER).array("conditions");
    for (NodeCondition condition : NodeCondition.values()) {
      boolean full =
          what == Conditions.RESTORED
              || pressures.changed().contains(condition)
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
        boolean pressed = pressures.present().contains(condition);
        json.put("message", pressed ? condition.pressureMessage : condition.message);
        json.put("reason", pressed ? condition.pressureReason : condition.reason);
        json.put("status", pressed ? "True" : condition.status);
      }
      json.put("type", condition.type).endObject();
    }
    json.endArray();
  }
}
