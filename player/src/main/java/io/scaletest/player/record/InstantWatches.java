package io.scaletest.player.record;

import static io.scaletest.wire.http.HttpStatus.OK;

import io.scaletest.player.trace.TraceEntry;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds servers that logged every watch as ended at once, as early releases of Kubernetes 1.30 did:
 * then no watch's duration is known. For one thread.
 */
final class InstantWatches {
  /** Clients meant these to last for minutes. */
  private static final int MEANT_SECONDS = 60;

  private static final long AT_ONCE_NS = 1_000_000_000;

  /** Fewer may have broken by chance. */
  private static final int WATCHES_MIN = 20;

  private final Map<String, Integer> watches = new HashMap<>();
  private final Map<String, Long> longestNs = new HashMap<>();

  void take(TraceEntry entry) {
    if (isMeantToLast(entry) && entry.durationNs() != TraceEntry.UNKNOWN) {
      watches.merge(entry.server(), 1, Integer::sum);
      longestNs.merge(entry.server(), entry.durationNs(), Math::max);
    }
  }

  /** Returns whether the end of a watch is not to be believed. */
  boolean isInstant(TraceEntry entry) {
    return isMeantToLast(entry)
        && entry.durationNs() != TraceEntry.UNKNOWN
        && watches.getOrDefault(entry.server(), 0) >= WATCHES_MIN
        && longestNs.getOrDefault(entry.server(), 0L) < AT_ONCE_NS;
  }

  private static boolean isMeantToLast(TraceEntry entry) {
    if (!entry.verb().equals("watch") || entry.outcome().code() != OK) {
      return false;
    }
    try {
      String seconds = QueryScrubber.value(entry.query(), "timeoutSeconds");
      return !seconds.isEmpty() && Long.parseLong(seconds) >= MEANT_SECONDS;
    } catch (NumberFormatException e) {
      return false; // the server refused that
    }
  }
}
