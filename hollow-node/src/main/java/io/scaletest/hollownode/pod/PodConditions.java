package io.scaletest.hollownode.pod;

import java.util.Arrays;
import java.util.List;

/**
 * The conditions of a pod that its kubelet owns, in the kubelet's order. Mutable; for the thread
 * that holds the loop's lock.
 */
final class PodConditions {
  static final int RESIZE_PENDING = 0;
  static final int RESIZE_IN_PROGRESS = 1;
  static final int SANDBOX = 2;
  static final int INITIALIZED = 3;
  static final int READY = 4;
  static final int CONTAINERS_READY = 5;
  static final int SCHEDULED = 6;
  static final int RESTARTING = 7;

  /** The kubelet's only of a pod that it ended itself; else others set it, and it is theirs. */
  static final int DISRUPTION_TARGET = 8;

  static final List<String> TYPES =
      List.of(
          "PodResizePending",
          "PodResizeInProgress",
          "PodReadyToStartContainers",
          "Initialized",
          "Ready",
          "ContainersReady",
          "PodScheduled",
          "AllContainersRestarting",
          "DisruptionTarget");

  private static final int COUNT = TYPES.size();
  private static final int BITS = 2;
  private static final int MASK = 3;
  private static final int ABSENT = 0;
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int OTHER = 3;

  /** Stands for a text that others wrote and that is not known here; equals no text. */
  private static final String UNKNOWN = "\u0000";

  private final byte[] status = new byte[COUNT];
  private final String[] reason = new String[COUNT];
  private final String[] message = new String[COUNT];
  private final long[] sinceSecond = new long[COUNT];
  private final long[] generation = new long[COUNT];

  PodConditions() {
    Arrays.fill(reason, "");
    Arrays.fill(message, "");
  }

  PodConditions(PodConditions other) {
    System.arraycopy(other.status, 0, status, 0, COUNT);
    System.arraycopy(other.reason, 0, reason, 0, COUNT);
    System.arraycopy(other.message, 0, message, 0, COUNT);
    System.arraycopy(other.sinceSecond, 0, sinceSecond, 0, COUNT);
    System.arraycopy(other.generation, 0, generation, 0, COUNT);
  }

  /** Returns {@code packed} with another condition in it, if it is always the kubelet's. */
  static int pack(int packed, String type, String text) {
    int i = TYPES.indexOf(type);
    return i < 0 || i == DISRUPTION_TARGET
        ? packed
        : packed & ~(MASK << BITS * i) | code(text) << BITS * i;
  }

  private static int code(String text) {
    return switch (text) {
      case "True" -> TRUE;
      case "False" -> FALSE;
      default -> OTHER;
    };
  }

  /** Returns the statuses of all that are always its own, in a form that can be compared. */
  int packed() {
    int packed = 0;
    for (int i = 0; i < DISRUPTION_TARGET; i++) {
      packed |= status[i] << BITS * i;
    }
    return packed;
  }

  /** Returns a copy that has the statuses of {@code packed}. */
  PodConditions withPacked(int packed) {
    PodConditions copy = new PodConditions(this);
    for (int i = 0; i < DISRUPTION_TARGET; i++) {
      byte code = (byte) (packed >> BITS * i & MASK);
      if (copy.status[i] != code) {
        copy.status[i] = code;
        copy.reason[i] = UNKNOWN;
        copy.message[i] = UNKNOWN;
      }
    }
    return copy;
  }

  /** Takes over a condition that the server has. */
  void known(ObservedPodStatus.Condition condition) {
    int i = TYPES.indexOf(condition.type());
    if (i >= 0 && i != DISRUPTION_TARGET) {
      status[i] = (byte) code(condition.status());
      reason[i] = condition.reason();
      message[i] = condition.message();
      sinceSecond[i] = condition.sinceSecond();
      generation[i] = condition.observedGeneration();
    }
  }

  /** Sets a condition; its time moves only if its status does. */
  void set(
      int i, boolean isTrue, String newReason, String newMessage, long ofGeneration, long second) {
    byte code = (byte) (isTrue ? TRUE : FALSE);
    if (status[i] != code) {
      status[i] = code;
      sinceSecond[i] = second;
    }
    reason[i] = newReason;
    message[i] = newMessage;
    generation[i] = ofGeneration;
  }

  /** Takes a condition away. */
  void clear(int i) {
    status[i] = ABSENT;
    reason[i] = "";
    message[i] = "";
    sinceSecond[i] = 0;
    generation[i] = 0;
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

  long generation(int i) {
    return generation[i];
  }

  boolean sameStatus(PodConditions other, int i) {
    return status[i] == other.status[i];
  }

  boolean equalsAt(PodConditions other, int i) {
    return status[i] == other.status[i]
        && generation[i] == other.generation[i]
        && reason[i].equals(other.reason[i])
        && message[i].equals(other.message[i]);
  }
}
