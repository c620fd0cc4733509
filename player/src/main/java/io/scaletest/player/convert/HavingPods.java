package io.scaletest.player.convert;

import java.util.Set;

/** Which kinds of object can be waited for: those that are ready when their pods are. */
final class HavingPods {
  private static final Set<String> KINDS =
      Set.of("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Pod");

  private HavingPods() {}

  static boolean is(String kind) {
    return KINDS.contains(kind);
  }
}
