package io.scaletest.httperf.report;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.progress.Figures;
import io.scaletest.common.progress.ProgressLine;
import io.scaletest.common.progress.TerminalLine;
import io.scaletest.httperf.measure.Transfer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The progress line of a run: of each role, what went through since the line before. */
public final class RunProgress {
  private static final double NS_PER_S = 1e9;
  private static final double BYTES_PER_MB = 1e6;
  private static final int P99_SAMPLES_MIN = 1_000;
  private static final int P99 = 99;

  private final List<Transfer> roles;
  private final Ticker ticker;
  private final PrintStream standardError = System.err;
  private final ProgressLine line;

  @GuardedBy("this")
  private final long[] lastBytes;

  @GuardedBy("this")
  private long lastNs;

  private RunProgress(List<Transfer> roles, Ticker ticker) {
    this.roles = roles;
    this.ticker = ticker;
    this.lastBytes = new long[roles.size()];
    this.lastNs = ticker.nanos();
    TerminalLine terminal = TerminalLine.ofStandardError();
    if (terminal.isTerminal()) {
      System.setErr(terminal.asPrintStream());
    }
    line = ProgressLine.start("httperf", this::fields, terminal, ticker);
  }

  /** Begins to show how {@code roles} go. */
  public static RunProgress start(List<Transfer> roles, Ticker ticker) {
    return new RunProgress(roles, ticker);
  }

  private synchronized List<String> fields() {
    long nowNs = ticker.nanos();
    double seconds = Math.max(1, nowNs - lastNs) / NS_PER_S;
    lastNs = nowNs;
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < roles.size(); i++) {
      Transfer role = roles.get(i);
      long bytes = role.bytes();
      double rate = (bytes - lastBytes[i]) / seconds / BYTES_PER_MB;
      lastBytes[i] = bytes;
      fields.add(role.role() + " " + String.format(Locale.ROOT, "%.1f MB/s", rate));
      fields.add(Figures.count(role.openStreams(), "stream", "streams"));
      SignedLatencySeries.Total lateness = role.blockLateness().total();
      if (lateness.count() >= P99_SAMPLES_MIN) {
        fields.add("p99 late " + Figures.latency(lateness.atPercentile(P99)));
      }
      if (role.errors().total() > 0) {
        fields.add(Figures.count(role.errors().total(), "error", "errors"));
      }
    }
    return fields;
  }

  /** Leaves a last line and gives standard error back. */
  public void end() {
    line.close();
    System.setErr(standardError);
  }
}
