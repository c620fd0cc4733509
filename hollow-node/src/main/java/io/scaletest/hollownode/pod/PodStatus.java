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
 * @param gist of containers and addresses, as {@link StatusDigest} has it
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
    long gist,
    long startSecond,
    long generation,
    String reason,
    String message,
    String resources,
    String allocated) {

  /** Stands for addresses that others wrote and that are not known here. */
  private static final List<String> FOREIGN_ADDRESSES = List.of("?");

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

    /**
     * Returns what no list is the same as, so that it is told again; nothing where there is none.
     */
    Printed forgotten() {
      return same(NONE) ? this : new Printed(null, ~print);
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
        gist,
        startSecond,
        generation,
        reason,
        message,
        resources,
        allocated);
  }

  /** Returns this status as one that says what the server says of containers and addresses. */
  PodStatus withGist(long serverGist) {
    return new PodStatus(
        phase,
        conditions,
        inits,
        containers,
        ephemerals,
        podIps,
        serverGist,
        startSecond,
        generation,
        reason,
        message,
        resources,
        allocated);
  }

  /** Returns this status as others left it on the server, where that says what it says. */
  PodStatus asOnServer(PodPhase serverPhase, int serverConditions, long serverGist) {
    boolean same = gist == serverGist;
    return new PodStatus(
        serverPhase,
        conditions.withPacked(serverConditions),
        same ? inits : inits.forgotten(),
        same ? containers : containers.forgotten(),
        same ? ephemerals : ephemerals.forgotten(),
        same ? podIps : FOREIGN_ADDRESSES,
        serverGist,
        startSecond,
        generation,
        reason,
        message,
        resources,
        allocated);
  }
}
