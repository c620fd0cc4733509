package io.scaletest.hollownode.pod;

import java.util.List;

/**
 * An immutable snapshot of a pod's status, as far as its kubelet writes it.
 *
 * @param inits init containers' statuses
 * @param podIps addresses, one of each family; empty before there are any
 * @param startSecond 0 before the pod was taken
 * @param reason of the phase, where a pod failed as a whole; empty otherwise
 * @param digest of containers and addresses, as {@link StatusDigest} has it
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
    long digest,
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
   * @param json null where it is reported already and only its fingerprint is kept
   */
  record Printed(String json, long print) {
    static final Printed NONE = new Printed("", 0);

    static Printed of(String json) {
      return json.isEmpty() ? NONE : new Printed(json, fingerprint(json));
    }

    Printed reported() {
      return json == null || json.isEmpty() ? this : new Printed(null, print);
    }

    /**
     * Returns what no list is the same as, so that it is reported again; nothing where there is
     * none.
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
  static PodStatus unreported(PodSpec pod) {
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
  PodStatus reported() {
    return new PodStatus(
        phase,
        conditions,
        inits.reported(),
        containers.reported(),
        ephemerals.reported(),
        podIps,
        digest,
        startSecond,
        generation,
        reason,
        message,
        resources,
        allocated);
  }

  /** Returns this status as one that says what the server says of containers and addresses. */
  PodStatus withDigest(long serverDigest) {
    return new PodStatus(
        phase,
        conditions,
        inits,
        containers,
        ephemerals,
        podIps,
        serverDigest,
        startSecond,
        generation,
        reason,
        message,
        resources,
        allocated);
  }

  /** Returns this status as others left it on the server, where that says what it says. */
  PodStatus asOnServer(PodPhase serverPhase, int serverConditions, long serverDigest) {
    boolean same = digest == serverDigest;
    return new PodStatus(
        serverPhase,
        conditions.withPacked(serverConditions),
        same ? inits : inits.forgotten(),
        same ? containers : containers.forgotten(),
        same ? ephemerals : ephemerals.forgotten(),
        same ? podIps : FOREIGN_ADDRESSES,
        serverDigest,
        startSecond,
        generation,
        reason,
        message,
        resources,
        allocated);
  }
}
