package io.scaletest.player.record;

import io.scaletest.player.merge.EntryMerge;
import io.scaletest.player.merge.EntrySorter;
import io.scaletest.player.merge.PartsFolder;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader.Bodies;
import io.scaletest.player.trace.TraceTotals;
import io.scaletest.player.trace.TraceWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A trace of entries of one clock that come in any order: sorted on disk, then written. For one
 * thread.
 */
final class SortedTrace implements AutoCloseable {
  private final Path trace;
  private final PartsFolder parts;
  private final EntrySorter sorter;
  private long taken;

  private SortedTrace(Path trace, PartsFolder parts, EntrySorter sorter) {
    this.trace = trace;
    this.parts = parts;
    this.sorter = sorter;
  }

  static SortedTrace of(Path trace) throws IOException {
    PartsFolder parts = PartsFolder.beside(trace);
    return new SortedTrace(trace, parts, parts.sorter());
  }

  /** Takes an entry; what cannot be written is thrown unchecked, for those who are called back. */
  void add(TraceEntry entry) {
    taken++;
    try {
      sorter.add(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the trace.
   *
   * @param losses what the source did not tell
   * @return the footer; empty if there was no entry, and no trace is written
   */
  Optional<Map<String, Object>> write(Map<String, Object> header, Losses losses, long scrubbed)
      throws IOException {
    if (taken == 0) {
      return Optional.empty();
    }
    TraceTotals totals = new TraceTotals();
    try (TraceWriter writer = TraceWriter.create(trace, header);
        EntryMerge merge = sorter.merged(Map.of(), Bodies.READ)) {
      for (Optional<TraceEntry> next = merge.next(); next.isPresent(); next = merge.next()) {
        totals.add(next.get());
        writer.add(next.get());
      }
      EntrySorter.requireWhole(merge);
      Map<String, Object> footer = totals.footer();
      footer.put("entries", writer.entries());
      footer.put("lost", losses.tree());
      footer.put("bodiesWithheld", losses.withheldTree());
      footer.put("valuesScrubbed", scrubbed);
      writer.finish(footer);
      return Optional.of(footer);
    }
  }

  @Override
  public void close() throws IOException {
    parts.close();
  }
}
