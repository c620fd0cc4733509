package io.scaletest.player.imports;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.player.merge.EntryMerge;
import io.scaletest.player.merge.EntrySorter;
import io.scaletest.player.merge.PartsFolder;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader.Bodies;
import io.scaletest.player.trace.TraceTotals;
import io.scaletest.player.trace.TraceWriter;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A public trace of a cluster as a trace: rows are read once and become objects, which are sorted
 * on disk; then what is in the window is counted, and written. The same files and options make the
 * same trace. For one run, by one thread.
 */
public final class Import {
  /** When imported traces begin: the year 2000, since most sources keep theirs to themselves. */
  private static final long BEGIN_NS = 946_684_800_000_000_000L;

  /** Added to a source's times, so that those before its zero can be sorted as an entry's. */
  private static final long SHIFT_NS = 1L << 61;

  private static final int SAMPLE_SALT = 2;

  private final ImportSettings settings;
  private final StopSignal stop;
  private final Consumer<String> notes;
  private final Map<ImportCount, Long> counts = new EnumMap<>(ImportCount.class);
  private final BrokenRows broken = new BrokenRows();
  private final ObjectMaker objects;

  /**
   * @param stop ends the import, without a trace
   * @param notes takes a line for each cause for which rows could not be taken
   */
  public Import(ImportSettings settings, StopSignal stop, Consumer<String> notes) {
    this.settings = settings;
    this.stop = stop;
    this.notes = notes;
    this.objects = new ObjectMaker(settings);
  }

  /**
   * Imports.
   *
   * @param offered takes what the trace asks of a cluster, in lines, before it is written
   * @return the trace's footer; empty if nothing was taken, and no trace was written
   * @throws ToolException if a file is none of the format's, or the trace cannot be written
   */
  public Optional<Map<String, Object>> run(Consumer<String> offered) {
    for (Path file : settings.files()) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw ToolException.usage("file: must be one that can be read, got " + file);
      }
    }
    try (PartsFolder parts = PartsFolder.beside(settings.trace())) {
      EntrySorter sorter = parts.sorter();
      Importer importer =
          settings
              .format()
              .importer(
                  settings,
                  () -> {
                    try {
                      return parts.sorter();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
      read(importer, sorter);
      broken.lines().forEach(notes);
      count(ImportCount.BROKEN, broken.total());
      return write(importer, sorter, offered);
    } catch (IOException e) {
      throw unwritable(e);
    } catch (UncheckedIOException e) {
      throw unwritable(e.getCause());
    }
  }

  private ToolException unwritable(IOException cause) {
    return new ToolException(
        CommonExit.OUTPUT, settings.trace() + ": cannot be written: " + IoReason.of(cause), cause);
  }

  private void requireNoStop() {
    if (stop.requested()) {
      throw new ToolException(
          stop.status().orElse(CommonExit.INTERRUPTED),
          settings.trace() + ": not imported: stopped by a signal");
    }
  }

  private void count(ImportCount what, long count) {
    if (count > 0) {
      counts.merge(what, count, Long::sum);
    }
  }

  private void read(Importer importer, EntrySorter sorter) throws IOException {
    Importer.Sink sink =
        new Importer.Sink() {
          @Override
          public void arrived(Arrival arrival) throws RowFault, IOException {
            take(arrival, sorter);
          }

          @Override
          public void count(ImportCount what) {
            Import.this.count(what, 1);
          }
        };
    List<Path> databases = new ArrayList<>();
    List<TableFile> tables = new ArrayList<>();
    for (Path file : settings.files()) {
      if (Database.isOne(file)) {
        databases.add(file);
      } else {
        tables.add(opened(file, importer));
      }
    }
    for (Path file : databases) {
      for (Table table : byOrder(importer.tables())) {
        new Database(file).read(table, (row, line) -> row(importer, table, file, row, line, sink));
      }
    }
    tables.sort(Comparator.comparingInt(each -> each.table().order()));
    for (TableFile each : tables) {
      importer.file(each.file().getFileName().toString());
      readable(
          each.file(),
          () ->
              each.read(
                  broken,
                  (row, line) -> row(importer, each.table(), each.file(), row, line, sink)));
    }
    try {
      importer.end(sink);
    } catch (RowFault e) {
      throw new IllegalStateException("an end that was found by time is no fault of a row", e);
    }
  }

  private static List<Table> byOrder(List<Table> tables) {
    return tables.stream().sorted(Comparator.comparingInt(Table::order)).toList();
  }

  private static TableFile opened(Path file, Importer importer) {
    try {
      return TableFile.of(file, importer.tables());
    } catch (IOException e) {
      throw ToolException.usage(file + ": cannot be read: " + IoReason.of(e));
    }
  }

  private interface Reading {
    void run() throws IOException;
  }

  /** Runs the reading of a file, which is cut at worst; what was taken of it before that stays. */
  private void readable(Path file, Reading reading) {
    try {
      reading.run();
    } catch (Unwritable e) {
      throw new UncheckedIOException((IOException) e.getCause());
    } catch (IOException e) {
      count(ImportCount.CUT_FILE, 1);
      notes.accept(
          file + ": cannot be read to its end, what is before is taken: " + IoReason.of(e));
    }
  }

  /** The trace's parts cannot be written, which is no fault of the file that is read. */
  private static final class Unwritable extends IOException {
    private static final long serialVersionUID = 1L;

    Unwritable(IOException cause) {
      super(cause);
    }
  }

  private void row(
      Importer importer, Table table, Path file, Row row, long line, Importer.Sink sink)
      throws IOException {
    requireNoStop();
    count(ImportCount.ROWS, 1);
    try {
      importer.row(table, row, sink);
    } catch (RowFault e) {
      broken.add(file.toString(), e.getMessage(), line);
    } catch (IOException e) {
      throw new Unwritable(e);
    }
  }

  private void take(Arrival arrival, EntrySorter sorter) throws RowFault, IOException {
    if (settings.sample() < 1
        && OwnerHash.share(arrival.owner(), SAMPLE_SALT) >= settings.sample()) {
      count(ImportCount.SAMPLED_OUT, 1);
      return;
    }
    boolean ends = arrival.endNs() != Arrival.NEVER;
    long startNs = arrival.startNs() == Arrival.BEFORE ? -SHIFT_NS : arrival.startNs();
    if (ends && arrival.endNs() < startNs) {
      throw new RowFault("its end is before its start");
    }
    long lifetimeNs = ends ? arrival.endNs() - startNs : TraceEntry.UNKNOWN;
    if (ends && lifetimeNs < settings.minLifetimeNs()) {
      count(ImportCount.TOO_SHORT, 1);
      return;
    }
    sorter.add(objects.entry(clamped(arrival), startNs + SHIFT_NS, lifetimeNs));
  }

  private Arrival clamped(Arrival arrival) {
    if (arrival.cpuMilli() <= settings.maxCpuMilli()
        && arrival.memoryBytes() <= settings.maxMemoryBytes()) {
      return arrival;
    }
    count(ImportCount.CLAMPED, 1);
    return arrival.asking(
        Math.min(arrival.cpuMilli(), settings.maxCpuMilli()) / 1_000.0,
        Math.min(arrival.memoryBytes(), settings.maxMemoryBytes()),
        arrival.gpus());
  }

  /** Takes what is in the window, by time. */
  private interface Pass {
    void take(TraceEntry entry, boolean initial) throws IOException;
  }

  /** Returns how many entries are outside. */
  private long pass(EntrySorter sorter, long zeroNs, Bodies bodies, Pass pass) throws IOException {
    long outside = 0;
    long fromNs = zeroNs + settings.fromNs();
    long toNs = settings.toNs() == Long.MAX_VALUE ? Long.MAX_VALUE : zeroNs + settings.toNs();
    try (EntryMerge merge = sorter.merged(Map.of(), bodies)) {
      for (Optional<TraceEntry> next = merge.next(); next.isPresent(); next = merge.next()) {
        requireNoStop();
        TraceEntry entry = next.get();
        long atNs = entry.startNs() - SHIFT_NS;
        long lifetimeNs = entry.lifetimeNs();
        boolean initial = atNs < fromNs;
        boolean ends = lifetimeNs != TraceEntry.UNKNOWN;
        long leftNs = initial && ends ? lifetimeNs - (fromNs - atNs) : lifetimeNs;
        if (atNs >= toNs || initial && ends && leftNs <= 0) {
          outside++;
        } else {
          long sinceNs = initial ? 0 : scaled(atNs - fromNs, settings.arrivalSpeed());
          TraceEntry placed =
              entry.startingAt(BEGIN_NS + sinceNs).living(scaled(leftNs, settings.lifetimeSpeed()));
          pass.take(placed, initial);
        }
      }
      EntrySorter.requireWhole(merge);
    }
    return outside;
  }

  private static long scaled(long ns, double speed) {
    return ns == TraceEntry.UNKNOWN || speed == 1 ? ns : Math.round(ns / speed);
  }

  private long firstNs(EntrySorter sorter) throws IOException {
    try (EntryMerge merge = sorter.merged(Map.of(), Bodies.SKIPPED)) {
      return merge.next().map(entry -> entry.startNs() - SHIFT_NS).orElse(0L);
    }
  }

  private Optional<Map<String, Object>> write(
      Importer importer, EntrySorter sorter, Consumer<String> offered) throws IOException {
    long zeroNs = importer.zeroNs().isPresent() ? importer.zeroNs().getAsLong() : firstNs(sorter);
    OfferedLoad load = new OfferedLoad();
    TreeSet<String> namespaces = new TreeSet<>();
    long outside =
        pass(
            sorter,
            zeroNs,
            Bodies.SKIPPED,
            (entry, initial) -> {
              namespaces.add(entry.object().namespace());
              load.add(
                  entry.startNs() - BEGIN_NS, entry.lifetimeNs(), ObjectMaker.pods(entry), initial);
            });
    if (load.isEmpty()) {
      return Optional.empty();
    }
    count(ImportCount.OUTSIDE, outside);
    count(ImportCount.PODS, load.pods());
    load.lines().forEach(offered);
    TraceTotals totals = new TraceTotals();
    try (TraceWriter writer = TraceWriter.create(settings.trace(), header())) {
      for (String name : namespaces) {
        add(writer, totals, ObjectMaker.namespaceEntry(name, BEGIN_NS));
      }
      pass(
          sorter,
          zeroNs,
          Bodies.READ,
          (entry, initial) -> add(writer, totals, ObjectMaker.finished(entry, initial)));
      Map<String, Object> footer = totals.footer();
      footer.put("entries", writer.entries());
      Map<String, Object> imported = new LinkedHashMap<>();
      counts.forEach((what, count) -> imported.put(what.code(), count));
      footer.put("imported", imported);
      writer.finish(footer);
      return Optional.of(footer);
    }
  }

  private static void add(TraceWriter writer, TraceTotals totals, TraceEntry entry)
      throws IOException {
    totals.add(entry);
    writer.add(entry);
  }

  private Map<String, Object> header() {
    return JsonTree.of(
        "program",
        settings.program(),
        "source",
        settings.format().word(),
        "files",
        settings.files().stream()
            .map(file -> (Object) JsonTree.of("file", file.getFileName().toString()))
            .toList());
  }
}
