package io.scaletest.hollownode.pod;

import java.util.Arrays;
import java.util.List;

/** The conditions of a pod that its kubelet owns, in the kubelet's order. Mutable. */
final class PodConditions {
  static final int SANDBOX = 0;
  static final int INITIALIZED = 1;
  static final int READY = 2;
  static final int CONTAINERS_READY = 3;
  static final int SCHEDULED = 4;
  static final List<String> TYPES =
      List.of(
          "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

  private static final int COUNT = TYPES.size();
  private static final int BITS = 2;
  private static final int MASK = 3;
  private static final int ABSENT = 0;
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int OTHER = 3;

  private final byte[] status = new byte[COUNT];
  private final String[] reason = new String[COUNT];
  private final String[] message = new String[COUNT];
  private final long[] sinceSecond = new long[COUNT];

  PodConditions() {
    Arrays.fill(reason, "");
    Arrays.fill(message, "");
  }

  PodConditions(PodConditions other) {
    System.arraycopy(other.status, 0, status, 0, COUNT);
    System.arraycopy(other.reason, 0, reason, 0, COUNT);
    System.arraycopy(other.message, 0, message, 0, COUNT);
    System.arraycopy(other.sinceSecond, 0, sinceSecond, 0, COUNT);
  }

  /** Returns {@code packed} with another condition in it, if it is one of the kubelet's. */
  static int pack(int packed, String type, String text) {
    int i = TYPES.indexOf(type);
    return i < 0 ? packed : packed & ~(MASK << BITS * i) | code(text) << BITS * i;
  }

  private static int code(String text) {
    return switch (text) {
      case "True" -> TRUE;
      case "False" -> FALSE;
      default -> OTHER;
    };
  }

  /** Returns the statuses of all, in a form that can be compared. */
  int packed() {
    int packed = 0;
    for (int i = 0; i < COUNT; i++) {
      packed |= status[i] << BITS * i;
    }
    return packed;
  }

  /** Returns conditions of which only the statuses are known. */
  static PodConditions ofPacked(int packed) {
    PodConditions conditions = new PodConditions();
    for (int i = 0; i < COUNT; i++) {
      conditions.status[i] = (byte) (packed >> BITS * i & MASK);
    }
    return conditions;
  }

  /** Takes over a status that the server has, about which nothing else is known. */
  void known(String type, String text) {
    int i = TYPES.indexOf(type);
    if (i >= 0) {
      status[i] = (byte) code(text);
    }
  }

  /** Sets a condition; its time moves only if its status does. */
  void set(int i, boolean isTrue, String newReason, String newMessage, long nowSecond) {
    byte code = (byte) (isTrue ? TRUE : FALSE);
    if (status[i] != code) {
      status[i] = code;
      sinceSecond[i] = nowSecond;
    }
    reason[i] = newReason;
    message[i] = newMessage;
  }

  boolean isTrue(int i) {
    return status[i] == TRUE;
  }

  boolean isPresent(int i) {
    return status[i] != ABSENT;
  }

  String statusText(int i) {
    return status[i] == TRUE ? "True" : "False";
  }

  String reason(int i) {
    return reason[i];
  }

  String message(int i) {
    return message[i];
  }

  long sinceSecond(int i) {
    return sinceSecond[i];
  }

  boolean sameStatus(PodConditions other, int i) {
    return status[i] == other.status[i];
  }

  boolean equalsAt(PodConditions other, int i) {
    return status[i] == other.status[i]
        && reason[i].equals(other.reason[i])
        && message[i].equals(other.message[i]);
  }
}
