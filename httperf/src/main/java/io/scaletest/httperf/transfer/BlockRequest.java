package io.scaletest.httperf.transfer;

import java.util.HashMap;
import java.util.Map;

/**
 * {@code n} blocks of {@code size} bytes, block k due {@code k * periodMs} after the first.
 *
 * @param size bytes of a block, 1 to {@value #SIZE_MAX}
 * @param blocks how many, 1 to {@value #BLOCKS_MAX}
 * @param periodMs milliseconds between two due times, 1 to {@value #PERIOD_MS_MAX}
 */
public record BlockRequest(int size, int blocks, int periodMs) {
  /** The path that a server answers such requests at. */
  public static final String PATH = "/blocks";

  /** The first byte of a block of more than one byte. */
  public static final byte FIRST_BYTE = 'A';

  /** The last byte of every block. */
  public static final byte LAST_BYTE = 'Z';

  /** A gibibyte: a block is a unit of timing, and sizes stay far from where an int ends. */
  public static final int SIZE_MAX = 1 << 30;

  public static final int BLOCKS_MAX = 1_000_000_000;

  /** A day. */
  public static final int PERIOD_MS_MAX = 86_400_000;

  /** A hundred years, so that no due time in nanoseconds overflows. */
  private static final long SPAN_MS_MAX = 100L * 365 * PERIOD_MS_MAX;

  private static final long NS_PER_MS = 1_000_000L;
  private static final String SIZE = "size";
  private static final String BLOCKS = "n";
  private static final String PERIOD = "periodMS";

  /** Checks the ranges. */
  public BlockRequest {
    check(SIZE, size, SIZE_MAX);
    check(BLOCKS, blocks, BLOCKS_MAX);
    check(PERIOD, periodMs, PERIOD_MS_MAX);
    if ((long) blocks * periodMs > SPAN_MS_MAX) {
      throw new IllegalArgumentException(
          "n * periodMS: must be <= " + SPAN_MS_MAX + " ms, got " + (long) blocks * periodMs);
    }
  }

  /**
   * Reads the query of a request. Other parameters are ignored, as the original does.
   *
   * @param rawQuery what follows the question mark; empty if there is none
   * @throws IllegalArgumentException with a line that names parameter, rule and value
   */
  public static BlockRequest parse(String rawQuery) {
    Map<String, String> values = new HashMap<>();
    for (String pair : rawQuery.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (values.put(name, value) != null && isParameter(name)) {
        throw new IllegalArgumentException(name + ": must be given once, got it several times");
      }
    }
    return new BlockRequest(
        number(values, SIZE, SIZE_MAX),
        number(values, BLOCKS, BLOCKS_MAX),
        number(values, PERIOD, PERIOD_MS_MAX));
  }

  private static boolean isParameter(String name) {
    return name.equals(SIZE) || name.equals(BLOCKS) || name.equals(PERIOD);
  }

  private static int number(Map<String, String> values, String name, int max) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + ": is missing");
    }
    if (!value.matches("[-+]?[0-9]{1,18}")) {
      throw new IllegalArgumentException(name + ": must be a whole number, got " + value);
    }
    long number = Long.parseLong(value);
    check(name, number, max);
    return (int) number;
  }

  private static void check(String name, long value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + ": must be 1 to " + max + ", got " + value);
    }
  }

  /** Returns path and query of the request, from the path of the base URL. */
  public String target(String basePath) {
    return basePath + PATH + "?size=" + size + "&periodMS=" + periodMs + "&n=" + blocks;
  }

  /** Returns how many bytes the answer has. */
  public long totalBytes() {
    return (long) size * blocks;
  }

  /** Returns when a block is due, in nanoseconds since the first was. */
  public long dueNs(long block) {
    return block * periodMs * NS_PER_MS;
  }

  /**
   * Returns how many blocks are due at a time.
   *
   * @param sinceFirstNs nanoseconds since the first was due, at least 0
   */
  public long dueBlocks(long sinceFirstNs) {
    return Math.min(blocks, duePeriods(sinceFirstNs));
  }

  /** Returns how many blocks would be due at a time, were there no end of them. */
  public long duePeriods(long sinceFirstNs) {
    return sinceFirstNs / (periodMs * NS_PER_MS) + 1;
  }
}
