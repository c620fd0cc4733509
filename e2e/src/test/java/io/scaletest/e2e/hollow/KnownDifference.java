package io.scaletest.e2e.hollow;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the hollow node does otherwise than kubemark on purpose: kubemark's own faults, in which it
 * differs from a real kubelet.
 */
enum KnownDifference {
  EVENTS(
      "kubemark's kubelet posts no events at all; a real one does", "hollow-kubelet event .*", ""),
  NODE_WATCH(
      "kubemark's proxy does not watch its node; a real one does",
      "hollow-proxy watch /api/v1/nodes .*",
      ""),
  VERSION(
      "kubemark was built without its version",
      "hollow-kubelet node writes #1 .*",
      "body.status.nodeInfo.kubeletVersion"),
  MACHINE(
      "kubemark's machine is of 2014, which people take for a fault of their cluster",
      "hollow-kubelet node writes #1 .*",
      "body.status.nodeInfo.(kernelVersion|osImage)"),
  RUN_LABELS(
      "what a run makes carries its labels, so that it can be found and deleted",
      "hollow-kubelet (node writes|lease|csinode) .*",
      "body.metadata.(labels\\..*|managedFields.*f:labels.*)"),
  NEXT_SECOND(
      "times are whole seconds: a patch tells them only if the second changed since the one before,"
          + " as it did not in the recording",
      "hollow-kubelet node writes #[23] patch .*",
      "body\\."
          + "|body.status.(\\$setElementOrder/)?conditions(\\[\\]"
          + "|\\[\\w+\\]\\.(lastHeartbeatTime|lastTransitionTime|type))"
          + "|body.status.\\$setElementOrder/conditions.*"),
  HOST_NAME(
      "the recording's proxy ran on a machine called vm; a real one's has the node's name",
      "hollow-proxy event .*",
      "body.reportingInstance"),
  READY_WHILE_WAITING(
      "kubemark's fake prober says ready of containers that wait or have ended, and never started",
      "hollow-kubelet pod .*",
      "body.status.containerStatuses\\[web\\].(ready|started)"
          + "|body.status.(\\$setElementOrder/)?conditions(\\[\\]|\\[(Ready|ContainersReady)\\]"
          + "\\.(status|reason|message|type|lastTransitionTime))"
          + "|body.status.\\$setElementOrder/conditions\\[(Initialized|PodScheduled"
          + "|PodReadyToStartContainers)\\].type"),
  POD_ADDRESS(
      "kubemark gives every pod the same address, and only once its containers run",
      "hollow-kubelet pod .*",
      "body.status.podIPs?(\\[.*)?"),
  RUNTIME(
      "kubemark's fake runtime has ids and images of its own, no users, and no reason of an end",
      "hollow-kubelet pod .*",
      "body.status.containerStatuses\\[web\\].(containerID|imageID|user\\..*"
          + "|state.terminated.(containerID|reason))");

  private final String reason;
  private final Pattern request;
  private final Pattern place;

  KnownDifference(String reason, String request, String place) {
    this.reason = reason;
    this.request = Pattern.compile(request);
    this.place = Pattern.compile(place);
  }

  String reason() {
    return reason;
  }

  private boolean explains(Difference difference) {
    return request.matcher(difference.request()).matches()
        && place.matcher(difference.place()).matches();
  }

  /** Returns the one that explains a difference. */
  static Optional<KnownDifference> of(Difference difference) {
    return List.of(values()).stream().filter(known -> known.explains(difference)).findFirst();
  }
}
