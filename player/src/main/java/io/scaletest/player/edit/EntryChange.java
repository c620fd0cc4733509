package io.scaletest.player.edit;

import io.scaletest.player.trace.TraceEntry;
import java.util.Map;

/**
 * What becomes of each entry on its way from trace to trace. It keeps the order of entries. For one
 * thread.
 */
public interface EntryChange {
  /** Entries stay as they are. */
  EntryChange NONE = (entry, beginNs) -> entry;

  /**
   * Returns the entry that is written.
   *
   * @param beginNs when the first entry of all started
   */
  TraceEntry changed(TraceEntry entry, long beginNs);

  /** Returns what the new header says of the change. */
  default Map<String, Object> told() {
    return Map.of();
  }

  /** Returns a trace's own header or footer as the new one has it. */
  default Map<String, Object> source(Map<String, Object> tree) {
    return tree;
  }

  /** Returns a trace's file name as the new header and footer have it. */
  default String fileName(String name) {
    return name;
  }
}
