package io.scaletest.player.record;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.player.merge.Deduplication;
import io.scaletest.player.merge.EntryMerge;
import io.scaletest.player.merge.EntrySorter;
import io.scaletest.player.merge.PartsFolder;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.SourceLoss;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader.Bodies;
import io.scaletest.player.trace.TraceTotals;
import io.scaletest.player.trace.TraceWriter;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Audit logs of API servers as a trace: read, scrubbed and sorted into parts on disk, beside the
 * trace; then merged by the servers' clocks, completed and written. Nothing that is scrubbed is
 * ever written anywhere. The same logs make the same trace. For one run, by one thread.
 */
public final class Recording {
  private final RecordSettings settings;
  private final StopSignal stop;
  private final Consumer<String> notes;

  private final Losses losses = new Losses();
  private final ClockBounds clocks = new ClockBounds();
  private final InstantWatches watches = new InstantWatches();
  private final BodyScrubber scrubber;
  private final TraceTotals totals = new TraceTotals();
  private long taken;
  private boolean unnamed;

  /**
   * @param stop ends the following of logs that grow
   * @param notes takes a line for each cause for which something of a file could not be read
   */
  public Recording(RecordSettings settings, StopSignal stop, Consumer<String> notes) {
    this.settings = settings;
    this.stop = stop;
    this.notes = notes;
    this.scrubber = new BodyScrubber(settings.keepValues());
  }

  /**
   * Records.
   *
   * @return the trace's footer; empty if no file has an audit event, and no trace was written
   * @throws ToolException if a file cannot be read at all, or the trace cannot be written
   */
  public Optional<Map<String, Object>> run() {
    Map<String, List<Path>> files =
        LogFiles.byServer(
            settings.logs(),
            settings.follow(),
            file -> notes.accept(file + ": is given twice, and is read once"));
    try (PartsFolder parts = PartsFolder.beside(settings.trace())) {
      EntrySorter sorter = parts.sorter();
      read(files, sorter);
      return taken == 0 ? Optional.empty() : Optional.of(write(sorter, files));
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

  /** A recording of files that are there is not worth half: a signal ends it without a trace. */
  private void requireNoStop() {
    if (!settings.follow() && stop.requested()) {
      throw new ToolException(
          stop.status().orElse(CommonExit.INTERRUPTED),
          settings.trace() + ": not recorded: stopped by a signal");
    }
  }

  private void read(Map<String, List<Path>> files, EntrySorter sorter) {
    StageMerge stages =
        new StageMerge(
            new EntryMaker(scrubber, losses),
            clocks,
            losses,
            entry -> {
              requireNoStop();
              taken++;
              unnamed |= entry.object().origin() == NameOrigin.UNKNOWN;
              watches.take(entry);
              try {
                sorter.add(entry);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Unwrapper unwrapper =
        new Unwrapper(
            losses,
            (server, tree) ->
                AuditEvent.of(tree)
                    .ifPresentOrElse(
                        event -> {
                          clocks.number(server);
                          stages.take(server, event);
                        },
                        () -> losses.add(SourceLoss.MALFORMED)));
    if (settings.follow()) {
      follow(files, unwrapper);
    } else {
      readAll(files, unwrapper);
    }
    stages.end();
  }

  private void readAll(Map<String, List<Path>> files, Unwrapper unwrapper) {
    files.forEach(
        (server, ofServer) -> {
          for (Path file : ofServer) {
            try (LogReader reader =
                LogReader.open(
                    file,
                    losses,
                    notes,
                    (wrapper, value) -> unwrapper.take(server, wrapper, value))) {
              reader.readAll();
            } catch (IOException e) {
              losses.add(SourceLoss.CUT_FILE);
              notes.accept(file + ": cannot be read: " + IoReason.of(e));
            }
          }
        });
  }

  private void follow(Map<String, List<Path>> files, Unwrapper unwrapper) {
    LogFollower follower = new LogFollower(losses, notes);
    files.forEach(
        (server, ofServer) ->
            ofServer.forEach(
                file ->
                    follower.add(
                        file, (wrapper, value) -> unwrapper.take(server, wrapper, value))));
    follower.run(stop);
  }

  private Map<String, Object> write(EntrySorter sorter, Map<String, List<Path>> files)
      throws IOException {
    List<ClockBounds.Clock> known = clocks.clocks();
    Map<String, Long> offsetsNs = new HashMap<>();
    known.forEach(clock -> offsetsNs.put(clock.server(), clock.offsetNs()));
    NameBinder names = new NameBinder();
    if (unnamed) {
      pass(sorter, offsetsNs, Bodies.SKIPPED, new Deduplication(), names::take);
    }
    Deduplication deduplication = new Deduplication();
    try (TraceWriter writer = TraceWriter.create(settings.trace(), header(files))) {
      pass(
          sorter,
          offsetsNs,
          Bodies.READ,
          deduplication,
          (number, entry) -> writer.add(completed(names.name(number), entry)));
      losses.add(SourceLoss.DUPLICATE, deduplication.duplicates());
      losses.add(SourceLoss.AGGREGATED, deduplication.aggregated());
      Map<String, Object> footer = footer(known, writer.entries());
      writer.finish(footer);
      return footer;
    }
  }

  private interface Pass {
    void take(long number, TraceEntry entry) throws IOException;
  }

  private void pass(
      EntrySorter sorter,
      Map<String, Long> offsetsNs,
      Bodies bodies,
      Deduplication deduplication,
      Pass pass)
      throws IOException {
    try (EntryMerge merge = sorter.merged(offsetsNs, bodies)) {
      long number = 0;
      for (Optional<TraceEntry> next = merge.next(); next.isPresent(); next = merge.next()) {
        requireNoStop();
        if (deduplication.isNew(next.get())) {
          pass.take(number++, next.get());
        }
      }
      EntrySorter.requireWhole(merge);
    }
  }

  /** Returns an entry with what only the whole of the logs tells, and counts it. */
  private TraceEntry completed(Optional<String> name, TraceEntry entry) {
    TraceEntry completed = entry;
    if (watches.isInstant(entry)) {
      losses.add(SourceLoss.INSTANT_WATCH);
      completed = completed.lasting(TraceEntry.UNKNOWN);
    }
    if (name.isPresent()) {
      losses.add(SourceLoss.NAME_LATER);
      completed = completed.of(completed.object().named(name.get()));
    } else if (entry.object().origin() == NameOrigin.UNKNOWN) {
      losses.add(SourceLoss.NAME_UNKNOWN);
    }
    if (entry.patchInferred()) {
      losses.add(SourceLoss.PATCH_INFERRED);
    } else if (entry.patch() == PatchType.UNKNOWN) {
      losses.add(SourceLoss.PATCH_UNKNOWN);
    }
    if (entry.body().state() == TraceBody.State.WITHHELD) {
      losses.withheld(entry.resource().label());
    }
    totals.add(entry);
    return completed;
  }

  private Map<String, Object> header(Map<String, List<Path>> files) {
    List<Object> sources = new ArrayList<>();
    files.forEach(
        (server, ofServer) ->
            ofServer.forEach(
                file ->
                    sources.add(
                        JsonTree.of("server", server, "file", file.getFileName().toString()))));
    return JsonTree.of(
        "program",
        settings.program(),
        "source",
        "audit logs",
        "files",
        sources,
        "scrubbed",
        settings.keepValues()
            ? "all but values of ConfigMaps and of environment variables"
            : "all");
  }

  private Map<String, Object> footer(List<ClockBounds.Clock> known, long entries) {
    Map<String, Object> footer = totals.footer();
    footer.put("entries", entries);
    Map<String, Long> entriesOfServers = totals.servers();
    List<Object> servers = new ArrayList<>();
    for (ClockBounds.Clock clock : known) {
      Map<String, Object> server = new LinkedHashMap<>();
      server.put("name", clock.server());
      server.put("entries", entriesOfServers.getOrDefault(clock.server(), 0L));
      if (known.size() > 1) {
        server.put("clock", clock.how().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        server.put("aheadNs", clock.offsetNs());
        if (clock.hasLow()) {
          server.put("aheadAtLeastNs", clock.lowNs());
        }
        if (clock.hasHigh()) {
          server.put("aheadAtMostNs", clock.highNs());
        }
      }
      servers.add(server);
    }
    footer.put("servers", servers);
    footer.put("lost", losses.tree());
    footer.put("bodiesWithheld", losses.withheldTree());
    footer.put("valuesScrubbed", scrubber.scrubbed());
    return footer;
  }
}
