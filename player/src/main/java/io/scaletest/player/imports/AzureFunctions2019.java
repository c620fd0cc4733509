package io.scaletest.player.imports;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls of functions, 2019: a file for each day, a row for each function with its count for each
 * minute. Where in the minute is drawn: of a Poisson process whose count is known that is uniform.
 */
final class AzureFunctions2019 implements Importer {
  private static final int MINUTES = 1_440;
  private static final long MINUTE_NS = 60_000_000_000L;
  private static final long DAY_NS = MINUTES * MINUTE_NS;
  private static final Pattern DAY = Pattern.compile("\\.d(\\d{1,3})\\.");
  private static final int CALLS_MAX = 1_000_000;

  private final long lifetimeNs;
  private final long seed;
  private int files;
  private long dayNs;

  /**
   * @param lifetimeNs how long a call takes, of which the table does not tell
   */
  AzureFunctions2019(long lifetimeNs, long seed) {
    this.lifetimeNs = lifetimeNs;
    this.seed = seed;
  }

  @Override
  public List<Table> tables() {
    return List.of(
        Table.headed(
            "invocations_per_function",
            0,
            "HashOwner",
            "HashApp",
            "HashFunction",
            "Trigger",
            "1",
            "1440"));
  }

  @Override
  public void file(String name) {
    Matcher day = DAY.matcher(name);
    files++;
    dayNs = (day.find() ? Integer.parseInt(day.group(1)) - 1 : files - 1) * DAY_NS;
  }

  @Override
  public void row(Table table, Row row, Sink sink) throws RowFault, IOException {
    String function = row.required("HashFunction");
    String owner = row.required("HashOwner");
    SplittableRandom random = new SplittableRandom(OwnerHash.of(function, seed + dayNs));
    int[] calls = new int[MINUTES];
    for (int minute = 0; minute < MINUTES; minute++) {
      double count = row.amount(Integer.toString(minute + 1));
      if (count > CALLS_MAX || count != Math.rint(count)) {
        throw new RowFault("a count is no whole number up to " + CALLS_MAX);
      }
      calls[minute] = (int) count;
    }
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int i = 0; i < calls[minute]; i++) {
        long startNs = dayNs + minute * MINUTE_NS + random.nextLong(MINUTE_NS);
        sink.arrived(
            Arrival.of(Arrival.Kind.POD, owner, function, startNs, startNs + lifetimeNs)
                .noting(row.text("Trigger")));
      }
    }
  }
}
