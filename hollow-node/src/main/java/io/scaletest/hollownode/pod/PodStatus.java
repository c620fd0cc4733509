package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.podspec.PodSpec;
import java.util.List;

/**
 * A pod's status at one moment, as far as its kubelet writes it. Immutable by agreement.
 *
 * @param inits init containers' statuses
 * @param podIps addresses, one of each family; empty before there are any
 * @param startSecond 0 before the pod was taken
 * @param reason of the phase, where a pod failed as a whole; empty otherwise
 * @param resources of the pod as a whole, as JSON; empty before the pod was taken
 * @param allocated the requests of these; empty where there are none
 */
record PodStatus(
    PodPhase phase,
    PodConditions conditions,
    Printed inits,
    Printed containers,
    Printed ephemerals,
    List<String> podIps,
    long startSecond,
    long generation,
    String reason,
    String message,
    String resources,
    String allocated) {

  /**
   * A list of containers' statuses.
   *
   * @param json null where it is told already and only its fingerprint is kept
   */
  record Printed(String json, long print) {
    static final Printed NONE = new Printed("", 0);

    static Printed of(String json) {
      return json.isEmpty() ? NONE : new Printed(json, fingerprint(json));
    }

    Printed told() {
      return json == null || json.isEmpty() ? this : new Printed(null, print);
    }

    boolean same(Printed other) {
      return print == other.print;
    }

    /** 64 bits of a text: of two statuses of one pod, the same only if they are. */
    private static long fingerprint(String text) {
      long print = 0;
      for (int i = 0; i < text.length(); i++) {
        print = print * 0x100000001B3L + text.charAt(i) + 1;
      }
      return print;
    }
  }

  /** Returns what the server knows of a pod that no kubelet has written to. */
  static PodStatus untold(PodSpec pod) {
    PodConditions conditions = new PodConditions();
    pod.status().conditions().forEach(conditions::known);
    return new PodStatus(
        PodPhase.of(pod.status().phase()),
        conditions,
        Printed.NONE,
        Printed.NONE,
        Printed.NONE,
        List.of(),
        0,
        0,
        "",
        "",
        "",
        "");
  }

  /** Returns this status without the texts, to compare a later one with. */
  PodStatus told() {
    return new PodStatus(
        phase,
        conditions,
        inits.told(),
        containers.told(),
        ephemerals.told(),
        podIps,
        startSecond,
        generation,
        reason,
        message,
        resources,
        allocated);
  }

  /** Returns this status with other conditions. */
  PodStatus withConditions(PodConditions others) {
    return new PodStatus(
        phase,
        others,
        inits,
        containers,
        ephemerals,
        podIps,
        startSecond,
        generation,
        reason,
        message,
        resources,
        allocated);
  }
}
