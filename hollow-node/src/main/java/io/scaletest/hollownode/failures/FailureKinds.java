package io.scaletest.hollownode.failures;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All ways to fail, in the order in which messages and pages have them. */
final class FailureKinds {
  private static final List<FailureKind> ALL =
      Stream.of(
              List.of(
                  PowerLoss.CRASH,
                  PowerLoss.REBOOT,
                  Shutdown.KIND,
                  Partition.KIND,
                  Flap.KIND,
                  Hang.KIND,
                  Slow.KIND,
                  ConnectionLoss.KIND,
                  ConnectionLoss.STORM,
                  Pressure.MEMORY,
                  Pressure.DISK,
                  Pressure.PID,
                  DeviceLoss.KIND,
                  ClockSkew.KIND),
              PodTrouble.KINDS,
              NewPodTrouble.KINDS)
          .flatMap(List::stream)
          .toList();

  private FailureKinds() {}

  /**
   * Returns the kind that a file names.
   *
   * @throws IllegalArgumentException with all that there are
   */
  static FailureKind of(String text) {
    return ALL.stream()
        .filter(kind -> kind.word().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of "
                        + ALL.stream().map(FailureKind::word).collect(Collectors.joining(", "))
                        + ", got "
                        + text));
  }

  /** Returns the keys that some kind has of its own. */
  static Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    ALL.forEach(kind -> keys.addAll(kind.keys()));
    return keys;
  }
}
