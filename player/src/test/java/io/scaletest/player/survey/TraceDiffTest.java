package io.scaletest.player.survey;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.edit.EntryChange;
import io.scaletest.player.edit.Selection;
import io.scaletest.player.edit.TimeScale;
import io.scaletest.player.edit.TraceEdit;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ObjectName;
import io.scaletest.player.trace.RandomEntries;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TraceReader.Bodies;
import io.scaletest.player.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceDiffTest {
  @TempDir private Path folder;

  private final List<TraceEntry> entries = new RandomEntries(11, 50).list(2_000);

  private Path write(String name, List<TraceEntry> of) throws IOException {
    Path file = folder.resolve(name);
    try (TraceWriter writer = TraceWriter.create(file, Map.of())) {
      for (TraceEntry entry : of) {
        writer.add(entry);
      }
      writer.finish(Map.of());
    }
    return file;
  }

  private static TraceDiff diff(Path first, Path second) throws IOException {
    try (TraceReader a = TraceReader.open(first, Bodies.READ);
        TraceReader b = TraceReader.open(second, Bodies.READ)) {
      return TraceDiff.of(a, b);
    }
  }

  @Test
  void aTraceThatIsCutAndMergedIsTheSame() throws IOException {
    Path whole = write("whole", entries);
    long midNs = (entries.get(1_999).startNs() - entries.get(0).startNs()) / 2;
    Path front = folder.resolve("front");
    Path back = folder.resolve("back");
    Path merged = folder.resolve("merged");
    TraceEdit.write(List.of(whole), Selection.between(0, midNs), EntryChange.NONE, front, "test");
    TraceEdit.write(
        List.of(whole), Selection.between(midNs, Long.MAX_VALUE), EntryChange.NONE, back, "test");
    TraceEdit.write(List.of(back, front), Selection.ALL, EntryChange.NONE, merged, "test");

    TraceDiff diff = diff(whole, merged);

    assertThat(diff.same()).isTrue();
    assertThat(diff.sameCounts()).isTrue();
    assertThat(diff.lines("a", "b")).containsExactly("the same: 2,000 entries");
    assertThat(diff(whole, front).same()).isFalse();
  }

  @Test
  void anotherSpeedHasTheSameCounts() throws IOException {
    Path whole = write("whole", entries);
    Path fast = folder.resolve("fast");
    TraceEdit.write(List.of(whole), Selection.ALL, new TimeScale(4, 1), fast, "test");

    TraceDiff diff = diff(whole, fast);

    assertThat(diff.same()).isFalse();
    assertThat(diff.sameCounts()).isTrue();
    assertThat(diff.lines("a", "b"))
        .contains("the first entry that differs is number 2")
        .anyMatch(line -> line.startsWith("every count is the same"))
        .noneMatch(line -> line.startsWith("user"));
  }

  @Test
  void whatOnlyOneHasIsTold() throws IOException {
    List<TraceEntry> other = new ArrayList<>(entries);
    TraceEntry last = other.remove(1_999);
    other.add(last.of(new ObjectName("ns", "only-in-b", NameOrigin.REQUEST, "")));
    other.add(last);

    TraceDiff diff = diff(write("a", entries), write("b", other));

    assertThat(diff.sameCounts()).isFalse();
    String text = String.join("\n", diff.lines("x", "y"));
    assertThat(text)
        .contains(
            "A  2,000 entries  x\nB  2,001 entries  y\nthe first entry that differs is number 2,000\n")
        .containsPattern(
            "(?m)^object +A +B +B - A\n.* ns/only-in-b +- +1 +\\+1\n1 differ; 0 only in A, 1 only in B$");
  }

  @Test
  void aTraceThatIsCutIsTold() throws IOException {
    Path whole = write("whole", entries);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length - 1));

    TraceDiff diff = diff(whole, cut);

    assertThat(diff.damage("a", "b")).singleElement().asString().startsWith("b is cut behind");
  }
}
