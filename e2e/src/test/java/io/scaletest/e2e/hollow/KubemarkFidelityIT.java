package io.scaletest.e2e.hollow;

import static io.scaletest.e2e.hollow.KnownDifference.RUN_LABELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.testkit.controlplane.SideBySide;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One hollow node and its proxy, from start through one pod's life and a minute of idling, ask a
 * real API server for what kubemark's do.
 */
@SideBySide
@ExtendWith(NodeLives.Resolver.class)
class KubemarkFidelityIT {
  /** Requests under way and clocks of two processes may move a renewal over the minute's edge. */
  private static final int MOST_RENEWALS_OFF = 1;

  private final RequestComparison comparison =
      new RequestComparison(Map.of("192.168.192.168", "POD-IP"), Map.of("10.128.0.2", "POD-IP"));

  @Test
  void aNodeAsksForWhatKubemarksAsks(NodeLives lives) {
    List<AuditedRequest> ours = lives.twin();

    List<Difference> unexplained = new ArrayList<>();
    Map<KnownDifference, List<Difference>> explained = new EnumMap<>(KnownDifference.class);
    for (Difference difference : comparison.compare(AuditedRequest.ofKubemark(), ours)) {
      KnownDifference.of(difference)
          .ifPresentOrElse(
              known -> explained.computeIfAbsent(known, key -> new ArrayList<>()).add(difference),
              () -> unexplained.add(difference));
    }

    System.out.println(report(explained));
    assertThat(unexplained).as("differences that are nobody's known fault").isEmpty();
    // Whether a second turns between two patches is chance.
    explained.remove(KnownDifference.NEXT_SECOND);
    assertThat(explained.keySet())
        .as("explanations that are still needed")
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(KnownDifference.NEXT_SECOND)));
  }

  @Test
  void aNodeThatIdlesForAMinuteAsksForWhatKubemarksAsksThen(NodeLives lives) {
    List<AuditedRequest> recorded = AuditedRequest.ofIdlingKubemark();
    List<AuditedRequest> ours = lives.whileIdle(lives.twin());

    assertThat(comparison.compare(recorded, ours))
        .filteredOn(each -> !KnownDifference.of(each).equals(Optional.of(RUN_LABELS)))
        .isEmpty();
    assertThat(inFirstMinute(ours, lives.idleSince()))
        .isCloseTo(inFirstMinute(recorded, AuditedRequest.IDLE_SINCE), within(MOST_RENEWALS_OFF));
  }

  private static int inFirstMinute(List<AuditedRequest> requests, Instant since) {
    Instant end = since.plus(NodeLives.IDLING);
    return (int) requests.stream().filter(request -> request.received().isBefore(end)).count();
  }

  private static String report(Map<KnownDifference, List<Difference>> explained) {
    StringBuilder text = new StringBuilder("Differences to kubemark's requests\n");
    explained.forEach(
        (known, differences) -> {
          text.append("* ").append(known.reason()).append('\n');
          differences.forEach(difference -> text.append("    ").append(difference).append('\n'));
        });
    return text.toString();
  }
}
