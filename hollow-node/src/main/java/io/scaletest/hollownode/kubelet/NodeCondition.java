package io.scaletest.hollownode.kubelet;

/**
 * The conditions of a Node that its kubelet owns, in its order, with what they say of a node that
 * is well.
 */
enum NodeCondition {
  MEMORY_PRESSURE(
      "MemoryPressure",
      "False",
      "KubeletHasSufficientMemory",
      "kubelet has sufficient memory available",
      "KubeletHasInsufficientMemory",
      "kubelet has insufficient memory available"),
  DISK_PRESSURE(
      "DiskPressure",
      "False",
      "KubeletHasNoDiskPressure",
      "kubelet has no disk pressure",
      "KubeletHasDiskPressure",
      "kubelet has disk pressure"),
  PID_PRESSURE(
      "PIDPressure",
      "False",
      "KubeletHasSufficientPID",
      "kubelet has sufficient PID available",
      "KubeletHasInsufficientPID",
      "kubelet has insufficient PID available"),
  READY(
      "Ready",
      "True",
      "KubeletReady",
      "kubelet is posting ready status",
      NodeCondition.NOT_READY_REASON,
      "node is shutting down");

  /** What Ready says before the CSINode is there. */
  static final String NOT_READY_REASON = "KubeletNotReady";

  static final String NOT_READY_MESSAGE = "CSINode is not yet initialized";

  final String type;
  final String status;
  final String reason;
  final String message;

  /** What it says of a node under this pressure, or of one that is about to go off. */
  final String troubleReason;

  final String troubleMessage;

  NodeCondition(
      String type,
      String status,
      String reason,
      String message,
      String troubleReason,
      String troubleMessage) {
    this.type = type;
    this.status = status;
    this.reason = reason;
    this.message = message;
    this.troubleReason = troubleReason;
    this.troubleMessage = troubleMessage;
  }

  /** Returns its status; another one in trouble. */
  String status(boolean trouble) {
    return trouble ? (status.equals("True") ? "False" : "True") : status;
  }
}
