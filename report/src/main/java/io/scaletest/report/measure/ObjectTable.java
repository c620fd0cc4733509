package io.scaletest.report.measure;

import java.util.Arrays;

/**
 * What the driver did to each object, found by the hash of its name: open addressing in 256 parts
 * that grow one by one, so that growing needs little room; 22 bytes an object and place. A cursor
 * stands on the object found last. Of 10 million names two have the same hash with a probability of
 * 3·10^-6. One thread.
 */
final class ObjectTable {
  static final int CREATED = 1;
  static final int CREATE_FAILED = 2;
  static final int DELETED = 4;
  static final int DELETE_FAILED = 8;
  static final int SEEN_CREATE = 1;
  static final int SEEN_DELETE = 2;

  /** No time: requests are within 24 days of the origin. */
  static final int NO_MS = Integer.MIN_VALUE;

  private static final int PARTS = 256;
  private static final int FIRST_CAPACITY = 64;
  private static final double LOAD_MAX = 0.8;

  private final Part[] parts = new Part[PARTS];
  private Part part = new Part(1);
  private int slot;

  /** One of the tables. Hash 0 is a free place. */
  private static final class Part {
    private final long[] hashes;
    private final int[] createSentMs;
    private final int[] createAnsweredMs;
    private final int[] deleteSentMs;
    private final byte[] done;
    private final byte[] seen;
    private int size;

    Part(int capacity) {
      hashes = new long[capacity];
      createSentMs = new int[capacity];
      createAnsweredMs = new int[capacity];
      deleteSentMs = new int[capacity];
      done = new byte[capacity];
      seen = new byte[capacity];
    }

    /** Returns the place of a hash, or the free one where it belongs. */
    int find(long hash) {
      int mask = hashes.length - 1;
      int at = (int) (hash >>> 16) & mask;
      while (hashes[at] != 0 && hashes[at] != hash) {
        at = (at + 1) & mask;
      }
      return at;
    }

    void clear(int at, long hash) {
      hashes[at] = hash;
      createSentMs[at] = NO_MS;
      createAnsweredMs[at] = NO_MS;
      deleteSentMs[at] = NO_MS;
      size++;
    }

    Part grown() {
      var grown = new Part(hashes.length * 2);
      for (int i = 0; i < hashes.length; i++) {
        if (hashes[i] != 0) {
          int at = grown.find(hashes[i]);
          grown.hashes[at] = hashes[i];
          grown.createSentMs[at] = createSentMs[i];
          grown.createAnsweredMs[at] = createAnsweredMs[i];
          grown.deleteSentMs[at] = deleteSentMs[i];
          grown.done[at] = done[i];
          grown.seen[at] = seen[i];
        }
      }
      grown.size = size;
      return grown;
    }
  }

  ObjectTable() {
    Arrays.setAll(parts, i -> new Part(FIRST_CAPACITY));
  }

  /** Moves the cursor to an object, which is made if it is new. */
  void findOrAdd(long hash) {
    int index = (int) hash & (PARTS - 1);
    part = parts[index];
    slot = part.find(hash);
    if (part.hashes[slot] == 0) {
      if (part.size >= part.hashes.length * LOAD_MAX) {
        part = part.grown();
        parts[index] = part;
        slot = part.find(hash);
      }
      part.clear(slot, hash);
    }
  }

  /** Moves the cursor to an object; false, and nowhere, if there is none. */
  boolean find(long hash) {
    part = parts[(int) hash & (PARTS - 1)];
    slot = part.find(hash);
    return part.hashes[slot] != 0;
  }

  int createSentMs() {
    return part.createSentMs[slot];
  }

  int createAnsweredMs() {
    return part.createAnsweredMs[slot];
  }

  int deleteSentMs() {
    return part.deleteSentMs[slot];
  }

  boolean did(int what) {
    return (part.done[slot] & what) != 0;
  }

  void created(int sentMs, int answeredMs, boolean failed) {
    part.createSentMs[slot] = sentMs;
    part.createAnsweredMs[slot] = answeredMs;
    part.done[slot] |= (byte) (failed ? CREATE_FAILED : CREATED);
  }

  void deleted(int sentMs, boolean failed) {
    part.deleteSentMs[slot] = sentMs;
    part.done[slot] |= (byte) (failed ? DELETE_FAILED : DELETED);
  }

  boolean saw(int what) {
    return (part.seen[slot] & what) != 0;
  }

  void see(int what) {
    part.seen[slot] |= (byte) what;
  }

  /** Forgets what was seen, before the rows of the next logger. */
  void forgetSeen() {
    for (Part each : parts) {
      Arrays.fill(each.seen, (byte) 0);
    }
  }

  /** Moves the cursor to one object after the other. */
  void forEach(Runnable atObject) {
    for (Part each : parts) {
      part = each;
      for (slot = 0; slot < each.hashes.length; slot++) {
        if (each.hashes[slot] != 0) {
          atObject.run();
        }
      }
    }
  }

  long size() {
    long size = 0;
    for (Part each : parts) {
      size += each.size;
    }
    return size;
  }
}
