package io.scaletest.player.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Entries of every shape that the format has, of a seed; the times rise. */
public final class RandomEntries {
  private static final String[] TEXTS = {
    "", "a", "kube-system", "größer \uD83D\uDE00", "x=1&y=%20"
  };

  private final Random random;
  private final int bodyBytesMax;
  private long atNs = 1_700_000_000_000_000_000L;

  public RandomEntries(long seed, int bodyBytesMax) {
    this.random = new Random(seed);
    this.bodyBytesMax = bodyBytesMax;
  }

  /** Returns further entries. */
  public List<TraceEntry> list(int count) {
    // Some lists are of whole microseconds, as audit logs are, and have shorter times.
    long unitNs = random.nextBoolean() ? 1_000 : 1;
    atNs -= atNs % 1_000;
    List<TraceEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(unitNs));
    }
    return entries;
  }

  private TraceEntry entry(long unitNs) {
    atNs += random.nextInt(1_000_000) * unitNs;
    return new TraceEntry(
        one(EntryKind.values()),
        one(TrafficClass.values()),
        atNs,
        random.nextBoolean() ? TraceEntry.UNKNOWN : (random.nextLong() >>> 20) * unitNs,
        text(),
        new ResourcePath(text(), text(), text(), text()),
        new ObjectName(text(), "pod-" + random.nextInt(1_000), one(NameOrigin.values()), text()),
        text(),
        one(PatchType.values()),
        random.nextBoolean(),
        new Caller(text(), List.of(text(), text()), text(), text()),
        text(),
        new Outcome(
            random.nextInt(600),
            random.nextBoolean() ? "" : new UUID(random.nextLong(), random.nextLong()).toString(),
            random.nextBoolean() ? 0 : random.nextLong() >>> 1 + random.nextInt(40)),
        one(SourceDetail.values()),
        body(),
        random.nextBoolean() ? TraceEntry.UNKNOWN : random.nextLong() >>> 1,
        random.nextBoolean() ? TraceEntry.NO_ID : new UUID(random.nextLong(), random.nextLong()));
  }

  private TraceBody body() {
    return switch (random.nextInt(3)) {
      case 0 -> TraceBody.none();
      case 1 -> TraceBody.withheld();
      default ->
          TraceBody.of(
              ("\"" + "b".repeat(random.nextInt(bodyBytesMax)) + "\"")
                  .getBytes(StandardCharsets.UTF_8));
    };
  }

  private String text() {
    return one(TEXTS);
  }

  private <T> T one(T[] of) {
    return of[random.nextInt(of.length)];
  }
}
