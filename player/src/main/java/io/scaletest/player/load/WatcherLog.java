package io.scaletest.player.load;

import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.watching.heads.EventHead;
import io.scaletest.watching.heads.HeadReader;
import io.scaletest.watching.loops.LoopListener;
import io.scaletest.watching.loops.Missed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what goes wrong with held watches, and tells of it with verbosity 2. */
public final class WatcherLog implements LoopListener {
  private static final Logger LOG = LoggerFactory.getLogger(WatcherLog.class);

  private final ErrorCounts problems;

  public WatcherLog(ErrorCounts problems) {
    this.problems = problems;
  }

  private void tell(int loop, String what, String why) {
    problems.add(what + ": " + why);
    LOG.debug("watcher {}: {}: {}", loop, what, why);
  }

  @Override
  public void onWatching(int loop, String resourceVersion, int timeoutSeconds) {
    LOG.trace("watcher {} watches from {} for {} s", loop, resourceVersion, timeoutSeconds);
  }

  @Override
  public void onOpened(int loop, boolean first) {
    // Counted and timed by the loop.
  }

  @Override
  public void onEvent(
      int loop, EventHead head, HeadReader reader, byte[] bytes, int offset, int length) {
    // Counted and timed by the loop.
  }

  @Override
  public void onWatchEnded(int loop) {
    // In order, or told below.
  }

  @Override
  public void onListFailure(int loop, String why, long retryInNs) {
    tell(loop, "a list failed", why);
  }

  @Override
  public void onRetry(int loop, String what, long retryInNs) {
    LOG.debug("watcher {} asks again: {}", loop, what);
  }

  @Override
  public void onWatchFailure(int loop, String why, long retryInNs) {
    tell(loop, "a watch was refused", why);
  }

  @Override
  public void onWatchBroken(int loop, String why, long retryInNs) {
    tell(loop, "a watch broke", why);
  }

  @Override
  public void onRelisted(int loop, Missed missed) {
    LOG.debug("watcher {} listed again: {}", loop, missed);
  }
}
