package io.scaletest.fleet.merge;

import static io.scaletest.common.verdict.Verdict.Side.RUN;
import static io.scaletest.common.verdict.Verdict.Status.INVALID;
import static io.scaletest.common.verdict.Verdict.Status.SUSPECT;

import io.scaletest.common.text.Figures;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.fleet.members.ClockReading;
import io.scaletest.fleet.spec.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The verdict over all members of a role: what each found by itself, and what only the fleet can
 * see: members that are missing, late or disagree with their own rows, and clocks that differ.
 */
final class MergedVerdict {
  /** A member that begins later than this put its load elsewhere than the others. */
  private static final double START_SUSPECT_MS = 50;

  /** Later than this it is another load for that long: a rate of (N-1)/N. */
  private static final double START_INVALID_MS = 1_000;

  /** As a logger's own verdict has it for a clock that was moved. */
  private static final double LOGGER_CLOCK_MS = 10;

  /** For rows of drivers, a clock decides only where a row stands among the others'. */
  private static final double DRIVER_CLOCK_MS = 100;

  /** By itself, or asked to by SIGINT or SIGTERM, which its own verdict looks at. */
  private static final Set<Integer> ENDED_IN_ORDER = Set.of(0, 130, 143);

  /** More than people read; the members' own summaries have all. */
  private static final int FINDINGS_MAX = 20;

  private static final double NS_PER_MS = 1e6;

  private final FleetRecord record;
  private final Role role;
  private final List<MemberFiles> members;
  private final Map<String, Long> rowsOf;
  private final List<String> cutLogs;
  private final List<Verdict.Finding> findings = new ArrayList<>();

  /**
   * @param rowsOf how many rows each member's file has, by its ID
   * @param cutLogs latency logs whose end could not be read
   */
  MergedVerdict(
      FleetRecord record,
      Role role,
      List<MemberFiles> members,
      Map<String, Long> rowsOf,
      List<String> cutLogs) {
    this.record = record;
    this.role = role;
    this.members = members;
    this.rowsOf = rowsOf;
    this.cutLogs = cutLogs;
  }

  /** Returns the verdict. */
  Verdict verdict() {
    for (MemberFiles member : members) {
      judge(member);
    }
    if (!cutLogs.isEmpty()) {
      add(SUSPECT, "latency logs end in the middle of a line: " + String.join(", ", cutLogs));
    }
    judgeStarts();
    judgeClocks();
    List<Verdict.Finding> worst = Verdict.of(findings, Optional.empty()).findings();
    if (worst.size() > FINDINGS_MAX) {
      int more = worst.size() - FINDINGS_MAX;
      worst = new ArrayList<>(worst.subList(0, FINDINGS_MAX));
      worst.add(new Verdict.Finding(SUSPECT, RUN, more + " more findings of members"));
    }
    return Verdict.of(worst, load());
  }

  private void add(Verdict.Status status, String reason) {
    findings.add(new Verdict.Finding(status, RUN, reason));
  }

  private void judge(MemberFiles member) {
    MemberOutcome outcome = member.outcome();
    String name = outcome.name();
    if (!outcome.lost().isEmpty()) {
      add(INVALID, name + " was lost, with its results: " + outcome.lost());
    }
    if (!outcome.failure().isEmpty()) {
      add(INVALID, name + ": " + outcome.failure());
    }
    if (!member.unreadable().isEmpty()) {
      add(INVALID, name + ": its summary cannot be read: " + member.unreadable());
      return;
    }
    if (member.summary().isEmpty()) {
      if (outcome.lost().isEmpty() && outcome.failure().isEmpty()) {
        add(INVALID, name + " ended without a summary" + ending(outcome));
      }
      return;
    }
    MemberSummary summary = member.summary().get();
    for (Verdict.Finding finding : summary.findings()) {
      findings.add(
          new Verdict.Finding(finding.status(), finding.about(), name + ": " + finding.reason()));
    }
    if (outcome.exit().isPresent() && !ENDED_IN_ORDER.contains(outcome.exit().getAsInt())) {
      add(SUSPECT, name + " ended" + ending(outcome));
    }
    long requests = rowsToldBy(summary);
    long rows = rowsOf.getOrDefault(outcome.id(), 0L);
    if (role == Role.DRIVER && rows != requests) {
      add(INVALID, name + ": " + rows + " rows for " + requests + " requests");
    }
  }

  private static String ending(MemberOutcome outcome) {
    String status = outcome.exit().isPresent() ? " with status " + outcome.exit().getAsInt() : "";
    return status + (outcome.lastLine().isEmpty() ? "" : ": " + outcome.lastLine());
  }

  private static long rowsToldBy(MemberSummary summary) {
    long rows = 0;
    for (String name : List.of("creates", "updates", "deletes")) {
      rows += summary.counts().getOrDefault(name, 0L);
    }
    return rows;
  }

  private void judgeStarts() {
    if (role != Role.DRIVER) {
      return;
    }
    double latestMs = startLatestMs();
    if (latestMs > START_SUSPECT_MS) {
      add(
          latestMs > START_INVALID_MS ? INVALID : SUSPECT,
          "a driver began "
              + Figures.figure(latestMs)
              + " ms after the agreed start; the limit is "
              + (long) START_SUSPECT_MS
              + " ms");
    }
  }

  private void judgeClocks() {
    double limitMs = role == Role.LOGGER ? LOGGER_CLOCK_MS : DRIVER_CLOCK_MS;
    double spreadMs = clockSpreadMs();
    if (spreadMs > limitMs) {
      add(
          SUSPECT,
          "the pods' clocks differ by up to "
              + Figures.figure(spreadMs)
              + " ms: what is between two pods' stamps is wrong by that");
    }
  }

  /** Returns how far apart the members began, by one clock; 0 where not two of them did. */
  double startSpreadMs() {
    LongSummaryStatistics starts = starts();
    return starts.getCount() < 2 ? 0 : (starts.getMax() - starts.getMin()) / NS_PER_MS;
  }

  /** Returns how long after the agreed start the last member began; 0 if nobody knows. */
  double startLatestMs() {
    LongSummaryStatistics starts = starts();
    return starts.getCount() == 0 ? 0 : starts.getMax() / NS_PER_MS;
  }

  /** Returns the drivers' starts in nanoseconds after the agreed one, on the fleet's clock. */
  private LongSummaryStatistics starts() {
    LongSummaryStatistics starts = new LongSummaryStatistics();
    for (MemberFiles member : members) {
      Optional<ClockReading> clock = member.outcome().clock();
      if (role == Role.DRIVER
          && record.start().isPresent()
          && clock.isPresent()
          && member.summary().isPresent()) {
        Instant own = member.summary().get().start().minusNanos(clock.get().offsetNs());
        starts.accept(Duration.between(record.start().get(), own).toNanos());
      }
    }
    return starts;
  }

  /** Returns how far apart two members' clocks are at least: their offsets, less the bounds. */
  double clockSpreadMs() {
    long lowNs = Long.MAX_VALUE;
    long highNs = Long.MIN_VALUE;
    // All members of the run: a logger compares its clock with the drivers'.
    for (MemberOutcome member : record.members()) {
      if (member.clock().isPresent()) {
        ClockReading clock = member.clock().get();
        lowNs = Math.min(lowNs, clock.offsetNs() + clock.boundNs());
        highNs = Math.max(highNs, clock.offsetNs() - clock.boundNs());
      }
    }
    return highNs <= lowNs ? 0 : (highNs - lowNs) / NS_PER_MS;
  }

  /** Returns whether all together carried their load; empty where nobody asked for any. */
  private Optional<Verdict.Load> load() {
    double asked = 0;
    double carried = 0;
    String unit = "";
    boolean unknown = false;
    for (MemberFiles member : members) {
      Optional<Verdict.Load> its = member.summary().flatMap(MemberSummary::load);
      if (its.isPresent()) {
        asked += its.get().asked();
        carried += its.get().carried();
        unit = its.get().unit();
        unknown |= its.get().status() == Verdict.Load.Status.UNKNOWN;
      }
    }
    if (unit.isEmpty()) {
      return Optional.empty();
    }
    Verdict.Load load = Verdict.Load.of(asked, carried, unit, "");
    boolean blames = load.status() == Verdict.Load.Status.OVERLOADED;
    return Optional.of(
        unknown && blames
            ? new Verdict.Load(
                Verdict.Load.Status.UNKNOWN, asked, carried, unit, "a driver was late itself")
            : load);
  }
}
