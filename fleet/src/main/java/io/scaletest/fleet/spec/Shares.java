package io.scaletest.fleet.spec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the members of a group share the load that its options say: each has an equal part, and of
 * whole numbers the first ones have one more where they do not divide. N independent Poisson
 * processes of rate λ/N are together the Poisson process of rate λ, if their seeds are unlike.
 * Stateless.
 */
public final class Shares {
  private static final String LAMBDA = "lambda";
  private static final String OBJECTS = "n";
  private static final String POPULATION = "maxpop";
  private static final String THREADS = "threads";
  private static final String RATE = "rate";
  private static final long MAXPOP_DEFAULT = 100;

  private Shares() {}

  /**
   * Checks that a group's options can be shared.
   *
   * @param where says where they are, for a refusal
   * @throws io.scaletest.common.exit.ToolException a usage error
   */
  static void check(MemberGroup group, YamlSection where) {
    if (group.role() == Role.LOGGER) {
      return;
    }
    YamlSection options = where.requiredSection("options");
    if (!options.has(OBJECTS) && !options.has("duration")) {
      throw options.refusal("options", "n or duration must be given");
    }
    // Fewer than one for each pod would leave one without any.
    options.number(OBJECTS, group.pods(), 2_000_000_000L, group.pods());
    options.number(POPULATION, 0, Integer.MAX_VALUE, 0);
    if (isClosedLoop(group)) {
      requirePositive(options, RATE);
      requireGiven(options, THREADS);
      options.number(THREADS, group.pods(), 1_000_000, group.pods());
    } else {
      requirePositive(options, LAMBDA);
    }
  }

  private static void requireGiven(YamlSection options, String name) {
    if (!options.has(name)) {
      throw options.refusal("options", name + " must be given: it is shared by the pods");
    }
  }

  private static void requirePositive(YamlSection options, String name) {
    requireGiven(options, name);
    String value = options.matching(name, "[0-9]{1,9}(\\.[0-9]{1,9})?", "a number");
    if (Double.parseDouble(value) == 0) {
      throw options.refusal(name, "must be more than 0, got " + value);
    }
  }

  private static boolean isClosedLoop(MemberGroup group) {
    return group.tool().equals("cmdriver-closed") || "closed".equals(group.options().get("loop"));
  }

  /** Returns the rate that a group of drivers is asked for, all together, per second. */
  public static double totalRate(MemberGroup drivers) {
    return Double.parseDouble(drivers.options().get(isClosedLoop(drivers) ? RATE : LAMBDA));
  }

  /**
   * Returns the command of one member: the program, its ID, its seed and its part of the options.
   *
   * @param run ID of the whole run
   * @param seed of the whole run, not 0
   */
  public static List<String> command(MemberGroup group, String run, long seed, int number) {
    String id = group.role().memberId(run, number);
    Map<String, String> options = new LinkedHashMap<>(group.options());
    if (group.role() == Role.LOGGER) {
      options.put("data-filname", id + ".csv");
    } else {
      share(group, options, number);
      options.put("runid", id);
      options.put("seed", Long.toString(seedOf(seed, number)));
      if (group.tool().equals("cmdriver")) {
        options.put("waitBeforeTerminate", "0"); // its default keeps the pod's results waiting
      }
    }
    List<String> command = new ArrayList<>(List.of("/" + group.tool()));
    options.forEach((name, value) -> command.add("--" + name + "=" + value));
    return command;
  }

  private static void share(MemberGroup group, Map<String, String> options, int number) {
    int pods = group.pods();
    options.computeIfPresent(OBJECTS, (name, total) -> part(total, pods, number));
    String population = options.getOrDefault(POPULATION, Long.toString(MAXPOP_DEFAULT));
    options.put(POPULATION, part(population, pods, number));
    if (isClosedLoop(group)) {
      long threads = Long.parseLong(options.get(THREADS));
      long own = Long.parseLong(part(options.get(THREADS), pods, number));
      options.put(THREADS, Long.toString(own));
      // By the thread, so that all threads of all pods have the same pace.
      options.put(RATE, ratio(options.get(RATE), own, threads));
    } else {
      options.put(LAMBDA, ratio(options.get(LAMBDA), 1, pods));
    }
  }

  /** Returns the part of one of {@code pods}; all parts together are the total. */
  static String part(String total, int pods, int number) {
    long all = Long.parseLong(total);
    return Long.toString(all / pods + (number < all % pods ? 1 : 0));
  }

  private static String ratio(String total, long numerator, long denominator) {
    double value = new BigDecimal(total).doubleValue() * numerator / denominator;
    return BigDecimal.valueOf(value).toPlainString();
  }

  /**
   * Returns a member's seed: positive, and as unlike its neighbours' as if drawn, though it follows
   * from the run's seed and the number. <i>Source:</i> the finalizer of SplitMix64 (Steele, Lea,
   * Flood, 2014), twice: a seed itself is a state of that generator, and must be no other's.
   */
  static long seedOf(long seed, int number) {
    long mixed = mix(mix(seed) + number + 1) >>> 1;
    return mixed == 0 ? 1 : mixed;
  }

  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
