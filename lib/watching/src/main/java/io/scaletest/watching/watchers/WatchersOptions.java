package io.scaletest.watching.watchers;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.text.DurationText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say how many watchers there are and how they begin, for {@code @Mixin}. */
public final class WatchersOptions {
  /** Watches take 256 connections at most, of 80 streams at least. */
  static final int WATCHERS_MAX = 20_000;

  @Option(
      names = {"-watchers", "--watchers"},
      paramLabel = "<n>",
      defaultValue = "1",
      description = "Independent loops of list and watch, 1 to 20000 (default: ${DEFAULT-VALUE}).")
  private int watchers = 1;

  @Option(
      names = {"-ramp", "--ramp"},
      paramLabel = "<duration>",
      defaultValue = "0",
      description =
          "Start the loops evenly spread over so long; 0 starts all at once"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration ramp = Duration.ZERO;

  @Option(
      names = {"-log-events", "--log-events"},
      description = "Log each event (default: true for one watcher, false for several).")
  private Boolean logEvents;

  @Option(
      names = {"-seed", "--seed"},
      paramLabel = "<n>",
      defaultValue = "0",
      description = "Seed of the watches' random times; 0 takes one from the clock.")
  private long seed;

  /** Returns how many watchers there are to be. */
  public int watchers() {
    return watchers;
  }

  /** Returns over how long their starts are spread. */
  public Duration ramp() {
    return ramp;
  }

  /** Returns whether each event is logged. */
  public boolean logsEvents() {
    return logEvents == null ? watchers == 1 : logEvents;
  }

  /** Returns the seed as given; 0 for one from the clock. */
  public long seed() {
    return seed;
  }

  /**
   * Checks the options without looking at anything else.
   *
   * @throws ToolException a usage error
   */
  public void check() {
    OptionRule.requireBetween("watchers", watchers, 1, WATCHERS_MAX);
    if (ramp.isNegative()) {
      throw ToolException.usage("ramp: must not be negative, got " + DurationText.of(ramp));
    }
  }

  /**
   * Checks that those which tell of several watchers were left as they are.
   *
   * @throws ToolException a usage error
   */
  public void requireOnlyOne() {
    check();
    OptionRule.require(ramp.isZero(), "ramp", "0 with watchers=" + watchers, ramp);
    OptionRule.require(seed == 0, "seed", "0 with watchers=" + watchers, seed);
    OptionRule.require(
        logEvents == null, "log-events", "left out with watchers=" + watchers, logEvents);
  }

  /** Returns the effective values. */
  public Map<String, Object> effective() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("watchers", watchers);
    values.put("ramp", ramp.toNanos() / 1e9);
    values.put("log-events", logsEvents());
    values.put("seed", seed);
    return values;
  }
}
