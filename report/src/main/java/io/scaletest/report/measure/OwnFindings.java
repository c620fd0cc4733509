package io.scaletest.report.measure;

import static io.scaletest.common.verdict.Verdict.Status.INVALID;
import static io.scaletest.common.verdict.Verdict.Status.SUSPECT;

import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.text.Figures;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.input.FileKind;
import io.scaletest.report.model.ClockOffset;
import io.scaletest.report.model.Finding;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.SourceFile;
import io.scaletest.report.model.ToolRun;
import io.scaletest.report.model.WatchView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules of the verdict that need rows, or files of several tools; beside the tools' own. */
final class OwnFindings {
  private static final double ERROR_SHARE_SUSPECT = 0.01;
  private static final double ERROR_SHARE_INVALID = 0.10;
  private static final double SILENT_SHARE_INVALID = 0.05;
  private static final double LEFT_OUT_SHARE_INVALID = 0.01;

  /** A logger that stops this long before the last request did not see the end. */
  private static final long LOGGER_END_MS = 5_000;

  private static final double MS_PER_QUARTER_HOUR = 900_000;
  private static final double ZONE_NEAR_MS = 10_000;

  /** Fastest notifications that take longer than this are rarer than clocks that are off by it. */
  private static final double AHEAD_MS = 20;

  private static final String SERVER = "server";
  private static final String RUN = "run";
  private static final String FILES = "files";

  private final List<Finding> findings = new ArrayList<>();

  private void add(Verdict.Status status, String about, String reason) {
    findings.add(new Finding(status, about, "report", reason));
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Something of a data file could not be read. */
  OwnFindings files(List<SourceFile> files) {
    for (SourceFile file : files) {
      if (file.leftOutCount() > 0 && isData(file)) {
        boolean much =
            file.records() == 0 || file.leftOutCount() > file.records() * LEFT_OUT_SHARE_INVALID;
        add(
            much ? INVALID : SUSPECT,
            FILES,
            Figures.count(file.leftOutCount(), "line", "lines")
                + " of "
                + file.path()
                + " left out, "
                + Figures.count(file.records())
                + " read; first "
                + file.leftOut().get(0));
      }
    }
    return this;
  }

  private static boolean isData(SourceFile file) {
    // A cut scrape is a gap in a line beside the run's own figures.
    return !file.kind().equals(FileKind.PARAMETERS.text())
        && !file.kind().equals(FileKind.SERVER_SCRAPES.text());
  }

  /** Without a summary nobody watched the client. */
  OwnFindings client(boolean summaries, boolean rows, boolean intended) {
    if (rows && !summaries && !intended) {
      add(
          SUSPECT,
          "client",
          "no summary and no intended times: nothing says that the client kept up");
    }
    return this;
  }

  /** Failed requests, unless a tool's own verdict has them already. */
  OwnFindings errors(RequestTally requests, List<Finding> ofTools) {
    boolean told =
        ofTools.stream().anyMatch(each -> each.reason().contains("of the requests failed"));
    if (requests.rows() == 0 || told) {
      return this;
    }
    double share = (double) requests.failed() / requests.rows();
    if (share > ERROR_SHARE_SUSPECT) {
      add(
          share > ERROR_SHARE_INVALID ? INVALID : SUSPECT,
          SERVER,
          Figures.figure(share * 100)
              + " % of the requests failed (limit "
              + Figures.figure(ERROR_SHARE_SUSPECT * 100)
              + " %)");
    }
    return this;
  }

  /** Times without any success. */
  OwnFindings outages(double silentSeconds, double runSeconds) {
    if (silentSeconds > 0) {
      boolean much = silentSeconds > runSeconds * SILENT_SHARE_INVALID;
      add(
          much ? INVALID : SUSPECT,
          SERVER,
          "no request succeeded for "
              + Figures.figure(silentSeconds)
              + " s of "
              + Figures.figure(runSeconds)
              + " s"
              + (much ? ": these numbers describe an outage" : ""));
    }
    return this;
  }

  /** Rows must be as many as the driver counted. */
  OwnFindings counts(RequestTally requests, List<ToolRun> tools) {
    long counted = 0;
    boolean any = false;
    for (ToolRun tool : tools) {
      Map<String, Long> counts = tool.counts();
      for (Operation operation : Operation.values()) {
        if (tool.drives() && counts.containsKey(operation.plural())) {
          any = true;
          counted += counts.get(operation.plural());
        }
      }
    }
    if (any && requests.rows() > 0 && counted != requests.rows()) {
      add(
          SUSPECT,
          FILES,
          Figures.count(requests.rows(), "driver's row", "drivers' rows")
              + ", but the summaries count "
              + Figures.count(counted)
              + " requests: files of another run, or cut");
    }
    // A replay has the recording's names, which are the same in several namespaces; rows have none.
    boolean replay = tools.stream().anyMatch(tool -> tool.replay().isPresent());
    if (requests.repeatedCreates() > 0 && !replay) {
      add(
          SUSPECT,
          FILES,
          Figures.count(requests.repeatedCreates(), "object has", "objects have")
              + " two rows of a create: a file twice, or two runs with one ID");
    }
    return this;
  }

  /** What a logger lost, and where its clock stands. */
  OwnFindings watcher(WatchView view, long lastRowEpochMs, RequestTally requests) {
    if (requests.rows() == 0) {
      return this;
    }
    long missing = count(view, "missingCreates") + count(view, "missingDeletes");
    if (missing > 0) {
      add(
          SUSPECT,
          SERVER,
          Figures.count(missing, "change was", "changes were")
              + " never notified to "
              + view.file()
              + " while it watched");
    }
    if (count(view, "outOfOrder") > 0) {
      add(
          SUSPECT,
          SERVER,
          Figures.count(count(view, "outOfOrder"), "notification", "notifications")
              + " out of order in "
              + view.file());
    }
    if (view.rows() == 0) {
      add(SUSPECT, FILES, view.file() + " has no row about an object of this run");
    } else if (lastRowEpochMs < requests.lastEpochMs() - LOGGER_END_MS - aheadMs(view)) {
      add(
          SUSPECT,
          RUN,
          view.file()
              + " ends "
              + Figures.figure((requests.lastEpochMs() - lastRowEpochMs) / 1e3)
              + " s before the last request");
    }
    view.clock().ifPresent(this::clock);
    return this;
  }

  private static double aheadMs(WatchView view) {
    return view.clock().flatMap(ClockOffset::estimate).map(each -> -each.low()).orElse(0.0);
  }

  private static long count(WatchView view, String name) {
    return view.counts().getOrDefault(name, 0L);
  }

  private void clock(ClockOffset clock) {
    if (clock.estimate().isEmpty()) {
      return;
    }
    Interval estimate = clock.estimate().get();
    // Ahead is not proven: no notification may have taken less. Behind is.
    if (estimate.low() > AHEAD_MS || estimate.high() < 0) {
      double ms = estimate.middle();
      double quarters = Math.rint(ms / MS_PER_QUARTER_HOUR);
      boolean zone = quarters != 0 && Math.abs(ms - quarters * MS_PER_QUARTER_HOUR) < ZONE_NEAR_MS;
      add(
          SUSPECT,
          RUN,
          "the "
              + clock.clock()
              + "'s clock is "
              + Figures.figure(Math.abs(ms))
              + " ms "
              + (ms > 0 ? "ahead of" : "behind")
              + " the driver's (± "
              + Figures.figure(estimate.halfWidth())
              + " ms)"
              + (ms > 0 && clock.proven().isEmpty()
                  ? ", or no notification was faster than that"
                  : "")
              + ": notification latencies contain it"
              + (zone ? "; rather an error of the time zone" : ""));
    }
  }

  /** The driver's own lateness, where no summary judges it. */
  OwnFindings lateness(boolean summaries, List<Series> series) {
    if (summaries) {
      return this;
    }
    series.stream()
        .filter(each -> each.quantity() == SeriesName.Quantity.LATENESS)
        .findFirst()
        .flatMap(each -> each.total().percentile(99))
        .filter(p99 -> p99.valueNs() > 10_000_000)
        .ifPresent(
            p99 ->
                add(
                    p99.valueNs() > 100_000_000 ? INVALID : SUSPECT,
                    "client",
                    "lateness p99 "
                        + Figures.figure(p99.valueNs() / 1e6)
                        + " ms (limit 10 ms), whoever caused it"));
    return this;
  }
}
