package io.scaletest.player.imports;

import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.text.DurationText;
import io.scaletest.player.survey.FooterText;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An import for tests, with the trace that came of it. */
record ImportedFile(
    List<TraceEntry> entries,
    Map<String, Object> footer,
    List<String> offered,
    List<String> notes) {
  private static final long BEGIN_NS = 946_684_800_000_000_000L;
  private static final long GIB = 1L << 30;

  /** Returns settings with the command's defaults, but two namespaces and no upper limits. */
  static ImportSettings settings(ImportFormat format, Path folder, Path... files) {
    return new ImportSettings(
        format,
        List.of(files),
        folder.resolve("t.trace"),
        2,
        true,
        1_000_000,
        1_000 * GIB,
        64_000,
        256 * GIB,
        1,
        1,
        0,
        Long.MAX_VALUE,
        1,
        0,
        1_000_000_000,
        "nvidia.com/gpu",
        false,
        1,
        "test");
  }

  static ImportedFile of(ImportSettings settings) throws IOException {
    List<String> notes = new ArrayList<>();
    List<String> offered = new ArrayList<>();
    Map<String, Object> footer =
        new Import(settings, new StopSignal(), notes::add).run(offered::add).orElseThrow();
    List<TraceEntry> entries = new ArrayList<>();
    try (TraceReader reader = TraceReader.open(settings.trace(), TraceReader.Bodies.READ)) {
      for (Optional<TraceEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
        entries.add(next.get());
      }
      if (reader.damage().isPresent()) {
        throw new IOException(reader.damage().get());
      }
    }
    return new ImportedFile(entries, footer, offered, notes);
  }

  /** Returns all of it in lines, without the folder of the files. */
  String text(Path folder) {
    StringBuilder text = new StringBuilder();
    notes.forEach(note -> text.append(note.replace(folder + "/", "")).append('\n'));
    offered.forEach(line -> text.append(line).append('\n'));
    FooterText.lines(footer).forEach(line -> text.append(line).append('\n'));
    for (TraceEntry entry : entries) {
      Map<String, Object> body = JsonTree.object(entry.body().bytes()).orElseThrow();
      text.append(entry.kind() == EntryKind.INITIAL ? "there   " : entry.verb() + "  ")
          .append(DurationText.ofNanos(entry.startNs() - BEGIN_NS))
          .append(
              entry.lifetimeNs() == TraceEntry.UNKNOWN
                  ? ""
                  : " for " + DurationText.ofNanos(entry.lifetimeNs()))
          .append("  ")
          .append(entry.resource().label())
          .append(' ')
          .append(entry.object().namespace())
          .append('/')
          .append(entry.object().name())
          .append('\n');
      if (!entry.resource().resource().equals("namespaces")) {
        text.append("        ")
            .append(JsonTree.child(JsonTree.child(body, "metadata"), "annotations"))
            .append("  ")
            .append(JsonTree.child(body, "spec"))
            .append('\n');
      }
    }
    return text.toString();
  }

  long counted(String code) {
    Object count = JsonTree.child(footer, "imported").get(code);
    return count == null ? 0 : (Long) count;
  }

  /** Returns what sources call the objects that were made, in order. */
  List<String> sources() {
    return entries.stream()
        .map(entry -> JsonTree.object(entry.body().bytes()).orElseThrow())
        .map(body -> JsonTree.child(JsonTree.child(body, "metadata"), "annotations"))
        .map(annotations -> JsonTree.string(annotations, "scaletest/source"))
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
