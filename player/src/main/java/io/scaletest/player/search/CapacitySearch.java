package io.scaletest.player.search;

import io.scaletest.player.search.Trial.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Searches the highest value at which a workload meets its limits: doubling up to the first miss,
 * then bisection in log space. A bound takes two of at most three full trials that agree; both are
 * measured once more at the end, and moved outwards where they do not hold any more. Trials in
 * which this process was late count for nothing; two at a value end the search.
 *
 * <p>For one thread, which the trials block. <i>Source:</i> RFC 9971's loads with trial ratios, and
 * {@code docs/adr/0026}.
 */
public final class CapacitySearch {
  private static final int VOTES = 2;

  /** A bound that gives way more often is none: the system changes while it is searched. */
  private static final int MOVES_MAX = 3;

  private final double low;
  private final double high;
  private final double width;
  private final boolean whole;
  private final Trial.Runner runner;
  private final BooleanSupplier over;
  private final List<Trial> trials = new ArrayList<>();

  /** How a search ended. */
  public enum End {
    /** The highest value lies between the bounds. */
    FOUND,
    /** Even the highest value that was to be tried is met: the lower bound is that one. */
    NOT_REACHED,
    /** Even the lowest value is missed: the upper bound is that one. */
    BELOW_LOWEST,
    /** This process cannot offer more: the lower bound is the highest value that was met. */
    LIMIT_OF_THIS_CLIENT,
    /** A bound did not hold when it was measured again: the search changed the system. */
    UNSTABLE,
    /** The time was over, or a signal came: the bounds are the best so far. */
    OUT_OF_TIME
  }

  /**
   * The answer.
   *
   * @param lower highest value that was met; 0 for none
   * @param upper lowest value that was missed; infinite for none
   * @param trials all of them, in order
   */
  public record Answer(End end, double lower, double upper, List<Trial> trials) {}

  /** Ends the search from within. */
  private static final class Ended extends Exception {
    private static final long serialVersionUID = 1L;
    private final End end;

    Ended(End end) {
      super(end.name(), null, false, false);
      this.end = end;
    }
  }

  private double lower;
  private double upper = Double.POSITIVE_INFINITY;

  /**
   * @param low where to begin; above 0
   * @param high not to be gone beyond
   * @param width how near the bounds are to be: {@code upper / lower - 1}
   * @param whole whether values are whole numbers
   * @param over asked before each trial: whether there is no time for one
   */
  public CapacitySearch(
      double low,
      double high,
      double width,
      boolean whole,
      Trial.Runner runner,
      BooleanSupplier over) {
    this.low = low;
    this.high = high;
    this.width = width;
    this.whole = whole;
    this.runner = runner;
    this.over = over;
  }

  /** Searches; blocks until it is over. */
  public Answer search() throws InterruptedException {
    try {
      bracket();
      bisect();
      confirm();
      return answer(End.FOUND);
    } catch (Ended e) {
      return answer(e.end);
    }
  }

  private Answer answer(End end) {
    return new Answer(end, lower, upper, List.copyOf(trials));
  }

  /** Doubles with short trials up to a miss, then makes sure of both ends with full ones. */
  private void bracket() throws InterruptedException, Ended {
    double value = low;
    double met = 0;
    while (tryAt(value, false) == Result.MET) {
      met = value;
      if (value >= high) {
        break;
      }
      value = Math.min(high, rounded(value * 2));
    }
    if (met >= high && isMet(high)) {
      lower = high;
      throw new Ended(End.NOT_REACHED);
    }
    upper = met >= high ? high : value;
    // A short trial may err either way, so the bracket is widened until full ones agree with it.
    while (isMet(upper)) {
      lower = upper;
      if (upper >= high) {
        upper = Double.POSITIVE_INFINITY;
        throw new Ended(End.NOT_REACHED);
      }
      upper = Math.min(high, rounded(upper * 2));
    }
    if (lower > 0) {
      return;
    }
    double below = met > 0 && met < upper ? met : low;
    while (below >= upper || !isMet(below)) {
      if (below <= low) {
        upper = Math.min(upper, low);
        throw new Ended(End.BELOW_LOWEST);
      }
      upper = Math.min(upper, below);
      below = Math.max(low, rounded(below / 2));
    }
    lower = below;
  }

  private void bisect() throws InterruptedException, Ended {
    while (upper / lower > 1 + width && !(whole && upper - lower <= 1)) {
      double middle = rounded(Math.sqrt(lower * upper));
      if (middle <= lower || middle >= upper) {
        return; // whole numbers have none between
      }
      if (isMet(middle)) {
        lower = middle;
      } else {
        upper = middle;
      }
    }
  }

  /** Measures both bounds again, and moves outwards one that does not hold. */
  private void confirm() throws InterruptedException, Ended {
    int moves = 0;
    while (!isMet(lower)) {
      if (++moves > MOVES_MAX) {
        throw new Ended(End.UNSTABLE);
      }
      lower = rounded(lower / (1 + width));
    }
    moves = 0;
    while (isMet(upper)) {
      if (++moves > MOVES_MAX) {
        throw new Ended(End.UNSTABLE);
      }
      upper = rounded(upper * (1 + width));
    }
  }

  private double rounded(double value) {
    return whole ? Math.max(1, Math.rint(value)) : value;
  }

  /** Decides by two of at most three full trials. */
  private boolean isMet(double value) throws InterruptedException, Ended {
    int met = 0;
    int missed = 0;
    while (met < VOTES && missed < VOTES) {
      if (tryAt(value, true) == Result.MET) {
        met++;
      } else {
        missed++;
      }
    }
    return met >= VOTES;
  }

  /** Does a trial that counts; a second one in which this process was late ends the search. */
  private Result tryAt(double value, boolean full) throws InterruptedException, Ended {
    for (int late = 0; late < VOTES; late++) {
      if (over.getAsBoolean()) {
        throw new Ended(End.OUT_OF_TIME);
      }
      Trial trial = runner.run(value, full);
      trials.add(trial);
      if (trial.result() != Result.LATE) {
        return trial.result();
      }
    }
    throw new Ended(End.LIMIT_OF_THIS_CLIENT);
  }
}
