package io.scaletest.player.edit;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.merge.Deduplication;
import io.scaletest.player.merge.EntryMerge;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TraceReader.Bodies;
import io.scaletest.player.trace.TraceTotals;
import io.scaletest.player.trace.TraceWriter;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trace made of traces: the wanted entries of all of them, in one order, each once. Its footer
 * has theirs, so that what the sources did not tell stays known.
 *
 * @param entries how many it has
 * @param leftOut how many were not wanted
 * @param duplicates how many were in several traces, or twice in one
 * @param cutOff of those that were not wanted: watches that go on in the time that is
 * @param damage why a trace could not be read to its end, a line each
 */
public record TraceEdit(
    long entries, long leftOut, long duplicates, long cutOff, List<String> damage) {

  /**
   * Writes the trace.
   *
   * @param change what becomes of the entries that are wanted
   * @param program name and version of the program that does it
   * @throws ToolException if a file is no trace, or the new one cannot be written
   */
  public static TraceEdit write(
      List<Path> traces, Selection selection, EntryChange change, Path output, String program) {
    try (EntryMerge merge = open(traces)) {
      return write(traces, merge, selection, change, output, program);
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.OUTPUT, output + ": cannot be written: " + IoReason.of(e), e);
    } catch (UncheckedIOException e) {
      throw unreadable(traces, e.getCause());
    }
  }

  private static EntryMerge open(List<Path> traces) {
    try {
      return new EntryMerge(traces, Map.of(), Bodies.READ);
    } catch (IOException e) {
      throw unreadable(traces, e);
    }
  }

  private static ToolException unreadable(List<Path> traces, IOException cause) {
    return ToolException.usage(
        (traces.size() == 1 ? traces.get(0) : "a trace")
            + ": cannot be read: "
            + IoReason.of(cause));
  }

  private static TraceEdit write(
      List<Path> traces,
      EntryMerge merge,
      Selection selection,
      EntryChange change,
      Path output,
      String program)
      throws IOException {
    TraceTotals totals = new TraceTotals();
    Deduplication deduplication = new Deduplication();
    long leftOut = 0;
    long cutOff = 0;
    long beginNs = -1;
    Map<String, Object> header = JsonTree.of("program", program, "source", "traces");
    header.putAll(change.told());
    header.put("from", headers(traces, merge, change));
    try (TraceWriter writer = TraceWriter.create(output, header)) {
      for (Optional<TraceEntry> next = next(merge); next.isPresent(); next = next(merge)) {
        TraceEntry entry = next.get();
        beginNs = beginNs < 0 ? entry.startNs() : beginNs;
        if (!deduplication.isNew(entry)) {
          continue;
        }
        if (selection.has(entry, beginNs)) {
          TraceEntry changed = change.changed(entry, beginNs);
          totals.add(changed);
          writer.add(changed);
        } else {
          leftOut++;
          cutOff += selection.cutsOff(entry, beginNs) ? 1 : 0;
        }
      }
      List<String> damage = damage(traces, merge);
      Map<String, Object> footer = totals.footer();
      footer.put("from", footers(traces, merge, change));
      writer.finish(footer);
      return new TraceEdit(
          writer.entries(),
          leftOut,
          deduplication.duplicates() + deduplication.aggregated(),
          cutOff,
          damage);
    }
  }

  /** A trace that cannot be read is another's fault than one that cannot be written. */
  private static Optional<TraceEntry> next(EntryMerge merge) {
    try {
      return merge.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> damage(List<Path> traces, EntryMerge merge) {
    List<String> damage = new ArrayList<>();
    for (int i = 0; i < traces.size(); i++) {
      Path trace = traces.get(i);
      merge.readers().get(i).damage().ifPresent(why -> damage.add(trace + " " + why));
    }
    return damage;
  }

  private static List<Object> headers(List<Path> traces, EntryMerge merge, EntryChange change) {
    List<Object> headers = new ArrayList<>();
    for (int i = 0; i < traces.size(); i++) {
      headers.add(source(traces.get(i), "header", merge.readers().get(i).header(), change));
    }
    return headers;
  }

  private static List<Object> footers(List<Path> traces, EntryMerge merge, EntryChange change) {
    List<Object> footers = new ArrayList<>();
    for (int i = 0; i < traces.size(); i++) {
      TraceReader reader = merge.readers().get(i);
      Map<String, Object> source =
          source(traces.get(i), "footer", reader.footer().orElse(Map.of()), change);
      reader.damage().ifPresent(why -> source.put("damage", why));
      footers.add(source);
    }
    return footers;
  }

  private static Map<String, Object> source(
      Path trace, String name, Map<String, Object> tree, EntryChange change) {
    return JsonTree.of(
        "file", change.fileName(trace.getFileName().toString()), name, change.source(tree));
  }
}
