package io.scaletest.flunderwatch;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.ProcessFacts;
import io.scaletest.common.latency.RunFacts;
import io.scaletest.common.latency.RunSummary;
import io.scaletest.common.latency.Verdict;
import io.scaletest.kube.transport.TransportStats;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.LoopLatencies;
import io.scaletest.watching.loops.TimedWatchLoops;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LongSummaryStatistics;
import java.util.concurrent.TimeUnit;

/**
 * What a run came to: time and memory as of when this is made, while the watches are still open;
 * counts as of when it is written, when they have been stopped.
 */
final class WatchReport {
  private final WatchPlan plan;
  private final String version;
  private final Start start;
  private final Instant end;
  private final long driftNs;
  private final TimedWatchLoops loops;
  private final int openAtEnd;
  private final LoopLatencies latencies;
  private final EventLog log;
  private final TransportStats transport;
  private final OwnMemory memory;
  private final ProcessFacts process;

  /**
   * How things stood before the first loop.
   *
   * @param name what the run is called
   * @param process what the process had used by then, JVM start included
   */
  record Start(String name, Instant at, ProcessFacts process, OwnMemory memory, long seed) {
    static Start now(WatchPlan plan, WallClock wallClock, String birthmark, long seed) {
      String name = plan.name().orElse(birthmark);
      OwnMemory memory = WatchReport.memory(plan);
      return new Start(name, wallClock.now(), ProcessFacts.now(), memory, seed);
    }
  }

  /** Of one watcher the memory is not looked at: it is lost in the JVM's own. */
  private static OwnMemory memory(WatchPlan plan) {
    return plan.watchers() == 1 ? OwnMemory.UNKNOWN : OwnMemory.afterCollection();
  }

  WatchReport(
      WatchPlan plan,
      String version,
      WallClock wallClock,
      Start start,
      TimedWatchLoops loops,
      LoopLatencies latencies,
      EventLog log,
      TransportStats transport) {
    this.plan = plan;
    this.version = version;
    this.start = start;
    this.end = wallClock.now();
    this.driftNs = wallClock.driftNs();
    this.loops = loops;
    this.latencies = latencies;
    this.log = log;
    this.transport = transport;
    this.openAtEnd = loops.open();
    this.process = ProcessFacts.now();
    // Last, since it stops the program for a moment.
    this.memory = memory(plan);
  }

  /** Prints the table and writes the summary file, if there is to be one. */
  void write(PrintStream out) {
    RunSummary.Builder summary = brief();
    out.print(summary.build().render());
    out.flush();
    for (LoopCount count : LoopCount.values()) {
      if (count == LoopCount.BLIND_NS) {
        long ms = TimeUnit.NANOSECONDS.toMillis(loops.total(count));
        summary.count("blindMs", ms);
      } else {
        summary.count(count.text(), loops.total(count));
      }
    }
    summary
        .count("connections", transport.watchConnections() + transport.requestConnections())
        .count("bytesRead", transport.bytesRead())
        .count("bytesWritten", transport.bytesWritten());
    if (memory.isKnown()) {
      summary
          .count("threads", memory.threads())
          .count("heapBytes", memory.heapBytes())
          .count("heapBytesBefore", before().heapBytes())
          .count("residentBytes", memory.residentBytes())
          .count("residentBytesBefore", before().residentBytes());
    }
    RunSummary complete = summary.build();
    plan.summaryFile().ifPresent(complete::write);
  }

  private RunSummary.Builder brief() {
    LongSummaryStatistics eventsPerWatcher =
        loops.all().stream().mapToLong(loop -> loop.counts().objectEvents()).summaryStatistics();
    double seconds = Math.max(1, Duration.between(start.at(), end).toMillis()) / 1e3;
    RunSummary.Builder summary =
        RunSummary.builder("flunder-watch", version, start.name())
            .period(start.at(), end)
            .verdict(verdict(seconds))
            .achievedPerSecond(loops.objectEvents() / seconds)
            .count("watchers", plan.watchers())
            .count("watchesOpen", openAtEnd)
            .count("events", loops.objectEvents())
            .count("eventsPerWatcherMin", eventsPerWatcher.getMin())
            .count("eventsPerWatcherMax", eventsPerWatcher.getMax())
            .count("lists", loops.total(LoopCount.LISTS))
            .count("relists", loops.total(LoopCount.RELISTS))
            .count("listFailures", loops.total(LoopCount.LIST_FAILURES))
            .count("watchFailures", loops.total(LoopCount.WATCH_FAILURES))
            .count("watchesBroken", loops.total(LoopCount.WATCHES_BROKEN))
            .count("missedAtLeast", loops.total(LoopCount.MISSED_AT_LEAST))
            .errors(log.errors())
            .latency("establish", "establish", LatencySummary.of(latencies.establish()))
            .latency("list", "list", LatencySummary.of(latencies.list()))
            .latency("watch-open", "watch open", LatencySummary.of(latencies.open()))
            .process(process);
    if (log.allEstablishedNs() != EventLog.NOT_YET) {
      summary.count("allEstablishedMs", TimeUnit.NANOSECONDS.toMillis(log.allEstablishedNs()));
    }
    if (memory.isKnown()) {
      summary
          .count("heapBytesPerWatcher", perWatcher(memory.heapBytes() - before().heapBytes()))
          .count(
              "residentBytesPerWatcher",
              perWatcher(memory.residentBytes() - before().residentBytes()));
    }
    plan.effectiveOptions().forEach(summary::option);
    summary.option("seed", start.seed());
    plan.dataFile().ifPresent(path -> summary.file("data", path));
    plan.summaryFile().ifPresent(path -> summary.file("summary", path));
    return summary;
  }

  private OwnMemory before() {
    return start.memory();
  }

  private long perWatcher(long bytes) {
    return Math.max(0, bytes) / plan.watchers();
  }

  private Verdict verdict(double seconds) {
    Verdict verdict =
        Verdict.of(
            RunFacts.of(Math.max(1, loops.objectEvents()), seconds)
                .process(sinceStart())
                .clockDriftNs(driftNs)
                .build());
    long failures =
        loops.total(LoopCount.LIST_FAILURES)
            + loops.total(LoopCount.WATCH_FAILURES)
            + loops.total(LoopCount.WATCHES_BROKEN);
    if (failures > 0) {
      verdict =
          verdict.with(
              Verdict.Status.SUSPECT,
              failures
                  + " lists or watches failed; the watchers missed at least "
                  + loops.total(LoopCount.MISSED_AT_LEAST)
                  + " events in "
                  + TimeUnit.NANOSECONDS.toSeconds(loops.total(LoopCount.BLIND_NS))
                  + " s without a watch, all together");
    }
    if (loops.total(LoopCount.WATCHES) == 0) {
      return verdict.with(Verdict.Status.INVALID, "no watch was ever open");
    }
    if (log.allEstablishedNs() == EventLog.NOT_YET) {
      return verdict.with(
          Verdict.Status.SUSPECT, "not every watcher has had an open watch before the end");
    }
    return loops.objectEvents() == 0
        ? verdict.with(Verdict.Status.SUSPECT, "nothing changed while watching")
        : verdict;
  }

  /** Returns what was used since the start: the start of the JVM itself is no fault of the run. */
  private ProcessFacts sinceStart() {
    ProcessFacts before = start.process();
    return new ProcessFacts(
        Math.max(0, process.cpuSeconds() - before.cpuSeconds()),
        process.cores(),
        process.heapMaxBytes(),
        process.gcPauseSeconds() - before.gcPauseSeconds(),
        process.gcCount() - before.gcCount());
  }
}
