package io.scaletest.player.imports;

import java.nio.charset.StandardCharsets;

/** Numbers of texts that depend on the texts alone. Stateless. */
final class OwnerHash {
  private static final double RANGE = 0x1p53;
  private static final int UNUSED_BITS = 11;

  private OwnerHash() {}

  /** Returns 64 bits. <i>Source:</i> FNV-1a, finished as SplitMix64 does. */
  static long of(String text, long salt) {
    long hash = 0xcbf29ce484222325L ^ salt;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ b & 0xff) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }

  /** Returns a number from 0 to 1, exclusively. */
  static double share(String text, long salt) {
    return (of(text, salt) >>> UNUSED_BITS) / RANGE;
  }
}
