package io.scaletest.player.kubevirt;

import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A VirtualMachineInstance as the API server has it: what is read of it, and copies that are
 * changed as KubeVirt's components change it. For one thread at a time.
 *
 * <p><i>Source:</i> KubeVirt's {@code pkg/virt-controller/watch/vmi} and {@code pkg/virt-handler}.
 */
final class Vmi {
  static final String COLLECTION = "/apis/kubevirt.io/v1/virtualmachineinstances";
  static final String RESOURCE = "virtualmachineinstances";
  static final String NODE_LABEL = "kubevirt.io/nodeName";
  private static final String API_VERSION = "kubevirt.io/v1";
  private static final String KIND = "VirtualMachineInstance";
  private static final String LATEST = "kubevirt.io/latest-observed-api-version";
  private static final String STORAGE = "kubevirt.io/storage-observed-api-version";

  private final Map<String, Object> tree;

  Vmi(Map<String, Object> tree) {
    this.tree = tree;
  }

  String namespace() {
    return JsonTree.text(tree, "metadata", "namespace");
  }

  String name() {
    return JsonTree.text(tree, "metadata", "name");
  }

  String uid() {
    return JsonTree.text(tree, "metadata", "uid");
  }

  String resourceVersion() {
    return JsonTree.text(tree, "metadata", "resourceVersion");
  }

  /** Returns the phase; one that is not set counts as Pending. */
  String phase() {
    String phase = JsonTree.text(tree, "status", "phase");
    return phase.isEmpty() ? "Pending" : phase;
  }

  boolean isFinal() {
    return phase().equals("Succeeded") || phase().equals("Failed");
  }

  /** Tells whether it is its node's: virt-controller only patches it then. */
  boolean isHandedOver() {
    return phase().equals("Scheduled") || phase().equals("Running");
  }

  boolean isDeleting() {
    return !JsonTree.text(tree, "metadata", "deletionTimestamp").isEmpty();
  }

  boolean hasFinalizer() {
    return !JsonTree.list(metadata(), "finalizers").isEmpty();
  }

  boolean isObserved() {
    return JsonTree.child(metadata(), "annotations").containsKey(LATEST);
  }

  String nodeName() {
    return JsonTree.text(tree, "status", "nodeName");
  }

  Map<String, Object> spec() {
    return JsonTree.child(tree, "spec");
  }

  Map<String, Object> labels() {
    return JsonTree.child(metadata(), "labels");
  }

  /** Returns the node that is noted for a pod; empty where the pod is not noted yet. */
  Optional<String> noted(String podUid) {
    Object node = JsonTree.child(status(), "activePods").get(podUid);
    return node instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** Returns status and reason of the condition Ready: {@code True}, {@code False Reason}. */
  String ready() {
    for (Map<?, ?> condition : conditions()) {
      if (JsonTree.string(condition, "type").equals("Ready")) {
        String status = JsonTree.string(condition, "status");
        return status.equals("True") ? status : status + " " + JsonTree.string(condition, "reason");
      }
    }
    return "";
  }

  private Map<String, Object> metadata() {
    return JsonTree.child(tree, "metadata");
  }

  private Map<String, Object> status() {
    return JsonTree.child(tree, "status");
  }

  private List<Map<?, ?>> conditions() {
    return JsonTree.objects(status(), "conditions");
  }

  /** Returns a copy to be changed. */
  Change change() {
    return new Change(JsonTree.copyObject(tree));
  }

  /** Returns its path. */
  String path() {
    return "/apis/kubevirt.io/v1/namespaces/" + namespace() + "/" + RESOURCE + "/" + name();
  }

  /** Returns who it is, for events and owner references. */
  Map<String, Object> reference() {
    return JsonTree.of("apiVersion", API_VERSION, "kind", KIND, "name", name(), "uid", uid());
  }

  /**
   * Returns the JSON patch that sets the condition Ready, and fails where others changed the
   * conditions meanwhile.
   */
  byte[] readyPatch(String status, String reason, String now) {
    Map<String, Object> after = change().ready(status, reason, now).tree;
    Object conditions = JsonTree.list(JsonTree.child(after, "status"), "conditions");
    String path = "/status/conditions";
    boolean had = status().containsKey("conditions");
    List<Object> operations = new ArrayList<>();
    if (had) {
      operations.add(JsonTree.of("op", "test", "path", path, "value", status().get("conditions")));
    }
    operations.add(JsonTree.of("op", had ? "replace" : "add", "path", path, "value", conditions));
    return JsonWriter.bytes(operations);
  }

  /** A copy that is changed, to be put. */
  final class Change {
    private final Map<String, Object> tree;

    private Change(Map<String, Object> tree) {
      this.tree = tree;
    }

    private Map<String, Object> status() {
      return JsonTree.ownChild(tree, "status");
    }

    Change observed() {
      Map<String, Object> annotations =
          JsonTree.ownChild(JsonTree.ownChild(tree, "metadata"), "annotations");
      annotations.put(LATEST, "v1");
      annotations.put(STORAGE, "v1");
      return this;
    }

    /** Sets the phase, and its first time. */
    Change phase(String phase, String now) {
      status().put("phase", phase);
      List<Object> times = new ArrayList<>(JsonTree.list(status(), "phaseTransitionTimestamps"));
      boolean known =
          times.stream()
              .anyMatch(time -> time instanceof Map<?, ?> t && phase.equals(t.get("phase")));
      if (!known) {
        times.add(JsonTree.of("phase", phase, "phaseTransitionTimestamp", now));
      }
      status().put("phaseTransitionTimestamps", times);
      return this;
    }

    Change ready(String status, String reason, String now) {
      return condition("Ready", status, reason, now);
    }

    /** Sets a condition, in its place or behind the others. */
    Change condition(String type, String status, String reason, String now) {
      List<Object> conditions = new ArrayList<>();
      Map<String, Object> condition =
          JsonTree.of(
              "type",
              type,
              "status",
              status,
              "reason",
              reason.isEmpty() ? null : reason,
              "lastProbeTime",
              now,
              "lastTransitionTime",
              now);
      boolean placed = false;
      for (Object each : JsonTree.list(status(), "conditions")) {
        boolean same = each instanceof Map<?, ?> c && type.equals(c.get("type"));
        conditions.add(same ? condition : each);
        placed |= same;
      }
      if (!placed) {
        conditions.add(condition);
      }
      status().put("conditions", conditions);
      return this;
    }

    /** Notes a pod, with its node as soon as it has one. */
    Change pod(String uid, String node, String qosClass) {
      JsonTree.ownChild(status(), "activePods").put(uid, node);
      if (!qosClass.isEmpty()) {
        status().put("qosClass", qosClass);
      }
      return this;
    }

    /** Hands it over to its node. */
    Change node(String node, String image) {
      JsonTree.ownChild(JsonTree.ownChild(tree, "metadata"), "labels").put(NODE_LABEL, node);
      status().put("nodeName", node);
      status().put("launcherContainerImageVersion", image);
      status().put("migrationTransport", "Unix");
      status()
          .put(
              "volumeStatus",
              List.of(
                  JsonTree.of("name", "containerdisk", "target", "vda"),
                  JsonTree.of("name", "cloudinitdisk", "target", "vdb", "size", 1_048_576)));
      status()
          .put("interfaces", List.of(JsonTree.of("name", "default", "podInterfaceName", "eth0")));
      return this;
    }

    /** Adds what a guest that runs is known by. */
    Change guest(String now) {
      condition("LiveMigratable", "True", "", now);
      condition("StorageLiveMigratable", "True", "", now);
      status().put("guestOSInfo", JsonTree.of());
      status().put("machine", JsonTree.of("type", "pc-q35-rhel9.6.0"));
      status()
          .put(
              "memory",
              JsonTree.of("guestAtBoot", "90Mi", "guestCurrent", "90Mi", "guestRequested", "90Mi"));
      status()
          .put(
              "interfaces",
              List.of(
                  JsonTree.of(
                      "name",
                      "default",
                      "podInterfaceName",
                      "eth0",
                      "infoSource",
                      "domain",
                      "mac",
                      "52:54:00:00:00:01",
                      "queueCount",
                      1)));
      return this;
    }

    Change withoutFinalizers() {
      JsonTree.ownChild(tree, "metadata").put("finalizers", List.of());
      return this;
    }

    /**
     * Returns the request that puts it, conditional on the version that it was made of.
     *
     * @param stamp by which watchers see how late they are
     */
    ApiRequest put(String stamp) {
      JsonTree.ownChild(JsonTree.ownChild(tree, "metadata"), "annotations")
          .put(ScaletestNames.UPDATE_TIMESTAMP, stamp);
      return ApiRequest.json("PUT", path(), JsonWriter.bytes(tree)).readingEveryBody();
    }
  }
}
