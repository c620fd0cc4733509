package io.scaletest.player.merge;

import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TraceReader.Bodies;
import io.scaletest.player.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sorts entries by their servers' times in bounded memory: sorted parts on disk, merged when there
 * are many. A log is in the order in which requests ended, and a watch ends minutes after it began,
 * so no window in memory would do. For one thread.
 */
public final class EntrySorter {
  /** As many parts of a server are merged into one; so many files are open at a time. */
  private static final int MERGED_PARTS = 32;

  /** An entry's own objects and texts, roughly. */
  private static final int ENTRY_BYTES = 2_048;

  private static final long BUFFER_BYTES_MAX = 256L << 20;
  private static final int BUFFER_SHARE_OF_HEAP = 8;

  private final Path folder;
  private final long bufferBytes;
  private final List<TraceEntry> buffer = new ArrayList<>();

  /** The parts of each server by how often they were merged, the oldest first. */
  private final Map<String, List<List<Path>>> parts = new TreeMap<>();

  private long buffered;
  private int made;

  /**
   * Returns one whose memory is a share of the heap.
   *
   * @param folder an empty folder, whose files are its owner's to delete
   */
  public EntrySorter(Path folder) {
    this(
        folder,
        Math.min(BUFFER_BYTES_MAX, Runtime.getRuntime().maxMemory() / BUFFER_SHARE_OF_HEAP));
  }

  /**
   * @param folder an empty folder, whose files are its owner's to delete
   */
  public EntrySorter(Path folder, long bufferBytes) {
    this.folder = folder;
    this.bufferBytes = bufferBytes;
  }

  /** Takes an entry. */
  public void add(TraceEntry entry) throws IOException {
    buffer.add(entry);
    buffered += ENTRY_BYTES + entry.body().length();
    if (buffered >= bufferBytes) {
      spill();
    }
  }

  /** Writes what is in memory to parts, one for each server. */
  private void spill() throws IOException {
    buffer.sort(Comparator.comparing(TraceEntry::server).thenComparingLong(TraceEntry::startNs));
    int from = 0;
    while (from < buffer.size()) {
      String server = buffer.get(from).server();
      Path part = newPart();
      try (TraceWriter writer = TraceWriter.scratch(part)) {
        while (from < buffer.size() && buffer.get(from).server().equals(server)) {
          writer.add(buffer.get(from++));
        }
        writer.finish(Map.of());
      }
      add(server, 0, part);
    }
    buffer.clear();
    buffered = 0;
  }

  private Path newPart() {
    return folder.resolve("part-" + made++);
  }

  private void add(String server, int level, Path part) throws IOException {
    List<List<Path>> levels = parts.computeIfAbsent(server, name -> new ArrayList<>());
    if (levels.size() == level) {
      levels.add(new ArrayList<>());
    }
    List<Path> ofLevel = levels.get(level);
    ofLevel.add(part);
    if (ofLevel.size() < MERGED_PARTS) {
      return;
    }
    Path merged = newPart();
    try (EntryMerge merge = new EntryMerge(ofLevel, Map.of(), Bodies.READ);
        TraceWriter writer = TraceWriter.scratch(merged)) {
      for (Optional<TraceEntry> entry = merge.next(); entry.isPresent(); entry = merge.next()) {
        writer.add(entry.get());
      }
      requireWhole(merge);
      writer.finish(Map.of());
    }
    for (Path old : ofLevel) {
      Files.delete(old);
    }
    ofLevel.clear();
    add(server, level + 1, merged);
  }

  /**
   * Checks, behind the last entry, that all of them were read.
   *
   * @throws IOException if a part is not as it was written
   */
  public static void requireWhole(EntryMerge merge) throws IOException {
    for (TraceReader part : merge.readers()) {
      if (part.damage().isPresent()) {
        throw new IOException("a part of the recording " + part.damage().get());
      }
    }
  }

  /**
   * Returns all entries in one order; may be called again.
   *
   * @param offsetsNs how far the clocks of servers are ahead
   */
  public EntryMerge merged(Map<String, Long> offsetsNs, Bodies bodies) throws IOException {
    spill();
    List<Path> all = new ArrayList<>();
    for (List<List<Path>> levels : parts.values()) {
      for (int level = levels.size() - 1; level >= 0; level--) {
        all.addAll(levels.get(level));
      }
    }
    return new EntryMerge(all, offsetsNs, bodies);
  }
}
