package io.scaletest.player.record;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.trace.SourceLoss;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Files of Events, as {@code kubectl get events -o json} writes them, as a trace of pods' lives.
 */
public final class EventRecording {
  private EventRecording() {}

  /**
   * Records.
   *
   * @param notes takes a line for each cause for which something of a file could not be read
   * @return the trace's footer; empty if no file has an Event of a pod, and no trace was written
   * @throws ToolException if a file cannot be read at all, or the trace cannot be written
   */
  public static Optional<Map<String, Object>> run(
      List<Path> files, Path trace, String program, Consumer<String> notes) {
    for (Path file : files) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw ToolException.usage("events: must be a file that can be read, got " + file);
      }
    }
    Losses losses = new Losses();
    PodEvents events = new PodEvents(losses);
    for (Path file : files) {
      try (LogReader reader =
          LogReader.open(
              file,
              losses,
              notes,
              (wrapper, value) ->
                  value instanceof Map<?, ?> map && events.take(JsonTree.asObject(map)))) {
        reader.readAll();
      } catch (IOException e) {
        losses.add(SourceLoss.CUT_FILE);
        notes.accept(file + ": cannot be read: " + IoReason.of(e));
      }
    }
    try (SortedTrace sorted = SortedTrace.of(trace)) {
      events.end(OptionalLong.empty(), sorted::add);
      return sorted.write(
          JsonTree.of(
              "program",
              program,
              "source",
              "events",
              "files",
              files.stream()
                  .map(file -> (Object) JsonTree.of("file", file.getFileName().toString()))
                  .toList()),
          losses,
          0);
    } catch (IOException e) {
      throw unwritable(trace, e);
    } catch (UncheckedIOException e) {
      throw unwritable(trace, e.getCause());
    }
  }

  static ToolException unwritable(Path trace, IOException cause) {
    return new ToolException(
        CommonExit.OUTPUT, trace + ": cannot be written: " + IoReason.of(cause), cause);
  }
}
