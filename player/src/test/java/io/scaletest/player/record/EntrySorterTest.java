package io.scaletest.player.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.merge.EntryMerge;
import io.scaletest.player.merge.EntrySorter;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader.Bodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntrySorterTest {
  @TempDir private Path folder;

  private static TraceEntry entry(String server, int number, long atMs) {
    AuditEvent event =
        AuditEvent.of(AuditLines.created("n" + number, number, atMs, atMs + 1).tree())
            .orElseThrow();
    return new EntryMaker(new BodyScrubber(false), new Losses()).entry(server, event, 0);
  }

  @Test
  void entriesAreInOrderHoweverManyPartsTheyWereIn() throws IOException {
    Random random = new Random(17);
    // An entry is more than that, so each is a part, and parts are merged twice.
    EntrySorter sorter = new EntrySorter(folder, 1);
    List<TraceEntry> entries = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      TraceEntry entry = entry(random.nextInt(12) == 0 ? "s1" : "s0", i, random.nextInt(300));
      entries.add(entry);
      sorter.add(entry);
    }
    entries.sort(Comparator.comparingLong(TraceEntry::startNs).thenComparing(TraceEntry::server));

    assertThat(merged(sorter)).isEqualTo(entries);
    assertThat(merged(sorter)).as("again").isEqualTo(entries);
    try (Stream<Path> parts = Files.list(folder)) {
      assertThat(parts.count()).isLessThan(130);
    }
  }

  private static List<TraceEntry> merged(EntrySorter sorter) throws IOException {
    List<TraceEntry> merged = new ArrayList<>();
    try (EntryMerge merge = sorter.merged(Map.of(), Bodies.READ)) {
      for (Optional<TraceEntry> next = merge.next(); next.isPresent(); next = merge.next()) {
        merged.add(next.get());
      }
    }
    return merged;
  }
}
