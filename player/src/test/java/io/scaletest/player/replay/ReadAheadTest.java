package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
  @TempDir private Path folder;
  @RegisterExtension final RethrowingFaults faults = new RethrowingFaults();

  /** What the reader's clock told last: how many requests are, or were, in its queue. */
  private final AtomicLong readings = new AtomicLong();

  private final BlockingQueue<Long> wakes = new LinkedBlockingQueue<>();

  private static TraceOps ops(Path trace, int rounds) {
    TargetKinds kinds = new TargetKinds(InstantApi.withKinds());
    kinds.find(List.of(Entries.CONFIG_MAPS));
    return new TraceOps(
        new TraceOps.Plan(
            trace,
            Set.of(TrafficClass.CLIENT),
            TraceScan.Window.ALL,
            Entries.START_NS,
            0,
            1,
            Collections.nCopies(rounds, List.of(new Copy(new RunNames("rep", 0)))),
            kinds,
            new Bodies("rep", kinds, Set.of()),
            new Callers(false, Map.of()),
            PatchRules.NONE));
  }

  private static TraceOps ops(Path trace) {
    return ops(trace, 1);
  }

  private ReadAhead reader(TraceOps ops) {
    return new ReadAhead(ops, readings::incrementAndGet, faults);
  }

  private Path trace(int count) throws IOException {
    Entries entries = new Entries();
    for (int i = 0; i < count; i++) {
      entries.add("get", Entries.CONFIG_MAPS, "a", "c" + i);
    }
    return entries.write(folder.resolve("t"));
  }

  /** Returns requests of which one is as much as may be held. */
  private TraceOps largeOps(int count) throws IOException {
    // A body that is finished when it is sent takes a multiple of its text.
    String fill = "x".repeat((int) (ReadAhead.BYTES_MAX / 8));
    Entries entries = new Entries();
    entries
        .add("update", Entries.CONFIG_MAPS, "a", "c")
        .body("{\"metadata\":{\"resourceVersion\":\"7\"},\"data\":\"" + fill + "\"}");
    return ops(entries.write(folder.resolve("t")), count);
  }

  /** Returns the next request, once it is read. */
  private ReplayOp next(ReadAhead reader) throws InterruptedException {
    while (reader.peek() == null) {
      assertThat(wakes.poll(30, TimeUnit.SECONDS)).as("told of a request").isNotNull();
    }
    return reader.peek();
  }

  @Test
  void itReadsNoMoreRequestsThanItMayAndAllAtLast() throws Exception {
    int count = ReadAhead.OPS_MAX + 5_000;
    ReadAhead reader = reader(ops(trace(count)));
    reader.start(wakes::add);

    assertThat(readings).hasValue(ReadAhead.OPS_MAX);
    for (int i = 0; i < count; i++) {
      assertThat(reader.ended()).isFalse();
      assertThat(next(reader).key.name()).isEqualTo("c" + i);
      reader.take();
    }
    reader.close();
    assertThat(reader.peek()).isNull();
    assertThat(reader.ended()).isTrue();
  }

  @Test
  void itHoldsNoMoreBytesThanItMayAndTellsOfWhatComesWhenThereWasNothing() throws Exception {
    try (ReadAhead reader = reader(largeOps(3))) {
      reader.start(wakes::add);
      for (long i = 1; i <= 3; i++) {
        assertThat(wakes.poll(30, TimeUnit.SECONDS)).as("when it was read").isEqualTo(i);
        assertThat(reader.peek().readyNs).isEqualTo(i);
        assertThat(readings).as("requests that were read").hasValue(i);
        reader.take();
      }
    }
  }

  @Test
  void itEndsWhenItIsClosedWhileItWaits() throws Exception {
    ReadAhead reader = reader(largeOps(4));
    reader.start(wakes::add);
    reader.close();
    int held = 0;
    while (reader.peek() != null) {
      reader.take();
      held++;
    }

    assertThat(reader.ended()).isTrue();
    assertThat(held).as("the one that was held, and the one that waited").isEqualTo(2);
  }

  @Test
  void aTraceThatCannotBeReadIsAFaultAndTheEnd() throws Exception {
    try (ReadAhead reader = reader(ops(folder.resolve("not-there")))) {
      reader.start(wakes::add);

      assertThat(reader.ended()).isTrue();
    }
    assertThat(faults.take())
        .singleElement(as(THROWABLE))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aTraceThatIsCutIsReadAsFarAsItIsSound() throws Exception {
    Path trace = trace(20_000);
    byte[] whole = Files.readAllBytes(trace);
    Files.write(trace, Arrays.copyOf(whole, whole.length * 9 / 10));
    TraceOps ops = ops(trace);
    int count = 0;
    while (ops.next().isPresent()) {
      count++;
    }

    assertThat(count).isEqualTo(2 * 8_192);
    assertThat(ops.damage()).get().asString().contains("is cut behind entry 16384");
    ops.close();
  }

  @Test
  void whatTheServerLacksOrForbidsIsNotReplayed() throws Exception {
    Entries entries = new Entries();
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");
    entries.add("get", new ResourcePath("e.com", "v1", "foos", ""), "a", "f");
    TraceOps ops = ops(entries.write(folder.resolve("t")));

    assertThat(ops.next()).get().extracting(op -> op.key.name()).isEqualTo("c");
    assertThat(ops.next()).isEmpty();
    ops.close();
  }
}
