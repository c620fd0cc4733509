package io.scaletest.player.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks of servers whose offsets the tests know. */
class ClockBoundsTest {
  private static final long MS = 1_000_000;

  private record Logged(int server, AuditLines.Line line, long completeMs) {}

  /** Returns what servers log of writes to one etcd, each by its own clock. */
  private static List<Logged> logged(Random random, long[] offsetsMs, int writes) {
    List<Logged> logged = new ArrayList<>();
    long commitMs = 10_000;
    for (int i = 0; i < writes; i++) {
      commitMs += random.nextInt(5);
      int server = random.nextInt(offsetsMs.length);
      long receivedMs = commitMs - random.nextInt(30) + offsetsMs[server];
      long completeMs = commitMs + random.nextInt(30) + offsetsMs[server];
      AuditLines.Line line = AuditLines.created("n" + i, 500 + i, receivedMs, completeMs);
      if (random.nextInt(4) == 0) {
        // A patch that changed nothing answers an older revision.
        line.with("verb", "patch")
            .code(200)
            .response(
                "{\"metadata\":{\"resourceVersion\":\"" + (500 + random.nextInt(i + 1)) + "\"}}");
      }
      logged.add(new Logged(server, line, completeMs));
    }
    logged.sort(Comparator.comparingLong(Logged::completeMs));
    return logged;
  }

  private static List<ClockBounds.Clock> clocks(List<Logged> logged) {
    ClockBounds bounds = new ClockBounds();
    bounds.number("s0");
    for (Logged each : logged) {
      bounds.add("s" + each.server(), AuditEvent.of(each.line().tree()).orElseThrow());
    }
    return bounds.clocks();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theTrueOffsetIsWithinTheBounds(long seed) {
    Random random = new Random(seed);
    long[] offsetsMs = {0, random.nextInt(6_000) - 3_000, random.nextInt(6_000) - 3_000};

    List<ClockBounds.Clock> clocks = clocks(logged(random, offsetsMs, 2_000));

    assertThat(clocks).hasSize(3);
    for (ClockBounds.Clock clock : clocks) {
      long trueNs = offsetsMs[Integer.parseInt(clock.server().substring(1))] * MS;
      assertThat(clock.lowNs()).as("seed " + seed).isLessThanOrEqualTo(trueNs);
      assertThat(clock.highNs()).as("seed " + seed).isGreaterThanOrEqualTo(trueNs);
      assertThat(clock.highNs() - clock.lowNs()).as("seed " + seed).isLessThan(60 * MS);
      assertThat(Math.abs(clock.offsetNs() - trueNs)).as("seed " + seed).isLessThan(60 * MS);
    }
  }

  @Test
  void clocksThatMayAgreeAreTakenAsTheyAre() {
    List<ClockBounds.Clock> clocks = clocks(logged(new Random(1), new long[] {0, 0}, 500));

    assertThat(clocks.get(1).how()).isEqualTo(ClockBounds.How.AGREES);
    assertThat(clocks.get(1).offsetNs()).isZero();
  }

  @Test
  void withoutAnythingInCommonClocksAreTrusted() {
    ClockBounds bounds = new ClockBounds();
    bounds.add("s0", AuditEvent.of(AuditLines.created("a", 1, 0, 1).tree()).orElseThrow());
    AuditLines.Line read =
        AuditLines.line("get", "/api/v1/nodes/n").of("/v1/nodes", "", "n").at(-5_000, -4_000);
    bounds.add("s1", AuditEvent.of(read.tree()).orElseThrow());

    assertThat(bounds.clocks().get(1).how()).isEqualTo(ClockBounds.How.TRUSTED);
  }

  @Test
  void logsThatContradictEachOtherAreToldAndTheirClocksTrusted() {
    ClockBounds bounds = new ClockBounds();
    // Each of two servers answered the later revision before the other received the earlier one.
    add(bounds, "s0", AuditLines.created("a", 1, 1_000, 1_001));
    add(bounds, "s1", AuditLines.created("b", 2, 0, 1));
    add(bounds, "s1", AuditLines.created("c", 3, 1_000, 1_001));
    add(bounds, "s0", AuditLines.created("d", 4, 0, 1));

    assertThat(bounds.clocks())
        .extracting(ClockBounds.Clock::how)
        .containsOnly(ClockBounds.How.CONTRADICTORY);
  }

  private static void add(ClockBounds bounds, String server, AuditLines.Line line) {
    bounds.add(server, AuditEvent.of(line.tree()).orElseThrow());
  }
}
