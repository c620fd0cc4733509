package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.json.ApiTime;
import io.scaletest.hollownode.json.JsonText;
import io.scaletest.hollownode.podspec.PodSpec;
import java.util.List;

/**
 * The strategic merge patch that makes a pod's status on the server what it is: the difference of
 * two statuses, keys in the order of the alphabet, as the kubelet computes it.
 */
final class PodPatch {
  private static final String ORDER = order();

  private PodPatch() {}

  private static String order() {
    StringBuilder text = new StringBuilder("[");
    for (String type : PodConditions.TYPES) {
      text.append(text.length() > 1 ? "," : "").append("{\"type\":\"").append(type).append("\"}");
    }
    return text.append(']').toString();
  }

  /** Tells whether there is nothing to tell. */
  static boolean isEmpty(PodStatus told, PodStatus now) {
    return told.phase() == now.phase()
        && told.initsPrint() == now.initsPrint()
        && told.containersPrint() == now.containersPrint()
        && told.podIps().equals(now.podIps())
        && told.startSecond() == now.startSecond()
        && told.generation() == now.generation()
        && told.reason().equals(now.reason())
        && told.message().equals(now.message())
        && !conditionsDiffer(told, now);
  }

  /**
   * @param hostIps addresses of the node, one of each family
   */
  static byte[] of(PodSpec pod, PodStatus told, PodStatus now, List<String> hostIps) {
    JsonText json = new JsonText().object();
    json.object("metadata").put("uid", pod.uid()).endObject().object("status");
    boolean conditions = conditionsDiffer(told, now) || told.generation() != now.generation();
    if (conditions && now.conditions().isPresent(PodConditions.READY)) {
      json.raw("$setElementOrder/conditions", ORDER);
      putConditions(json, told, now);
    }
    if (told.containersPrint() != now.containersPrint()) {
      json.raw("containerStatuses", now.containersJson());
    }
    boolean first = told.startSecond() == 0 && now.startSecond() != 0;
    if (first) {
      json.put("hostIP", hostIps.get(0)).array("hostIPs");
      putAddresses(json, hostIps);
    }
    if (told.initsPrint() != now.initsPrint()) {
      json.raw("initContainerStatuses", now.initsJson());
    }
    if (!told.message().equals(now.message())) {
      json.put("message", now.message());
    }
    if (told.generation() != now.generation()) {
      json.put("observedGeneration", now.generation());
    }
    if (told.phase() != now.phase()) {
      json.put("phase", now.phase().toString());
    }
    if (!told.podIps().equals(now.podIps())) {
      json.put("podIP", now.podIps().get(0)).array("podIPs");
      putAddresses(json, now.podIps());
    }
    if (!told.reason().equals(now.reason())) {
      json.put("reason", now.reason());
    }
    if (first && !now.conditions().isTrue(PodConditions.SANDBOX)) {
      json.raw("resources", "{}");
    }
    if (first) {
      json.put("startTime", ApiTime.seconds(now.startSecond()));
    }
    return json.endObject().endObject().bytes();
  }

  private static void putAddresses(JsonText json, List<String> addresses) {
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

  private static void putConditions(JsonText json, PodStatus told, PodStatus now) {
    json.array("conditions");
    boolean generation = told.generation() != now.generation();
    for (int i = 0; i < PodConditions.TYPES.size(); i++) {
      if (generation || !told.conditions().equalsAt(now.conditions(), i)) {
        putCondition(json, told.conditions(), now, i, generation);
      }
    }
    json.endArray();
  }

  private static void putCondition(
      JsonText json, PodConditions told, PodStatus status, int i, boolean generation) {
    PodConditions now = status.conditions();
    boolean differentStatus = !told.sameStatus(now, i);
    json.object();
    if (!told.isPresent(i)) {
      json.putNull("lastProbeTime");
    }
    if (differentStatus) {
      json.put("lastTransitionTime", ApiTime.seconds(now.sinceSecond(i)));
    }
    putIfChanged(json, "message", told.message(i), now.message(i));
    if (generation) {
      json.put("observedGeneration", status.generation());
    }
    putIfChanged(json, "reason", told.reason(i), now.reason(i));
    if (differentStatus) {
      json.put("status", now.statusText(i));
    }
    json.put("type", PodConditions.TYPES.get(i)).endObject();
  }

  private static void putIfChanged(JsonText json, String name, String told, String now) {
    if (told.equals(now)) {
      return;
    }
    if (now.isEmpty()) {
      json.putNull(name);
    } else {
      json.put(name, now);
    }
  }
}
