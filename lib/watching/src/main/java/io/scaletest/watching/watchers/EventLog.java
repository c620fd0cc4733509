package io.scaletest.watching.watchers;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.watching.heads.EventHead;
import io.scaletest.watching.heads.HeadReader;
import io.scaletest.watching.loops.LoopListener;
import io.scaletest.watching.loops.Missed;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what loops go through: with one, each step in the original's words; with many, at most one
 * line a second of each kind. Safe for use by many threads.
 */
final class EventLog implements LoopListener {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final WatchPlan plan;
  private final String address;
  private final StopSignal stop;
  private final Ticker ticker;
  private final long startNs;
  private final ErrorCounts errors = new ErrorCounts();
  private final SparseLog listFailures;
  private final SparseLog watchFailures;
  private final SparseLog broken;
  private final SparseLog missing;
  private final SparseLog retries;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger established = new AtomicInteger();
  private final AtomicLong allEstablishedNs = new AtomicLong(NOT_YET);
  private final AtomicBoolean disturbed = new AtomicBoolean();

  /** What {@link #allEstablishedNs} returns before each watcher has had an open watch. */
  static final long NOT_YET = -1;

  EventLog(WatchPlan plan, String address, StopSignal stop, Ticker ticker) {
    this.plan = plan;
    this.address = address;
    this.stop = stop;
    this.ticker = ticker;
    this.startNs = ticker.nanos();
    this.listFailures = sparse();
    this.watchFailures = sparse();
    this.broken = sparse();
    this.missing = sparse();
    this.retries = sparse();
  }

  private SparseLog sparse() {
    return new SparseLog(plan.watchers() == 1 ? 0 : SparseLog.ONE_SECOND_NS, ticker);
  }

  /** Returns how often lists and watches failed, by reason. */
  ErrorCounts errors() {
    return errors;
  }

  /** Returns how long it took until each watcher had had an open watch. */
  long allEstablishedNs() {
    return allEstablishedNs.get();
  }

  @Override
  public void onWatching(int loop, String resourceVersion, int timeoutSeconds) {
    if (plan.watchers() == 1 || LOG.isDebugEnabled()) {
      LOG.info(
          "{}Watching namespace \"{}\" from ResourceVersion \"{}\" with myAddr=\"{}\", timeout={}",
          prefix(loop),
          plan.namespace().orElse(""),
          resourceVersion,
          address,
          timeoutSeconds);
    }
  }

  @Override
  public void onOpened(int loop, boolean first) {
    if (first && established.incrementAndGet() == plan.watchers()) {
      allEstablishedNs.set(ticker.nanos() - startNs);
      LOG.info(
          "{} after {}",
          plan.watchers() == 1
              ? "the watch is open"
              : "each of the " + Figures.count(plan.watchers()) + " watchers has an open watch",
          DurationText.latency(allEstablishedNs.get()));
    }
    boolean allOpen = open.incrementAndGet() == plan.watchers();
    if (allOpen && disturbed.getAndSet(false) && !first) {
      LOG.info("{} open again", Figures.count(plan.watchers(), "watch is", "watches are"));
    }
  }

  @Override
  public void onEvent(
      int loop, EventHead head, HeadReader reader, byte[] bytes, int offset, int length) {
    if (plan.logEvents()) {
      String object = reader.text(head, bytes, offset, length);
      LOG.info("{}Got event type={}, obj={}", prefix(loop), head.type(), object);
    }
  }

  @Override
  public void onWatchEnded(int loop) {
    open.decrementAndGet();
    if (plan.watchers() == 1) {
      LOG.info("Result channel closed");
    }
  }

  @Override
  public void onRetry(int loop, String what, long retryInNs) {
    retries.say(
        more ->
            LOG.warn(
                "{}{}; sent again in {}{}",
                prefix(loop),
                what,
                DurationText.latency(retryInNs),
                others(more)));
  }

  @Override
  public void onListFailure(int loop, String why, long retryInNs) {
    failed(WatchExit.LIST_FAILED, listFailures, loop, "List returned error " + why);
  }

  @Override
  public void onWatchFailure(int loop, String why, long retryInNs) {
    failed(WatchExit.WATCH_FAILED, watchFailures, loop, "Watch returned error " + why);
  }

  private void failed(ExitStatus status, SparseLog log, int loop, String what) {
    disturbed.set(true);
    errors.add(what);
    if (plan.keepGoing()) {
      log.say(more -> LOG.warn("{}{}{}", prefix(loop), what, others(more)));
    } else if (stop.request(status)) {
      LOG.error(what);
    }
  }

  @Override
  public void onWatchBroken(int loop, String why, long retryInNs) {
    disturbed.set(true);
    errors.add("Watch broke: " + why);
    broken.say(more -> LOG.warn("{}Watch broke: {}{}", prefix(loop), why, others(more)));
  }

  @Override
  public void onRelisted(int loop, Missed missed) {
    if (missed.atLeast() == 0) {
      LOG.debug("{}listed again: nothing missed, as far as can be known", prefix(loop));
      return;
    }
    missing.say(
        more ->
            LOG.warn(
                "{}missed at least {} in {} without a watch: {} newer than the last event,"
                    + " {} there of {} expected{}",
                prefix(loop),
                Figures.count(missed.atLeast(), "event", "events"),
                DurationText.latency(missed.blindNs()),
                Figures.count(missed.newer(), "object is", "objects are"),
                Figures.count(missed.objects()),
                Figures.count(missed.expected()),
                others(more)));
  }

  private String prefix(int loop) {
    return plan.watchers() == 1 ? "" : "watcher " + loop + ": ";
  }

  private static String others(long more) {
    return more == 0 ? "" : " (and " + Figures.count(more, "other", "others") + " before)";
  }
}
