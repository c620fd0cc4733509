package io.scaletest.httperf;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.httperf.transfer.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The fields of the progress line: of each role, what went through since the line before. */
final class RunProgress implements Supplier<List<String>> {
  private static final double NS_PER_S = 1e9;
  private static final double BYTES_PER_MB = 1e6;
  private static final int P99_SAMPLES_MIN = 1_000;
  private static final int P99 = 99;

  private final List<Transfer> roles;
  private final Ticker ticker;

  @GuardedBy("this")
  private final long[] lastBytes;

  @GuardedBy("this")
  private long lastNs;

  /**
   * @param roles one field for each
   */
  RunProgress(List<Transfer> roles, Ticker ticker) {
    this.roles = roles;
    this.ticker = ticker;
    this.lastBytes = new long[roles.size()];
    this.lastNs = ticker.nanos();
  }

  @Override
  public synchronized List<String> get() {
    long nowNs = ticker.nanos();
    double seconds = Math.max(1, nowNs - lastNs) / NS_PER_S;
    lastNs = nowNs;
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < roles.size(); i++) {
      Transfer role = roles.get(i);
      long bytes = role.bytes();
      double rate = (bytes - lastBytes[i]) / seconds / BYTES_PER_MB;
      lastBytes[i] = bytes;
      fields.add(role.role() + " " + Figures.figure(rate) + " MB/s");
      fields.add(Figures.count(role.openStreams(), "stream", "streams"));
      SignedLatencySeries.Total lateness = role.blockLateness().total();
      if (lateness.count() >= P99_SAMPLES_MIN) {
        fields.add("blocks late p99 " + DurationText.latency(lateness.atPercentile(P99)));
      }
      if (role.errors().total() > 0) {
        fields.add(Figures.count(role.errors().total(), "error", "errors"));
      }
    }
    return fields;
  }
}
