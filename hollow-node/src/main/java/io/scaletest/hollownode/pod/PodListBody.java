package io.scaletest.hollownode.pod;

import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.time.UtcTime;
import java.util.List;

/**
 * Writes pods as the kubelet's {@code /pods} shows them, with the fields that it acts on.
 * Stateless.
 */
final class PodListBody {
  private PodListBody() {}

  /**
   * Returns a {@code PodList} in JSON.
   *
   * @param hostIps addresses of the node, one of each family
   */
  static byte[] of(List<PodRun> pods, List<String> hostIps) {
    JsonWriter json = new JsonWriter().object().put("kind", "PodList").put("apiVersion", "v1");
    json.object("metadata").endObject().array("items");
    pods.forEach(pod -> put(json, pod, hostIps));
    return json.endArray().endObject().bytes();
  }

  private static void put(JsonWriter json, PodRun pod, List<String> hostIps) {
    PodSpec spec = pod.spec();
    json.object().object("metadata");
    json.put("name", spec.name()).put("namespace", spec.namespace()).put("uid", spec.uid());
    json.endObject().object("spec");
    if (!spec.initContainers().isEmpty()) {
      putContainers(json, "initContainers", spec.initContainers());
    }
    putContainers(json, "containers", spec.containers());
    json.put("restartPolicy", spec.restartPolicy());
    json.put("terminationGracePeriodSeconds", spec.graceSeconds());
    json.put("serviceAccountName", spec.serviceAccount()).put("nodeName", spec.nodeName());
    if (spec.hostNetwork()) {
      json.put("hostNetwork", true);
    }
    json.endObject().object("status");
    putStatus(json, pod.status(), hostIps);
    json.endObject().endObject();
  }

  private static void putContainers(JsonWriter json, String name, List<ContainerSpec> containers) {
    json.array(name);
    for (ContainerSpec container : containers) {
      json.object().put("name", container.name()).put("image", container.image());
      json.putRaw("resources", container.resourcesJson()).endObject();
    }
    json.endArray();
  }

  private static void putStatus(JsonWriter json, PodStatus status, List<String> hostIps) {
    json.put("phase", status.phase().toString()).array("conditions");
    PodConditions conditions = status.conditions();
    for (int i = 0; i < PodConditions.TYPES.size(); i++) {
      if (conditions.isPresent(i)) {
        json.object().put("type", PodConditions.TYPES.get(i));
        json.put("status", conditions.statusText(i));
        json.put("lastTransitionTime", UtcTime.api(conditions.sinceSecond(i)));
        putIfAny(json, "reason", conditions.reason(i));
        putIfAny(json, "message", conditions.message(i));
        json.endObject();
      }
    }
    json.endArray();
    putIfAny(json, "reason", status.reason());
    putIfAny(json, "message", status.message());
    json.put("hostIP", hostIps.get(0));
    if (!status.podIps().isEmpty()) {
      json.put("podIP", status.podIps().get(0)).array("podIPs");
      status.podIps().forEach(ip -> json.object().put("ip", ip).endObject());
      json.endArray();
    }
    if (status.startSecond() != 0) {
      json.put("startTime", UtcTime.api(status.startSecond()));
    }
    putStatuses(json, "initContainerStatuses", status.inits());
    putStatuses(json, "containerStatuses", status.containers());
    putStatuses(json, "ephemeralContainerStatuses", status.ephemerals());
  }

  private static void putStatuses(JsonWriter json, String name, PodStatus.Printed statuses) {
    if (!statuses.json().isEmpty()) {
      json.putRaw(name, statuses.json());
    }
  }

  private static void putIfAny(JsonWriter json, String name, String text) {
    if (!text.isEmpty()) {
      json.put(name, text);
    }
  }
}
