package io.scaletest.player.record;

import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A recording for tests, with the trace that came of it. */
record RecordedFile(
    List<TraceEntry> entries, Map<String, Object> footer, List<String> notes, Path trace) {

  static RecordedFile of(Path folder, Path... logs) throws IOException {
    return of(new RecordSettings(List.of(logs), folder.resolve("t.trace"), false, false, "test"));
  }

  static RecordedFile of(RecordSettings settings) throws IOException {
    List<String> notes = new ArrayList<>();
    Map<String, Object> footer =
        new Recording(settings, new StopSignal(), notes::add).run().orElseThrow();
    List<TraceEntry> entries = new ArrayList<>();
    try (TraceReader reader = TraceReader.open(settings.trace(), TraceReader.Bodies.READ)) {
      for (Optional<TraceEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
        entries.add(next.get());
      }
      if (reader.damage().isPresent()) {
        throw new IOException(reader.damage().get());
      }
    }
    return new RecordedFile(entries, footer, notes, settings.trace());
  }

  /** Returns a count of what was lost. */
  long lost(String code) {
    Object count = JsonTree.child(footer, "lost").get(code);
    return count == null ? 0 : (Long) count;
  }

  List<String> names() {
    return entries.stream().map(entry -> entry.object().name()).toList();
  }

  static String body(TraceEntry entry) {
    return new String(entry.body().bytes(), StandardCharsets.UTF_8);
  }
}
