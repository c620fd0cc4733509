package io.scaletest.player.merge;

import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TraceReader.Bodies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The entries of several traces, each of them in order, in one order; one block of each is in
 * memory. Of entries of the same moment those of the earlier trace come first. For one thread.
 */
public final class EntryMerge implements AutoCloseable {
  private final Map<String, Long> offsetsNs;
  private final List<TraceReader> readers = new ArrayList<>();
  private final PriorityQueue<Cursor> cursors =
      new PriorityQueue<>(
          Comparator.comparingLong((Cursor cursor) -> cursor.entry().startNs())
              .thenComparingInt(Cursor::number));

  private record Cursor(int number, TraceEntry entry) {}

  /**
   * Opens the traces.
   *
   * @param offsetsNs how far the clocks of servers are ahead, by which their entries are earlier
   */
  public EntryMerge(List<Path> traces, Map<String, Long> offsetsNs, Bodies bodies)
      throws IOException {
    this.offsetsNs = Map.copyOf(offsetsNs);
    try {
      for (Path trace : traces) {
        readers.add(TraceReader.open(trace, bodies));
        advance(readers.size() - 1);
      }
    } catch (IOException | RuntimeException e) {
      try {
        close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private void advance(int number) throws IOException {
    Optional<TraceEntry> next = readers.get(number).next();
    if (next.isPresent()) {
      TraceEntry entry = next.get();
      long offsetNs = offsetsNs.getOrDefault(entry.server(), 0L);
      cursors.add(
          new Cursor(
              number,
              offsetNs == 0 ? entry : entry.startingAt(Math.max(0, entry.startNs() - offsetNs))));
    }
  }

  /** Returns the next entry; empty behind the last one that can be read. */
  public Optional<TraceEntry> next() throws IOException {
    Cursor first = cursors.poll();
    if (first == null) {
      return Optional.empty();
    }
    advance(first.number());
    return Optional.of(first.entry());
  }

  /** Returns the readers of the traces, for what else they have to tell. */
  public List<TraceReader> readers() {
    return List.copyOf(readers);
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (TraceReader reader : readers) {
      try {
        reader.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
