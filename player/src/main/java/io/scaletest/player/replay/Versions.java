package io.scaletest.player.replay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which resourceVersion of the replay a recorded one is: that of the latest write, among those that
 * both have an answer of, that was not later; behind the last of them the newest that is known. The
 * latest {@value #KEPT} writes are remembered; what is older has the version from before the
 * replay. Safe for use by many threads.
 */
final class Versions {
  static final int KEPT = 65_536;

  @GuardedBy("this")
  private final TreeMap<Long, Long> replayed = new TreeMap<>();

  @GuardedBy("this")
  private long start;

  @GuardedBy("this")
  private long latest;

  /**
   * Begins the replay.
   *
   * @param version that the server has; 0 where it does not say, so that the newest that was seen
   *     must do
   */
  synchronized void start(long version) {
    latest = Math.max(latest, version);
    start = latest;
  }

  /** Notes a version that the server has now. */
  synchronized void seen(String version) {
    latest = Math.max(latest, number(version));
  }

  /**
   * Notes a write.
   *
   * @param recordedVersion that it became in the recording; 0 where that is not known
   */
  synchronized void written(long recordedVersion, String version) {
    long now = number(version);
    if (now == 0) {
      return;
    }
    latest = Math.max(latest, now);
    if (recordedVersion > 0) {
      replayed.merge(recordedVersion, now, Math::max);
      if (replayed.size() > KEPT) {
        start = Math.max(start, replayed.pollFirstEntry().getValue());
      }
    }
  }

  /** Returns the version for a recorded one; 0 where there is none. */
  synchronized long at(long recordedVersion) {
    if (replayed.higherEntry(recordedVersion) == null) {
      // Nothing that was written since is known: what is new means the same, and no old version may
      // be had for long.
      return latest;
    }
    Map.Entry<Long, Long> floor = replayed.floorEntry(recordedVersion);
    return floor == null ? start : floor.getValue();
  }

  /** Returns a version as a number; 0 for one that is none. */
  static long number(String version) {
    try {
      return version.isEmpty() ? 0 : Math.max(0, Long.parseLong(version));
    } catch (NumberFormatException e) {
      return 0; // an aggregated server may have versions of another form
    }
  }
}
