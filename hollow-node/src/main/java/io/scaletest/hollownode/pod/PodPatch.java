package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pod.PodStatus.Printed;
import io.scaletest.hollownode.podspec.PodSpec;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.UtcTime;
import java.util.List;

/**
 * The strategic merge patch that makes a pod's status on the server what it is: the difference of
 * two statuses, keys in the order of the alphabet, as the kubelet computes it.
 */
final class PodPatch {
  private PodPatch() {}

  /** Tells whether there is nothing to tell. */
  static boolean isEmpty(PodStatus told, PodStatus now) {
    return told.phase() == now.phase()
        && told.inits().same(now.inits())
        && told.containers().same(now.containers())
        && told.ephemerals().same(now.ephemerals())
        && told.podIps().equals(now.podIps())
        && told.startSecond() == now.startSecond()
        && told.generation() == now.generation()
        && told.reason().equals(now.reason())
        && told.message().equals(now.message())
        && told.resources().equals(now.resources())
        && !conditionsDiffer(told, now);
  }

  /**
   * @param hostIps addresses of the node, one of each family
   */
  static byte[] of(PodSpec pod, PodStatus told, PodStatus now, List<String> hostIps) {
    JsonWriter json = new JsonWriter().object();
    json.object("metadata").put("uid", pod.uid()).endObject().object("status");
    boolean conditions = conditionsDiffer(told, now);
    conditions &= now.conditions().isPresent(PodConditions.READY);
    if (conditions) {
      putOrder(json, now.conditions());
    }
    if (!told.allocated().equals(now.allocated())) {
      json.putRaw("allocatedResources", now.allocated().isEmpty() ? "null" : now.allocated());
    }
    if (conditions) {
      putConditions(json, told.conditions(), now.conditions());
    }
    putList(json, "containerStatuses", told.containers(), now.containers());
    putList(json, "ephemeralContainerStatuses", told.ephemerals(), now.ephemerals());
    boolean first = told.startSecond() == 0 && now.startSecond() != 0;
    if (first) {
      json.put("hostIP", hostIps.get(0)).array("hostIPs");
      putAddresses(json, hostIps);
    }
    putList(json, "initContainerStatuses", told.inits(), now.inits());
    putIfChanged(json, "message", told.message(), now.message());
    if (told.generation() != now.generation()) {
      json.put("observedGeneration", now.generation());
    }
    if (told.phase() != now.phase()) {
      json.put("phase", now.phase().toString());
    }
    if (!told.podIps().equals(now.podIps()) && !now.podIps().isEmpty()) {
      json.put("podIP", now.podIps().get(0)).array("podIPs");
      if (!told.podIps().isEmpty()) {
        json.object().put("$patch", "replace").endObject(); // else both would be there
      }
      putAddresses(json, now.podIps());
    }
    putIfChanged(json, "reason", told.reason(), now.reason());
    if (!told.resources().equals(now.resources())) {
      json.putRaw("resources", now.resources());
    }
    if (first) {
      json.put("startTime", UtcTime.api(now.startSecond()));
    }
    return json.endObject().endObject().bytes();
  }

  private static void putList(JsonWriter json, String name, Printed told, Printed now) {
    if (!told.same(now)) {
      json.putRaw(name, now.json());
    }
  }

  private static void putAddresses(JsonWriter json, List<String> addresses) {
    addresses.forEach(address -> json.object().put("ip", address).endObject());
    json.endArray();
  }

  private static boolean conditionsDiffer(PodStatus told, PodStatus now) {
    for (int i = 0; i < PodConditions.TYPES.size(); i++) {
      if (!told.conditions().equalsAt(now.conditions(), i)) {
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

  private static void putConditions(JsonWriter json, PodConditions told, PodConditions now) {
    json.array("conditions");
    for (int i = 0; i < PodConditions.TYPES.size(); i++) {
      if (!now.isPresent(i) && told.isPresent(i)) {
        json.object().put("$patch", "delete").put("type", PodConditions.TYPES.get(i)).endObject();
      } else if (!told.equalsAt(now, i)) {
        putCondition(json, told, now, i);
      }
    }
    json.endArray();
  }

  private static void putCondition(JsonWriter json, PodConditions told, PodConditions now, int i) {
    boolean differentStatus = !told.sameStatus(now, i);
    json.object();
    if (!told.isPresent(i)) {
      json.putValue("lastProbeTime", null);
    }
    if (differentStatus) {
      json.put("lastTransitionTime", UtcTime.api(now.sinceSecond(i)));
    }
    putIfChanged(json, "message", told.message(i), now.message(i));
    if (told.generation(i) != now.generation(i)) {
      json.put("observedGeneration", now.generation(i));
    }
    putIfChanged(json, "reason", told.reason(i), now.reason(i));
    if (differentStatus) {
      json.put("status", now.statusText(i));
    }
    json.put("type", PodConditions.TYPES.get(i)).endObject();
  }

  private static void putIfChanged(JsonWriter json, String name, String told, String now) {
    if (told.equals(now)) {
      return;
    }
    if (now.isEmpty()) {
      json.putValue(name, null);
    } else {
      json.put(name, now);
    }
  }
}
