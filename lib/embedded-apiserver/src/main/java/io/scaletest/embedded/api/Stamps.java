package io.scaletest.embedded.api;

import io.scaletest.common.clock.WallClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The generator of server-side values: times, UIDs, generated names. */
final class Stamps {
  private static final String NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX_LENGTH = 5;

  /** What SplittableRandom adds and mixes with; as a counter it needs no lock. */
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private static final long VERSION_MASK = 0xffffffffffff0fffL;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_MASK = 0x3fffffffffffffffL;
  private static final long VARIANT_2 = 0x8000000000000000L;

  private final WallClock clock;
  private final AtomicLong state;
  private volatile Second lastSecond = new Second(Long.MIN_VALUE, "");

  private record Second(long epochSecond, String text) {}

  Stamps(WallClock clock, long seed) {
    this.clock = clock;
    this.state = new AtomicLong(seed);
  }

  /** Returns now, in whole seconds, as metadata has it. */
  String now() {
    long epochSecond = clock.now().getEpochSecond();
    Second last = lastSecond;
    if (last.epochSecond != epochSecond) {
      last = new Second(epochSecond, Instant.ofEpochSecond(epochSecond).toString());
      lastSecond = last;
    }
    return last.text;
  }

  /** Returns the instant so many seconds from now. */
  String in(long seconds) {
    return clock.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds).toString();
  }

  Instant instant() {
    return clock.now();
  }

  String uid() {
    long high = random() & VERSION_MASK | VERSION_4;
    long low = random() & VARIANT_MASK | VARIANT_2;
    return new UUID(high, low).toString();
  }

  /** Returns what makes a generated name unlike others. */
  String suffix() {
    long bits = random() >>> 1;
    StringBuilder suffix = new StringBuilder(SUFFIX_LENGTH);
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      suffix.append(NAME_LETTERS.charAt((int) (bits % NAME_LETTERS.length())));
      bits /= NAME_LETTERS.length();
    }
    return suffix.toString();
  }

  long random() {
    long z = state.addAndGet(GOLDEN_GAMMA);
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
