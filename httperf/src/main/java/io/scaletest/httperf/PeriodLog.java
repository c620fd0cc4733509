package io.scaletest.httperf;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.text.DurationText;
import io.scaletest.httperf.socket.Connections;
import io.scaletest.httperf.transfer.Transfer;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs at each log period what one role has transferred in it. For one thread.
 *
 * <p><i>Source:</i> contract; the original's lines, {@code serverBytes = 123, 4.5/sec since ...}.
 */
final class PeriodLog {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodLog.class);
  private static final double NS_PER_S = 1e9;

  private final Transfer transfer;
  private final Connections connections;
  private final WallClock clock;
  private long sinceNs;
  private long bytes;
  private long blocks;
  private long requests;
  private SignedLatencySeries.Total lateness;
  private Histogram gaps;
  private Histogram firstBytes;

  PeriodLog(Transfer transfer, Connections connections, WallClock clock) {
    this.transfer = transfer;
    this.connections = connections;
    this.clock = clock;
    this.sinceNs = clock.ticker().nanos();
    this.lateness = transfer.blockLateness().total();
    this.gaps = transfer.blockGap().total();
    this.firstBytes = transfer.firstByte().total();
  }

  /** Ends a period and begins the next. */
  void tell() {
    long nowNs = clock.ticker().nanos();
    Instant since = clock.at(sinceNs);
    double seconds = (nowNs - sinceNs) / NS_PER_S;
    sinceNs = nowNs;
    bytes = tellCount("Bytes", transfer.bytes(), bytes, seconds, since);
    blocks = tellCount("Blocks", transfer.blocks(), blocks, seconds, since);
    requests = tellCount("Requests", transfer.requests(), requests, seconds, since);
    tellTimes();
    LOG.debug(
        "{} streams open: {}, connections: {}",
        transfer.role(),
        transfer.openStreams(),
        transfer.openConnections());
    connections.sampleRoundTrips(line -> LOG.debug("{}: {}", transfer.role(), line));
  }

  private long tellCount(String what, long now, long before, double seconds, Instant since) {
    double rate = (now - before) / seconds;
    LOG.debug(
        "{}{} = {}, {}/sec since {}",
        transfer.role(),
        what,
        now,
        String.format(Locale.ROOT, "%.6g", rate),
        since);
    return now;
  }

  private void tellTimes() {
    SignedLatencySeries.Total latenessNow = transfer.blockLateness().total();
    var inPeriod =
        new SignedLatencySeries.Total(
            difference(latenessNow.nonNegative(), lateness.nonNegative()),
            difference(latenessNow.negativeMagnitudes(), lateness.negativeMagnitudes()));
    tellTimes("block lateness", LatencySummary.of(inPeriod));
    lateness = latenessNow;
    Histogram gapsNow = transfer.blockGap().total();
    tellTimes("gap between blocks", LatencySummary.of(difference(gapsNow, gaps)));
    gaps = gapsNow;
    Histogram firstBytesNow = transfer.firstByte().total();
    tellTimes("time to first byte", LatencySummary.of(difference(firstBytesNow, firstBytes)));
    firstBytes = firstBytesNow;
  }

  private static Histogram difference(Histogram now, Histogram before) {
    Histogram difference = now.copy();
    difference.subtract(before);
    return difference;
  }

  private void tellTimes(String what, LatencySummary times) {
    LOG.debug(
        "{} {}: {} samples, p50 {}, p99 {}, max {}",
        transfer.role(),
        what,
        times.count(),
        text(times.p50Ns()),
        text(times.p99Ns()),
        text(times.maxNs()));
  }

  private static String text(OptionalLong ns) {
    return ns.isPresent() ? DurationText.latency(ns.getAsLong()) : "-";
  }
}
