package io.scaletest.player.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.ToolException;
import io.scaletest.player.trace.TraceReader.Bodies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That what is read is what was written, or that the reader says where it is not. */
class TraceFileTest {
  private static final Map<String, Object> HEADER = Map.of("source", "a test");
  private static final int SMALL = 40;

  @TempDir private Path folder;

  /** What a file was read as. */
  private record Read(
      List<TraceEntry> entries, Optional<String> damage, Optional<Map<String, Object>> footer) {}

  private Path write(String name, List<TraceEntry> entries, int flushEach) throws IOException {
    Path file = folder.resolve(name);
    try (TraceWriter writer = TraceWriter.create(file, HEADER)) {
      for (TraceEntry entry : entries) {
        writer.add(entry);
        if (flushEach > 0 && writer.entries() % flushEach == 0) {
          writer.flush();
        }
      }
      writer.finish(Map.of("lost", Map.of("x", 1L)));
    }
    return file;
  }

  private static Read read(Path file, Bodies bodies) throws IOException {
    try (TraceReader reader = TraceReader.open(file, bodies)) {
      List<TraceEntry> entries = new ArrayList<>();
      for (Optional<TraceEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
        entries.add(next.get());
        assertThat(reader.entries()).isEqualTo(entries.size());
      }
      return new Read(entries, reader.damage(), reader.footer());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsWrittenIsRead(long seed) throws IOException {
    Random random = new Random(seed);
    List<TraceEntry> entries = new RandomEntries(seed, 300).list(random.nextInt(3_000));

    Read read = read(write("t", entries, 1 + random.nextInt(700)), Bodies.READ);

    assertThat(read.entries()).as("seed " + seed).isEqualTo(entries);
    assertThat(read.damage()).isEmpty();
    assertThat(read.footer().orElseThrow())
        .containsEntry("entries", (long) entries.size())
        .containsEntry("lost", Map.of("x", 1L));
  }

  @Test
  void entriesAreInBlocksOfBoundedSize() throws IOException {
    List<TraceEntry> entries = new RandomEntries(9, 2_000).list(20_000);

    Read read = read(write("t", entries, 0), Bodies.READ);

    assertThat(read.entries()).isEqualTo(entries);
  }

  @Test
  void bodiesThatAreSkippedHaveTheirLengths() throws IOException {
    List<TraceEntry> entries = new RandomEntries(10, 300).list(500);

    List<TraceEntry> read = read(write("t", entries, 100), Bodies.SKIPPED).entries();

    assertThat(read).hasSize(entries.size());
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i).body().state()).isEqualTo(entries.get(i).body().state());
      assertThat(read.get(i).body().length()).isEqualTo(entries.get(i).body().length());
      assertThat(read.get(i).body().bytes()).isEmpty();
      assertThat(read.get(i).object()).isEqualTo(entries.get(i).object());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11})
  void aFileThatIsCutAnywhereIsReadUpToItsLastWholeBlock(long seed) throws IOException {
    List<TraceEntry> entries = new RandomEntries(seed, 20).list(SMALL);
    byte[] whole = Files.readAllBytes(write("t", entries, 7));
    Path cut = folder.resolve("cut");
    int before = 0;
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      for (Bodies bodies : Bodies.values()) {
        Read read = read(cut, bodies);
        assertThat(read.damage()).as("seed " + seed + ", length " + length).isPresent();
        assertThat(read.footer()).isEmpty();
        if (bodies == Bodies.READ) {
          assertThat(read.entries()).isEqualTo(entries.subList(0, read.entries().size()));
          // Never fewer than of a shorter file: a whole block stays readable.
          assertThat(read.entries()).hasSizeGreaterThanOrEqualTo(before);
          before = read.entries().size();
        }
      }
    }
    assertThat(before).as("without the footer alone").isEqualTo(SMALL);
  }

  @ParameterizedTest
  @ValueSource(longs = {13})
  void everyBitThatIsFlippedIsFound(long seed) throws IOException {
    List<TraceEntry> entries = new RandomEntries(seed, 12).list(8);
    byte[] whole = Files.readAllBytes(write("t", entries, 3));
    Path flipped = folder.resolve("flipped");
    for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
      byte[] bytes = whole.clone();
      bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      Files.write(flipped, bytes);
      String where = "seed " + seed + ", bit " + bit;
      try {
        Read read = read(flipped, Bodies.READ);
        assertThat(read.damage()).as(where).isPresent();
        assertThat(read.entries()).as(where).isEqualTo(entries.subList(0, read.entries().size()));
      } catch (ToolException refused) {
        assertThat(bit).as(where).isLessThan((Format.MAGIC.length + 2) * Byte.SIZE);
      }
    }
  }

  @Test
  void blocksThatAreMissingAreFound() throws IOException {
    byte[] whole = Files.readAllBytes(write("t", new RandomEntries(15, 9).list(SMALL), 10));
    ByteBuffer in = ByteBuffer.wrap(whole).position(Format.MAGIC.length + Format.VERSION_BYTES);
    List<Integer> blocks = new ArrayList<>();
    while (in.hasRemaining()) {
      blocks.add(in.position());
      in.position(in.position() + Format.FRAME_BYTES + in.getInt(in.position() + 1));
    }
    assertThat(blocks).as("header, four times bodies and entries, footer").hasSize(10);

    Path file = folder.resolve("missing");
    byte[] withoutSecond = Arrays.copyOf(whole, whole.length - (blocks.get(5) - blocks.get(3)));
    System.arraycopy(
        whole, blocks.get(5), withoutSecond, blocks.get(3), whole.length - blocks.get(5));
    Files.write(file, withoutSecond);

    Read read = read(file, Bodies.READ);
    assertThat(read.entries()).hasSize(10);
    assertThat(read.damage().orElseThrow())
        .contains("damaged behind entry 10", "entry 20 where entry 10 should come");
  }

  @Test
  void whatFollowsTheFooterIsFound() throws IOException {
    byte[] whole = Files.readAllBytes(write("t", new RandomEntries(16, 9).list(3), 0));
    Path file = Files.write(folder.resolve("longer"), Arrays.copyOf(whole, whole.length + 1));

    assertThat(read(file, Bodies.READ).damage().orElseThrow()).contains("more follows");
  }

  @Test
  void whatIsNoTraceIsRefusedInOneLine() throws IOException {
    Path log = Files.writeString(folder.resolve("audit.log"), "{\"kind\":\"Event\"}\n");
    assertThatThrownBy(() -> TraceReader.open(log, Bodies.READ))
        .isInstanceOf(ToolException.class)
        .hasMessage(log + ": must be a trace of player record, and is none");

    byte[] later = Files.readAllBytes(write("t", List.of(), 0));
    later[Format.MAGIC.length + 1] = Format.VERSION + 1;
    Path future = Files.write(folder.resolve("future"), later);
    assertThatThrownBy(() -> TraceReader.open(future, Bodies.READ))
        .isInstanceOf(ToolException.class)
        .hasMessage(
            future + ": must be a trace of version 1 at most, got 2; a later player reads it");
  }
}
