package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pod.PodStatus.Printed;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.UtcTime;
import java.util.List;

/**
 * Computes the strategic merge patch between two statuses of a pod, keys in the order of the
 * alphabet, as the kubelet does. Stateless.
 */
final class PodPatch {
  private PodPatch() {}

  /** Tells whether there is nothing to tell. */
  static boolean isEmpty(PodStatus reported, PodStatus now) {
    return reported.phase() == now.phase()
        && reported.inits().same(now.inits())
        && reported.containers().same(now.containers())
        && reported.ephemerals().same(now.ephemerals())
        && reported.podIps().equals(now.podIps())
        && reported.startSecond() == now.startSecond()
        && reported.generation() == now.generation()
        && reported.reason().equals(now.reason())
        && reported.message().equals(now.message())
        && reported.resources().equals(now.resources())
        && !conditionsDiffer(reported, now);
  }

  /**
   * @param hostIps addresses of the node, one of each family
   */
  static byte[] of(PodSpec pod, PodStatus reported, PodStatus now, List<String> hostIps) {
    JsonWriter json = new JsonWriter().object();
    json.object("metadata").put("uid", pod.uid()).endObject().object("status");
    boolean conditions = conditionsDiffer(reported, now);
    conditions &= now.conditions().isPresent(PodConditions.READY);
    if (conditions) {
      putOrder(json, now.conditions());
    }
    if (!reported.allocated().equals(now.allocated())) {
      json.putRaw("allocatedResources", now.allocated().isEmpty() ? "null" : now.allocated());
    }
    if (conditions) {
      putConditions(json, reported.conditions(), now.conditions());
    }
    putList(json, "containerStatuses", reported.containers(), now.containers());
    putList(json, "ephemeralContainerStatuses", reported.ephemerals(), now.ephemerals());
    boolean first = reported.startSecond() == 0 && now.startSecond() != 0;
    if (first) {
      json.put("hostIP", hostIps.get(0)).array("hostIPs");
      putAddresses(json, hostIps);
    }
    putList(json, "initContainerStatuses", reported.inits(), now.inits());
    putIfChanged(json, "message", reported.message(), now.message());
    if (reported.generation() != now.generation()) {
      json.put("observedGeneration", now.generation());
    }
    if (reported.phase() != now.phase()) {
      json.put("phase", now.phase().toString());
    }
    if (!reported.podIps().equals(now.podIps()) && !now.podIps().isEmpty()) {
      json.put("podIP", now.podIps().get(0)).array("podIPs");
      if (!reported.podIps().isEmpty()) {
        json.object().put("$patch", "replace").endObject(); // else both would be there
      }
      putAddresses(json, now.podIps());
    }
    putIfChanged(json, "reason", reported.reason(), now.reason());
    if (!reported.resources().equals(now.resources())) {
      json.putRaw("resources", now.resources());
    }
    if (first) {
      json.put("startTime", UtcTime.api(now.startSecond()));
    }
    return json.endObject().endObject().bytes();
  }

  private static void putList(JsonWriter json, String name, Printed reported, Printed now) {
    if (!reported.same(now)) {
      json.putRaw(name, now.json());
    }
  }

  private static void putAddresses(JsonWriter json, List<String> addresses) {
    addresses.forEach(address -> json.object().put("ip", address).endObject());
    json.endArray();
  }

  private static boolean conditionsDiffer(PodStatus reported, PodStatus now) {
    for (int i = 0; i < PodConditions.TYPES.size(); i++) {
      if (!reported.conditions().equalsAt(now.conditions(), i)) {
        return true;
      }
    }
    return false;
  }

  private static void putOrder(JsonWriter json, PodConditions conditions) {
    json.array("$setElementOrder/conditions");
    for (int i = 0; i < PodConditions.TYPES.size(); i++) {
      if (conditions.isPresent(i)) {
        json.object().put("type", PodConditions.TYPES.get(i)).endObject();
      }
    }
    json.endArray();
  }

  private static void putConditions(JsonWriter json, PodConditions reported, PodConditions now) {
    json.array("conditions");
    for (int i = 0; i < PodConditions.TYPES.size(); i++) {
      if (!now.isPresent(i) && reported.isPresent(i)) {
        json.object().put("$patch", "delete").put("type", PodConditions.TYPES.get(i)).endObject();
      } else if (!reported.equalsAt(now, i)) {
        putCondition(json, reported, now, i);
      }
    }
    json.endArray();
  }

  private static void putCondition(
      JsonWriter json, PodConditions reported, PodConditions now, int i) {
    boolean differentStatus = !reported.sameStatus(now, i);
    json.object();
    if (!reported.isPresent(i)) {
      json.putValue("lastProbeTime", null);
    }
    if (differentStatus) {
      json.put("lastTransitionTime", UtcTime.api(now.sinceSecond(i)));
    }
    putIfChanged(json, "message", reported.message(i), now.message(i));
    if (reported.generation(i) != now.generation(i)) {
      json.put("observedGeneration", now.generation(i));
    }
    putIfChanged(json, "reason", reported.reason(i), now.reason(i));
    if (differentStatus) {
      json.put("status", now.statusText(i));
    }
    json.put("type", PodConditions.TYPES.get(i)).endObject();
  }

  private static void putIfChanged(JsonWriter json, String name, String reported, String now) {
    if (reported.equals(now)) {
      return;
    }
    if (now.isEmpty()) {
      json.putValue(name, null);
    } else {
      json.put(name, now);
    }
  }
}
