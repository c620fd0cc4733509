package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.loop.Alarm;
import io.scaletest.hollownode.podspec.PodSpec.HostPort;
import java.util.List;
import java.util.Map;

/** A pod on its node, with what the server was told of it. Mutable; owned by its node's pods. */
final class ManagedPod {
  final PodRun run;

  /** What its node has granted it. */
  Map<String, Long> requests;

  /** The ports of the node that it has. */
  final List<HostPort> hostPorts;

  /** What it wants instead and does not get, or not yet; null where there is no such wish. */
  Map<String, Long> wanted;

  final long seenNs;
  PodStatus told;
  Alarm alarm;

  /** What the server last said of it, to be compared with what it was told. */
  int serverConditions;

  long serverGist;

  /** The conditions that others write. */
  Map<String, String> others = Map.of();

  PodPhase serverPhase;
  long serverGeneration;

  /** The phase that it is counted under. */
  PodPhase counted;

  /** When the server last took what it was told; its echo may come much later. */
  long toldNs;

  /** When the last event of it came. */
  long heardNs;

  /** Since when there is something to tell; 0 for nothing. */
  long changedNs;

  boolean queued;
  boolean admitted;
  boolean adopted;
  boolean deleteSent;
  boolean removed;
  boolean runningTold;
  List<String> addresses = List.of();

  ManagedPod(PodRun run, Map<String, Long> requests, List<HostPort> hostPorts, long seenNs) {
    this.run = run;
    this.requests = requests;
    this.hostPorts = hostPorts;
    this.seenNs = seenNs;
  }
}
