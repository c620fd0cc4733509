package io.scaletest.player.merge;

import io.scaletest.player.trace.TraceEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Finds entries that are there more than once: of a file that was given twice, or of a server that
 * handed a request on to another. They have the same ID and nearly the same time. For one thread
 * and one pass over entries in order.
 */
public final class Deduplication {
  /** How many entries apart the two may be: seconds of a busy cluster. */
  private static final int REMEMBERED = 65_536;

  private final Map<UUID, String> servers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  private long duplicates;
  private long aggregated;

  /** Returns whether an entry was not there before. */
  public boolean isNew(TraceEntry entry) {
    if (entry.id().equals(TraceEntry.NO_ID)) {
      return true;
    }
    String other = servers.putIfAbsent(entry.id(), entry.server());
    if (other == null) {
      return true;
    }
    if (other.equals(entry.server())) {
      duplicates++;
    } else {
      aggregated++;
    }
    return false;
  }

  /** Returns how many were there before, of the same server. */
  public long duplicates() {
    return duplicates;
  }

  /** Returns how many were there before, of another server. */
  public long aggregated() {
    return aggregated;
  }
}
