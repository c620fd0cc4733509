package io.scaletest.watching.watchers;

import static io.scaletest.common.verdict.Verdict.Side.SERVER;
import static io.scaletest.common.verdict.Verdict.Status.INVALID;
import static io.scaletest.common.verdict.Verdict.Status.SUSPECT;

import io.scaletest.common.clock.ServerOffset;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.session.Session;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.TransportStats;
import io.scaletest.watching.files.OutputPaths;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.LoopLatencies;
import io.scaletest.watching.loops.TimedWatchLoops;
import io.scaletest.watching.steps.Retries;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a run came to: time and memory as of when this is made, while the watches are still open;
 * counts as of when it is written, when they have been stopped.
 */
final class WatchReport {
  private final WatchPlan plan;
  private final ObjectKind kind;
  private final String version;
  private final Start start;
  private final Session session;
  private final TimedWatchLoops loops;
  private final int openAtEnd;
  private final LoopLatencies latencies;
  private final EventLog log;
  private final TransportStats transport;
  private final Optional<ServerOffset> serverOffset;
  private final OwnMemory memory;

  /**
   * How things stood before the first loop.
   *
   * @param name what the run is called
   */
  record Start(String name, OwnMemory memory, long seed) {
    static Start now(WatchPlan plan, String birthmark, long seed) {
      String name = plan.files().map(OutputPaths::name).orElse(birthmark);
      OwnMemory memory = WatchReport.memory(plan);
      return new Start(name, memory, seed);
    }
  }

  /** Of one watcher the memory is not looked at: it is lost in the JVM's own. */
  private static OwnMemory memory(WatchPlan plan) {
    return plan.watchers() == 1 ? OwnMemory.UNKNOWN : OwnMemory.afterCollection();
  }

  WatchReport(
      WatchPlan plan,
      ObjectKind kind,
      String version,
      Session session,
      Start start,
      TimedWatchLoops loops,
      LoopLatencies latencies,
      EventLog log,
      TransportStats transport,
      Optional<ServerOffset> serverOffset) {
    this.plan = plan;
    this.kind = kind;
    this.version = version;
    this.start = start;
    this.session = session;
    this.loops = loops;
    this.latencies = latencies;
    this.log = log;
    this.transport = transport;
    this.serverOffset = serverOffset;
    this.openAtEnd = loops.open();
    // Last, since it stops the program for a moment.
    this.memory = memory(plan);
  }

  /** Returns the summary for the screen. */
  RunSummary forScreen() {
    return brief().build();
  }

  /** Returns the summary for the file: every count. */
  RunSummary complete() {
    RunSummary.Builder summary = brief();
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
    return summary.build();
  }

  private RunSummary.Builder brief() {
    LongSummaryStatistics eventsPerWatcher =
        loops.all().stream().mapToLong(loop -> loop.counts().objectEvents()).summaryStatistics();
    double seconds = Math.max(0.001, session.window().seconds());
    RunSummary.Builder summary =
        session
            .summary(version, start.name())
            .verdict(verdict())
            .clock(serverOffset)
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
            .count("retries", loops.total(LoopCount.RETRIES))
            .count("missedAtLeast", loops.total(LoopCount.MISSED_AT_LEAST))
            .errors(log.errors())
            .latency("establish", "establish", LatencySummary.of(latencies.establish()))
            .latency("list", "list", LatencySummary.of(latencies.list()))
            .latency("watch-open", "watch open", LatencySummary.of(latencies.open()))
            .latency("notification", "notification", notification());
    lines(summary, eventsPerWatcher, seconds);
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
    summary.option("seed", start.seed()).option("protocol", transport.protocol());
    if (!kind.group().isEmpty()) {
      // What was found out, where the options leave it open.
      summary.option("group", kind.group()).option("api-version", kind.version());
    }
    if (!transport.proxy().isEmpty()) {
      summary.option("proxy", transport.proxy());
    }
    plan.files().ifPresent(paths -> summary.file("data", paths.data()));
    plan.files()
        .filter(OutputPaths::haveCompanions)
        .ifPresent(
            paths -> summary.file("latencies", paths.latencies()).file("summary", paths.summary()));
    return summary;
  }

  /** What people look at first; every count is in the file. */
  private void lines(RunSummary.Builder summary, LongSummaryStatistics perWatcher, double seconds) {
    String established =
        log.allEstablishedNs() == EventLog.NOT_YET
            ? ""
            : ", all had one after " + DurationText.elapsed(log.allEstablishedNs());
    String each = plan.watchers() == 1 ? "" : "; " + range(perWatcher) + " for each watcher";
    summary
        .line(
            "watches",
            Figures.count(openAtEnd)
                + " of "
                + Figures.count(plan.watchers())
                + " open at the end"
                + established
                + "; "
                + Figures.count(loops.total(LoopCount.WATCH_FAILURES))
                + " failed, "
                + Figures.count(loops.total(LoopCount.WATCHES_BROKEN))
                + " broken"
                + cutShort())
        .line(
            "events",
            Figures.count(loops.objectEvents())
                + ", "
                + Figures.rate(loops.objectEvents() / seconds)
                + each
                + "; at least "
                + Figures.count(loops.total(LoopCount.MISSED_AT_LEAST))
                + " missed")
        .line(
            "lists",
            Figures.count(loops.total(LoopCount.LISTS))
                + ", "
                + Figures.count(loops.total(LoopCount.RELISTS))
                + " of them again; "
                + Figures.count(loops.total(LoopCount.LIST_FAILURES))
                + " failed; with watches, "
                + Figures.count(loops.total(LoopCount.RETRIES))
                + " sent again");
    if (memory.isKnown()) {
      summary.line(
          "memory",
          Figures.count(perWatcher(memory.heapBytes() - before().heapBytes()))
              + " bytes of heap for each watcher, "
              + Figures.count(perWatcher(memory.residentBytes() - before().residentBytes()))
              + " resident");
    }
  }

  private static String range(LongSummaryStatistics of) {
    String min = Figures.count(of.getMin());
    return of.getMin() == of.getMax() ? min : min + " to " + Figures.count(of.getMax());
  }

  private String cutShort() {
    long count = loops.total(LoopCount.WATCHES_CUT_SHORT);
    return count == 0 ? "" : ", " + Figures.count(count) + " cut short";
  }

  private LatencySummary notification() {
    return LatencySummary.of(latencies.notification());
  }

  private OwnMemory before() {
    return start.memory();
  }

  private long perWatcher(long bytes) {
    return Math.max(0, bytes) / plan.watchers();
  }

  private Verdict verdict() {
    Judgement judgement = session.judgement();
    if (loops.total(LoopCount.WATCHES) == 0) {
      judgement.add(INVALID, SERVER, "no watch was ever open");
    } else if (log.allEstablishedNs() == EventLog.NOT_YET) {
      judgement.add(SUSPECT, SERVER, "not every watcher has had an open watch before the end");
    } else if (loops.objectEvents() == 0) {
      judgement.add(SUSPECT, SERVER, "nothing changed while watching");
    }
    long retries = loops.total(LoopCount.RETRIES);
    long throttled = loops.total(LoopCount.THROTTLED);
    if (retries + throttled > 0) {
      judgement.add(SUSPECT, SERVER, Retries.finding(retries, throttled));
    }
    long failures =
        loops.total(LoopCount.LIST_FAILURES)
            + loops.total(LoopCount.WATCH_FAILURES)
            + loops.total(LoopCount.WATCHES_BROKEN);
    if (failures > 0) {
      judgement.add(
          SUSPECT,
          SERVER,
          failures
              + " lists or watches failed; the watchers missed at least "
              + loops.total(LoopCount.MISSED_AT_LEAST)
              + " events in "
              + TimeUnit.NANOSECONDS.toSeconds(loops.total(LoopCount.BLIND_NS))
              + " s without a watch, all together");
    }
    long cutShort = loops.total(LoopCount.WATCHES_CUT_SHORT);
    if (cutShort > 0) {
      judgement.add(
          SUSPECT,
          SERVER,
          "the server ended watches before their time, "
              + cutShort
              + " in all, as it does when a client does not keep up");
    }
    return judgement.stamps(notification()).verdict();
  }
}
