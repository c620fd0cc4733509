package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.podspec.PodSpec;
import java.util.List;

/**
 * A pod's status at one moment, as far as its kubelet writes it. Immutable by agreement.
 *
 * @param initsJson init containers' statuses; null where they are told already and only their
 *     fingerprint is kept
 * @param containersJson likewise of the containers
 * @param podIps addresses, one of each family; empty before there are any
 * @param startSecond 0 before the pod was taken
 * @param reason of the phase, where a pod failed as a whole; empty otherwise
 */
record PodStatus(
    PodPhase phase,
    PodConditions conditions,
    String initsJson,
    long initsPrint,
    String containersJson,
    long containersPrint,
    List<String> podIps,
    long startSecond,
    long generation,
    String reason,
    String message) {

  static PodStatus of(
      PodPhase phase,
      PodConditions conditions,
      String initsJson,
      String containersJson,
      List<String> podIps,
      long startSecond,
      long generation,
      String reason,
      String message) {
    return new PodStatus(
        phase,
        conditions,
        initsJson,
        print(initsJson),
        containersJson,
        print(containersJson),
        podIps,
        startSecond,
        generation,
        reason,
        message);
  }

  /** Returns what the server knows of a pod that no kubelet has written to. */
  static PodStatus untold(PodSpec pod) {
    PodConditions conditions = new PodConditions();
    pod.status().conditions().forEach(conditions::known);
    return new PodStatus(
        PodPhase.of(pod.status().phase()), conditions, null, 0, null, 0, List.of(), 0, 0, "", "");
  }

  /** Returns this status without the texts, to compare a later one with. */
  PodStatus told() {
    return new PodStatus(
        phase,
        conditions,
        null,
        initsPrint,
        null,
        containersPrint,
        podIps,
        startSecond,
        generation,
        reason,
        message);
  }

  /** 64 bits of a text: of two statuses of one pod, the same only if they are. */
  private static long print(String text) {
    long print = 0;
    for (int i = 0; i < text.length(); i++) {
      print = print * 0x100000001B3L + text.charAt(i) + 1;
    }
    return print;
  }

  /** Returns this status with other conditions. */
  PodStatus withConditions(PodConditions others) {
    return new PodStatus(
        phase,
        others,
        initsJson,
        initsPrint,
        containersJson,
        containersPrint,
        podIps,
        startSecond,
        generation,
        reason,
        message);
  }
}
