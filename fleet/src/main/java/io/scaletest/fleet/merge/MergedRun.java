package io.scaletest.fleet.merge;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.verdict.MeasuredWindow;
import io.scaletest.common.verdict.ProcessFacts;
import io.scaletest.common.verdict.ResidentTrend;
import io.scaletest.fleet.spec.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * What the members of one role came to together: their rows by time, their histograms added, their
 * counts summed, and one verdict, as one run's files. Blocks while it reads and writes.
 */
public final class MergedRun {
  /** Where in a run's folder the members' own files are, a folder each. */
  public static final String MEMBERS = "members";

  private static final String NEGATIVE = ".negative";

  private final Path folder;
  private final FleetRecord record;
  private final Role role;
  private final LatencyMerge latencies = new LatencyMerge();
  private final List<MemberFiles> members = new ArrayList<>();

  private MergedRun(Path folder, FleetRecord record, Role role) {
    this.folder = folder;
    this.record = record;
    this.role = role;
  }

  /**
   * Merges all that lies in a run's folder, and writes what the fleet knows of it beside.
   *
   * @return the summary of each role that the run has, drivers first; their files are written
   * @throws IOException if a file cannot be read or written
   */
  public static List<RunSummary> mergeAll(Path folder, FleetRecord record) throws IOException {
    record.write(folder);
    List<RunSummary> summaries = new ArrayList<>();
    for (Role role : Role.values()) {
      if (!record.of(role).isEmpty()) {
        summaries.add(new MergedRun(folder, record, role).merge());
      }
    }
    return summaries;
  }

  private RunSummary merge() throws IOException {
    for (MemberOutcome outcome : record.of(role)) {
      members.add(MemberFiles.in(folder.resolve(MEMBERS), outcome));
    }
    Path data = path(".csv");
    List<MemberFiles> withRows = members.stream().filter(m -> m.rows().isPresent()).toList();
    List<Long> rows =
        RowMerge.merge(role, withRows.stream().map(m -> m.rows().orElseThrow()).toList(), data);
    latencies.merge(
        members.stream().flatMap(m -> m.latencies().stream()).toList(),
        path(".hlog"),
        "The sum of " + members.size() + " " + role.plural() + " of fleet run " + record.run());
    Map<String, Long> rowsOf = new LinkedHashMap<>();
    for (int i = 0; i < withRows.size(); i++) {
      rowsOf.put(withRows.get(i).outcome().id(), rows.get(i));
    }
    RunSummary summary = summary(rowsOf);
    summary.write(path(".summary.json"));
    return summary;
  }

  private Path path(String ending) {
    return folder.resolve(record.run() + "-" + role.plural() + ending);
  }

  private RunSummary summary(Map<String, Long> rowsOf) {
    Instant start = start();
    Instant end = start;
    for (MemberFiles member : members) {
      Optional<Instant> its = member.summary().map(MemberSummary::end);
      end = its.isPresent() && its.get().isAfter(end) ? its.get() : end;
    }
    MergedVerdict verdict = new MergedVerdict(record, role, members, rowsOf, latencies.cut());
    RunSummary.Builder builder =
        RunSummary.builder("fleet", BuildVersion.of(MergedRun.class), record.run())
            .period(start, end)
            .verdict(verdict.verdict())
            .errors(errors())
            .process(process())
            .window(window(Duration.between(start, end)))
            .option("role", role.word())
            .option("pods", members.size())
            .option("seed", record.seed())
            .option("startSpreadMs", verdict.startSpreadMs())
            .option("startLatestMs", verdict.startLatestMs())
            .option("clockSpreadMs", verdict.clockSpreadMs());
    addRate(builder);
    addCounts(builder, rowsOf);
    addLatencies(builder);
    return builder
        .file("data", path(".csv"))
        .file("latencies", path(".hlog"))
        .file("fleet", folder.resolve(FleetRecord.FILE))
        .file("summary", path(".summary.json"))
        .build();
  }

  private Instant start() {
    return members.stream()
        .flatMap(member -> member.summary().stream())
        .map(MemberSummary::start)
        .min(Instant::compareTo)
        .or(record::start)
        .orElse(Instant.EPOCH);
  }

  private void addRate(RunSummary.Builder builder) {
    double achieved =
        members.stream()
            .flatMap(member -> member.summary().stream())
            .mapToDouble(summary -> summary.achievedPerSecond().orElse(0.0))
            .sum();
    if (role == Role.DRIVER && record.targetPerSecond().isPresent()) {
      builder.rate(record.targetPerSecond().getAsDouble(), achieved);
    } else {
      builder.achievedPerSecond(achieved);
    }
  }

  private void addCounts(RunSummary.Builder builder, Map<String, Long> rowsOf) {
    Map<String, Long> sums = new LinkedHashMap<>();
    for (MemberFiles member : members) {
      member.summary().ifPresent(s -> s.counts().forEach((n, value) -> add(sums, n, value)));
    }
    sums.forEach(builder::count);
    builder.count("rows", rowsOf.values().stream().mapToLong(Long::longValue).sum());
    builder.count("members", members.size());
    long whole = members.stream().filter(member -> member.summary().isPresent()).count();
    builder.count("unfinished", members.size() - whole);
  }

  private static void add(Map<String, Long> sums, String name, long value) {
    sums.merge(name, value, Long::sum);
  }

  private void addLatencies(RunSummary.Builder builder) {
    TreeSet<String> names = new TreeSet<>(latencies.totals().keySet());
    for (String name : names) {
      Histogram negative = latencies.totals().get(name + NEGATIVE);
      boolean isPart =
          name.endsWith(NEGATIVE)
              && names.contains(name.substring(0, name.length() - NEGATIVE.length()));
      if (!isPart) {
        Histogram total = latencies.totals().get(name);
        LatencySummary summary =
            negative == null
                ? LatencySummary.of(total)
                : LatencySummary.of(new SignedLatencySeries.Total(total, negative));
        builder.latency(name, name.replace('.', ' '), summary);
      }
    }
  }

  private ErrorCounts errors() {
    ErrorCounts errors = new ErrorCounts();
    for (MemberFiles member : members) {
      member.summary().ifPresent(summary -> summary.errors().forEach(errors::add));
    }
    return errors;
  }

  /** Returns what all their processes used; the heap is that of the largest. */
  private ProcessFacts process() {
    double cpuSeconds = 0;
    int cores = 0;
    long heapBytes = 0;
    double pauseSeconds = 0;
    long collections = 0;
    for (MemberFiles member : members) {
      if (member.summary().isPresent()) {
        ProcessFacts its = member.summary().get().process();
        cpuSeconds += its.cpuSeconds();
        cores += its.cores();
        heapBytes = Math.max(heapBytes, its.heapMaxBytes());
        pauseSeconds += its.gcPauseSeconds();
        collections += its.gcCount();
      }
    }
    return new ProcessFacts(cpuSeconds, cores, heapBytes, pauseSeconds, collections);
  }

  private MeasuredWindow.Facts window(Duration length) {
    long longestNs = 0;
    long totalNs = 0;
    for (MemberFiles member : members) {
      if (member.summary().isPresent()) {
        longestNs = Math.max(longestNs, member.summary().get().standstillLongestNs());
        totalNs += member.summary().get().standstillTotalNs();
      }
    }
    return new MeasuredWindow.Facts(
        0, length.toNanos(), process(), longestNs, totalNs, ResidentTrend.UNKNOWN);
  }
}
