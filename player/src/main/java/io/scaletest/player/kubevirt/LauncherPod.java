package io.scaletest.player.kubevirt;

import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The virt-launcher pod of a VMI: the body that makes it, and what is read of one. The body is
 * KubeVirt's of a cirros guest with a container disk, of its usual size.
 */
final class LauncherPod {
  static final String RESOURCE = "pods";
  static final String VMI_LABEL = "kubevirt.io/created-by";
  static final String UNPAUSED = "kubevirt.io/virtual-machine-unpaused";
  private static final String BODY = "launcher-pod.json";
  private static final long GRACE_BEYOND_GUEST_S = 15;
  private static final int HOSTNAME_MAX = 63;

  private final Map<String, Object> tree;

  LauncherPod(Map<String, Object> tree) {
    this.tree = tree;
  }

  /** What every pod has; read once. */
  static Map<String, Object> common() {
    try (InputStream body = LauncherPod.class.getResourceAsStream(BODY)) {
      return JsonTree.ownObject(body.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(BODY + " is not in the jar", e);
    }
  }

  /**
   * Returns the body that makes a VMI's pod.
   *
   * @param stopNs how long its guest takes to shut down: the pod ends after it
   */
  static byte[] body(Map<String, Object> common, Vmi vmi, String runId, long stopNs) {
    Map<String, Object> pod = JsonTree.copyObject(common);
    Map<String, Object> metadata = JsonTree.ownChild(pod, "metadata");
    metadata.put("generateName", "virt-launcher-" + vmi.name() + "-");
    Map<String, Object> labels = JsonTree.ownChild(metadata, "labels");
    labels.putAll(ScaletestNames.runLabels(runId));
    labels.put(VMI_LABEL, vmi.uid());
    labels.put("vm.kubevirt.io/name", vmi.name());
    labels.put("vmi.kubevirt.io/id", vmi.name());
    Map<String, Object> annotations = JsonTree.ownChild(metadata, "annotations");
    annotations.put("kubevirt.io/domain", vmi.name());
    annotations.put(
        "scaletest/stop",
        String.format(Locale.ROOT, "%dms", TimeUnit.NANOSECONDS.toMillis(stopNs)));
    Map<String, Object> owner = vmi.reference();
    owner.put("controller", true);
    owner.put("blockOwnerDeletion", true);
    metadata.put("ownerReferences", List.of(owner));
    Map<String, Object> spec = JsonTree.ownChild(pod, "spec");
    String hostname = vmi.name().replace('.', '-');
    spec.put("hostname", hostname.substring(0, Math.min(hostname.length(), HOSTNAME_MAX)));
    spec.put("terminationGracePeriodSeconds", grace(vmi) + GRACE_BEYOND_GUEST_S);
    JsonTree.ownChild(spec, "nodeSelector").putAll(JsonTree.child(vmi.spec(), "nodeSelector"));
    for (String passed : List.of("tolerations", "affinity", "topologySpreadConstraints")) {
      if (vmi.spec().containsKey(passed)) {
        spec.put(passed, vmi.spec().get(passed));
      }
    }
    return JsonWriter.bytes(pod);
  }

  private static long grace(Vmi vmi) {
    Object seconds = vmi.spec().get("terminationGracePeriodSeconds");
    return seconds instanceof Number number ? number.longValue() : 30;
  }

  String uid() {
    return JsonTree.text(tree, "metadata", "uid");
  }

  /** Returns the UID of its VMI. */
  String vmiUid() {
    return JsonTree.text(tree, "metadata", "labels", VMI_LABEL);
  }

  String path() {
    return "/api/v1/namespaces/"
        + JsonTree.text(tree, "metadata", "namespace")
        + "/pods/"
        + JsonTree.text(tree, "metadata", "name");
  }

  String nodeName() {
    return JsonTree.text(tree, "spec", "nodeName");
  }

  String qosClass() {
    return JsonTree.text(tree, "status", "qosClass");
  }

  boolean isDeleting() {
    return !JsonTree.text(tree, "metadata", "deletionTimestamp").isEmpty();
  }

  boolean hasEnded() {
    String phase = JsonTree.text(tree, "status", "phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  boolean isLabelled() {
    return JsonTree.child(JsonTree.child(tree, "metadata"), "labels").containsKey(Vmi.NODE_LABEL);
  }

  /** Tells whether compute runs and every other container is ready; the pod need not be. */
  boolean isUp() {
    List<Map<?, ?>> statuses =
        JsonTree.objects(JsonTree.child(tree, "status"), "containerStatuses");
    boolean others =
        statuses.stream()
            .allMatch(
                each ->
                    JsonTree.string(each, "name").equals("compute")
                        ? each.get("state") instanceof Map<?, ?> state
                            && state.containsKey("running")
                        : Boolean.TRUE.equals(each.get("ready")));
    return JsonTree.text(tree, "status", "phase").equals("Running")
        && !statuses.isEmpty()
        && others;
  }

  /** Returns the status of its condition Ready. */
  String ready() {
    return condition("Ready");
  }

  /** Tells whether its readiness gate is open, as far as the VMI is concerned. */
  boolean isUnpaused() {
    return condition(UNPAUSED).equals("True");
  }

  private String condition(String type) {
    return JsonTree.objects(JsonTree.child(tree, "status"), "conditions").stream()
        .filter(condition -> JsonTree.string(condition, "type").equals(type))
        .map(condition -> JsonTree.string(condition, "status"))
        .findFirst()
        .orElse("False");
  }
}
