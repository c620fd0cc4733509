package io.scaletest.player.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.ToolException;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.RandomEntries;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TraceReader.Bodies;
import io.scaletest.player.trace.TraceWriter;
import io.scaletest.player.trace.TrafficClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceEditTest {
  @TempDir private Path folder;

  private Path write(String name, List<TraceEntry> entries) throws IOException {
    Path file = folder.resolve(name);
    try (TraceWriter writer = TraceWriter.create(file, Map.of("source", "a test"))) {
      for (TraceEntry entry : entries) {
        writer.add(entry);
      }
      writer.finish(Map.of("lost", Map.of("cutLines", 3L)));
    }
    return file;
  }

  private static List<TraceEntry> read(Path file) throws IOException {
    List<TraceEntry> entries = new ArrayList<>();
    try (TraceReader reader = TraceReader.open(file, Bodies.READ)) {
      for (Optional<TraceEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
        entries.add(next.get());
      }
      assertThat(reader.damage()).isEmpty();
      assertThat(reader.footer()).isPresent();
    }
    return entries;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatIsCutAndMergedIsTheTraceThatItWas(long seed) throws IOException {
    Random random = new Random(seed);
    List<TraceEntry> entries = new RandomEntries(seed, 50).list(1_000);
    Path whole = write("whole", entries);
    long lengthNs = entries.get(999).startNs() - entries.get(0).startNs();
    long firstNs = random.nextLong(lengthNs);
    long secondNs = firstNs + random.nextLong(lengthNs - firstNs);
    List<Path> pieces = new ArrayList<>();
    long[] bounds = {0, firstNs, secondNs, Long.MAX_VALUE};
    for (int i = 0; i < 3; i++) {
      Path piece = folder.resolve("piece" + i);
      Selection time = Selection.between(bounds[i], bounds[i + 1]);
      TraceEdit edit = TraceEdit.write(List.of(whole), time, EntryChange.NONE, piece, "test");
      assertThat(edit.entries() + edit.leftOut()).isEqualTo(1_000);
      pieces.add(piece);
    }
    Path merged = folder.resolve("merged");

    TraceEdit.write(
        List.of(pieces.get(2), pieces.get(0), pieces.get(1)),
        Selection.ALL,
        EntryChange.NONE,
        merged,
        "test");

    assertThat(read(merged)).as("seed " + seed).isEqualTo(entries);
  }

  @Test
  void aFilterLeavesWhatFitsAllThatIsAskedFor() throws IOException {
    List<TraceEntry> entries = new RandomEntries(7, 50).list(2_000);
    Selection selection =
        new Selection(
            Set.of("a", "kube-system"),
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(TrafficClass.CLIENT),
            0,
            Long.MAX_VALUE);
    Path filtered = folder.resolve("filtered");

    TraceEdit.write(
        List.of(write("whole", entries)), selection, EntryChange.NONE, filtered, "test");

    List<TraceEntry> expected =
        entries.stream()
            .filter(
                entry ->
                    entry.kind() == EntryKind.INITIAL
                        || entry.traffic() == TrafficClass.CLIENT
                            && Set.of("a", "kube-system").contains(entry.verb()))
            .toList();
    assertThat(expected).hasSizeBetween(900, 1_300);
    assertThat(read(filtered)).isEqualTo(expected);
  }

  @Test
  void whatIsInSeveralTracesIsThereOnce() throws IOException {
    List<TraceEntry> entries =
        new RandomEntries(8, 50)
            .list(300).stream().filter(entry -> !entry.id().equals(TraceEntry.NO_ID)).toList();
    Path one = write("one", entries.subList(0, 100));
    Path two = write("two", entries.subList(50, entries.size()));
    Path merged = folder.resolve("merged");

    TraceEdit edit =
        TraceEdit.write(List.of(one, two), Selection.ALL, EntryChange.NONE, merged, "test");

    assertThat(read(merged)).isEqualTo(entries);
    assertThat(edit.duplicates()).isEqualTo(50);
  }

  @Test
  void whatCanBeReadOfADamagedTraceIsTakenAndTheDamageTold() throws IOException {
    List<TraceEntry> entries = new RandomEntries(9, 50).list(10);
    Path whole = write("whole", entries);
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, Arrays.copyOf(bytes, bytes.length - 1));
    Path merged = folder.resolve("merged");

    TraceEdit edit =
        TraceEdit.write(List.of(whole), Selection.ALL, EntryChange.NONE, merged, "test");

    assertThat(read(merged)).isEqualTo(entries);
    assertThat(edit.damage()).singleElement().asString().startsWith(whole + " is cut behind");
  }

  @Test
  void whatTheSourcesDidNotTellStaysKnown() throws IOException {
    Path whole = write("whole", new RandomEntries(10, 50).list(10));
    Path cut = folder.resolve("cut");
    TraceEdit.write(List.of(whole), Selection.between(0, 1), EntryChange.NONE, cut, "test");

    try (TraceReader reader = TraceReader.open(cut, Bodies.SKIPPED)) {
      while (reader.next().isPresent()) {
        assertThat(reader.damage()).isEmpty();
      }
      assertThat(reader.footer().orElseThrow().toString()).contains("file=whole", "cutLines=3");
      assertThat(reader.header().toString()).contains("source=a test");
    }
  }

  @Test
  void whatIsNoTraceIsRefused() throws IOException {
    Path log = Files.writeString(folder.resolve("log"), "hello, log");

    assertThatThrownBy(
            () ->
                TraceEdit.write(
                    List.of(log), Selection.ALL, EntryChange.NONE, folder.resolve("x"), "test"))
        .isInstanceOf(ToolException.class)
        .hasMessage(log + ": must be a trace of player record, and is none");
    assertThat(folder.resolve("x")).doesNotExist();
  }
}
