package io.scaletest.player.imports;

import io.scaletest.player.merge.EntryMerge;
import io.scaletest.player.merge.EntrySorter;
import io.scaletest.player.trace.Caller;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ObjectName;
import io.scaletest.player.trace.Outcome;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.SourceDetail;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader.Bodies;
import io.scaletest.player.trace.TrafficClass;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Instances of a cell of Google's, 2019. Rows are events: an instance runs from SCHEDULE to the
 * next of EVICT, FAIL, FINISH, KILL and LOST, and is a pod each time. Events are sorted on disk
 * first, as entries of a trace whose texts are an event's, so that rows may come in any order; in
 * memory are the instances that run and the collections that are there.
 */
final class Google2019 implements Importer {
  private static final String COLLECTIONS = "collection_events";
  private static final String MICROS_BEFORE = "0";
  private static final String MICROS_AFTER = Long.toString(Long.MAX_VALUE);
  private static final double MICRO_S = 1e-6;

  /** Ten minutes: the trace's own times begin there. */
  private static final long ZERO_NS = 600_000_000_000L;

  private static final int SCHEDULE = 3;
  private static final int FIRST_END = 4;
  private static final int LAST_END = 8;
  private static final Map<String, Integer> TYPES =
      Map.ofEntries(
          Map.entry("SUBMIT", 0),
          Map.entry("QUEUE", 1),
          Map.entry("ENABLE", 2),
          Map.entry("SCHEDULE", SCHEDULE),
          Map.entry("EVICT", FIRST_END),
          Map.entry("FAIL", 5),
          Map.entry("FINISH", 6),
          Map.entry("KILL", 7),
          Map.entry("LOST", LAST_END),
          Map.entry("UPDATE_PENDING", 9),
          Map.entry("UPDATE_RUNNING", 10));

  private static final ResourcePath INSTANCE = new ResourcePath("", "", "instance", "");
  private static final ResourcePath COLLECTION = new ResourcePath("", "", "collection", "");

  private final EntrySorter events;
  private final double machineCores;
  private final double machineBytes;
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, TraceEntry> running = new HashMap<>();

  /**
   * @param events an empty sorter
   */
  Google2019(EntrySorter events, double machineCores, long machineBytes) {
    this.events = events;
    this.machineCores = machineCores;
    this.machineBytes = machineBytes;
  }

  @Override
  public List<Table> tables() {
    return List.of(
        Table.headed("instance_events", 1, "time", "type", "collection_id", "instance_index"),
        Table.headed(COLLECTIONS, 0, "time", "type", "collection_id", "user"));
  }

  @Override
  public OptionalLong zeroNs() {
    return OptionalLong.of(0);
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    int type = type(row);
    String time = row.required("time");
    boolean ofCollection = table.name().equals(COLLECTIONS);
    if (time.equals(MICROS_AFTER) || type < SCHEDULE && !(ofCollection && type == 0)) {
      return;
    }
    if (type > LAST_END) {
      return;
    }
    if (row.text("collection_type").equals("1")) {
      if (!ofCollection && type == SCHEDULE) {
        sink.count(ImportCount.RESERVATION);
      }
      return;
    }
    String collection = row.required("collection_id");
    String name = ofCollection ? collection : collection + "/" + row.required("instance_index");
    String amounts = ofCollection ? "" : amount(row, "cpus") + " " + amount(row, "memory");
    // Micros since ten minutes before the trace; what was there before has the time 0.
    long atNs = time.equals(MICROS_BEFORE) ? 0 : row.requiredTime("time", MICRO_S);
    if (atNs < 0) {
      throw new RowFault("time is negative");
    }
    events.add(event(ofCollection, type, atNs, name, row.text("user"), amounts, collection));
  }

  private static int type(Row row) throws RowFault {
    String text = row.required("type");
    Integer named = TYPES.get(text);
    if (named != null) {
      return named;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new RowFault("type is no event");
    }
  }

  private static double amount(Row row, String name) throws RowFault {
    for (String column : List.of("resource_request." + name, "resource_request_" + name, name)) {
      if (!row.text(column).isEmpty()) {
        return row.amount(column);
      }
    }
    return 0;
  }

  private static TraceEntry event(
      boolean ofCollection,
      int type,
      long atNs,
      String name,
      String user,
      String amounts,
      String collection) {
    return new TraceEntry(
        EntryKind.REQUEST,
        TrafficClass.CLIENT,
        atNs,
        TraceEntry.UNKNOWN,
        "",
        ofCollection ? COLLECTION : INSTANCE,
        new ObjectName(collection, name, NameOrigin.REQUEST, ""),
        amounts,
        PatchType.NONE,
        false,
        new Caller(user, List.of(), "", ""),
        "",
        new Outcome(type, "", 0),
        SourceDetail.UNKNOWN,
        TraceBody.none(),
        TraceEntry.UNKNOWN,
        TraceEntry.NO_ID);
  }

  @Override
  public void end(Sink sink) throws RowFault, IOException {
    try (EntryMerge merge = events.merged(Map.of(), Bodies.SKIPPED)) {
      for (Optional<TraceEntry> next = merge.next(); next.isPresent(); next = merge.next()) {
        event(next.get(), sink);
      }
      EntrySorter.requireWhole(merge);
    }
    for (TraceEntry each : running.values().stream().sorted(Google2019::byStart).toList()) {
      arrived(each, Arrival.NEVER, sink);
    }
  }

  private static int byStart(TraceEntry a, TraceEntry b) {
    int byTime = Long.compare(a.startNs(), b.startNs());
    return byTime != 0 ? byTime : a.object().name().compareTo(b.object().name());
  }

  private void event(TraceEntry event, Sink sink) throws RowFault, IOException {
    int type = event.outcome().code();
    String name = event.object().name();
    boolean ends = type >= FIRST_END && type <= LAST_END;
    if (event.resource().equals(COLLECTION)) {
      if (ends) {
        owners.remove(name);
      } else if (!event.caller().user().isEmpty()) {
        owners.put(name, event.caller().user());
      }
      return;
    }
    if (type == SCHEDULE) {
      String collection = event.object().namespace();
      String owner = owners.getOrDefault(collection, collection);
      running.putIfAbsent(name, event.of(new ObjectName(owner, name, NameOrigin.REQUEST, "")));
    } else if (ends) {
      TraceEntry scheduled = running.remove(name);
      if (scheduled != null) {
        arrived(scheduled, event.startNs() - ZERO_NS, sink);
      }
    }
  }

  private void arrived(TraceEntry scheduled, long endNs, Sink sink) throws RowFault, IOException {
    String[] amounts = scheduled.query().split(" ");
    sink.arrived(
        Arrival.of(
                Arrival.Kind.POD,
                scheduled.object().namespace(),
                scheduled.object().name(),
                scheduled.startNs() == 0 ? Arrival.BEFORE : scheduled.startNs() - ZERO_NS,
                endNs)
            .asking(
                Double.parseDouble(amounts[0]) * machineCores,
                Double.parseDouble(amounts[1]) * machineBytes,
                0));
  }
}
