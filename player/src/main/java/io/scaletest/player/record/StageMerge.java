package io.scaletest.player.record;

import io.scaletest.player.trace.SourceLoss;
import io.scaletest.player.trace.TraceEntry;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Makes one entry of the stages of each request, when it has ended. Watches that have begun are
 * held aside until then. For one thread.
 */
final class StageMerge {
  /** Requests that have begun and not ended, in all logs: more than any server takes watches. */
  static final int OPEN_MAX = 200_000;

  private final EntryMaker maker;
  private final ClockBounds clocks;
  private final Losses losses;
  private final Consumer<TraceEntry> entries;
  private final Map<Key, AuditEvent> open = new LinkedHashMap<>();

  private record Key(String server, UUID id) {}

  StageMerge(EntryMaker maker, ClockBounds clocks, Losses losses, Consumer<TraceEntry> entries) {
    this.maker = maker;
    this.clocks = clocks;
    this.losses = losses;
    this.entries = entries;
  }

  void take(String server, AuditEvent event) {
    Key key = new Key(server, event.id());
    switch (event.stage()) {
      case RECEIVED -> open.putIfAbsent(key, event);
      case STARTED -> open.put(key, event);
      case COMPLETE, PANIC -> {
        open.remove(key);
        if (event.stage() == AuditEvent.Stage.PANIC) {
          losses.add(SourceLoss.PANIC);
        }
        ended(server, event);
      }
    }
    if (open.size() > OPEN_MAX) {
      endEldest();
    }
  }

  private void ended(String server, AuditEvent event) {
    long durationNs = event.durationNs();
    if (event.stageNs() == AuditEvent.NO_TIME) {
      losses.add(SourceLoss.NO_TIMES);
      durationNs = TraceEntry.UNKNOWN;
    } else if (durationNs < 0) {
      losses.add(SourceLoss.NEGATIVE_TIME);
      durationNs = TraceEntry.UNKNOWN;
    } else {
      clocks.add(server, event);
    }
    entries.accept(maker.entry(server, event, durationNs));
  }

  /** Makes entries of what has not ended. */
  void end() {
    while (!open.isEmpty()) {
      endEldest();
    }
  }

  private void endEldest() {
    Iterator<Map.Entry<Key, AuditEvent>> eldest = open.entrySet().iterator();
    Map.Entry<Key, AuditEvent> entry = eldest.next();
    AuditEvent event = entry.getValue();
    String server = entry.getKey().server();
    eldest.remove();
    losses.add(
        event.stage() == AuditEvent.Stage.STARTED ? SourceLoss.OPEN_WATCH : SourceLoss.NO_END);
    entries.accept(maker.entry(server, event, TraceEntry.UNKNOWN));
  }
}
