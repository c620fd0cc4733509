package io.scaletest.hollownode.pod;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.pools.Quantity;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What a container uses of one resource, as a function of the time that it has run: CPU in cores,
 * memory in bytes. The same whenever and however often it is asked. Immutable.
 */
interface UsageModel {
  /** Returns what is used {@code seconds} after the start. */
  double at(double seconds);

  /**
   * Returns what has been used until {@code seconds} after the start: the integral of {@link #at}.
   */
  double until(double seconds);

  /**
   * Returns how long after the start {@code amount} is used at the soonest, not before {@code
   * fromSeconds}; infinity for never. It may be still less then: who asks looks, and asks again.
   */
  double soonest(double amount, double fromSeconds);

  /**
   * Returns the model that {@code text} spells: {@code 250m} or {@code fixed:250m}, {@code
   * sine:FROM,TO,PERIOD}, {@code walk:FROM,TO}, {@code leak:START,PER-SECOND}.
   *
   * @param random of what the text leaves to chance
   * @throws IllegalArgumentException with the rule and the text
   */
  static UsageModel parse(String text, SplittableRandom random) {
    try {
      return of(text.strip(), random);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + ", got " + text, e);
    }
  }

  /** Returns the model of what wanders between two amounts, without end and without a pattern. */
  static UsageModel walk(double from, double to, SplittableRandom random) {
    return Waves.walk(from, to, random);
  }

  private static UsageModel of(String text, SplittableRandom random) {
    int colon = text.indexOf(':');
    String[] parameters = text.substring(colon + 1).split(",", -1);
    return switch (colon < 0 ? "fixed" : text.substring(0, colon)) {
      case "fixed" -> new Fixed(amount(one("fixed:AMOUNT", 1, parameters)[0]));
      case "sine" -> {
        String[] all = one("sine:FROM,TO,PERIOD", 3, parameters);
        double periodS = DurationText.parse(all[2].strip()).toNanos() / 1e9;
        if (periodS <= 0) {
          throw new IllegalArgumentException("period: must be more than 0");
        }
        yield Waves.sine(amount(all[0]), amount(all[1]), periodS);
      }
      case "walk" -> {
        String[] all = one("walk:FROM,TO", 2, parameters);
        yield Waves.walk(amount(all[0]), amount(all[1]), random);
      }
      case "leak" -> {
        String[] all = one("leak:START,PER-SECOND", 2, parameters);
        yield new Leak(amount(all[0]), amount(all[1]));
      }
      default ->
          throw new IllegalArgumentException("must be a quantity or fixed:, sine:, walk: or leak:");
    };
  }

  private static String[] one(String form, int count, String[] parameters) {
    if (parameters.length != count) {
      throw new IllegalArgumentException("must be " + form);
    }
    return parameters;
  }

  private static double amount(String text) {
    Quantity quantity = Quantity.parse(text.strip());
    if (quantity.signum() < 0) {
      throw new IllegalArgumentException("must not be negative");
    }
    return quantity.milliValue() / 1e3;
  }

  /** Always the same. */
  record Fixed(double amount) implements UsageModel {
    @Override
    public double at(double seconds) {
      return amount;
    }

    @Override
    public double until(double seconds) {
      return amount * seconds;
    }

    @Override
    public double soonest(double wanted, double fromSeconds) {
      return amount >= wanted ? fromSeconds : Double.POSITIVE_INFINITY;
    }
  }

  /** Grows without end. */
  record Leak(double start, double perSecond) implements UsageModel {
    @Override
    public double at(double seconds) {
      return start + perSecond * seconds;
    }

    @Override
    public double until(double seconds) {
      return start * seconds + perSecond * seconds * seconds / 2;
    }

    @Override
    public double soonest(double amount, double fromSeconds) {
      if (at(fromSeconds) >= amount) {
        return fromSeconds;
      }
      return perSecond == 0 ? Double.POSITIVE_INFINITY : (amount - start) / perSecond;
    }
  }

  /**
   * Goes up and down between two bounds: a sum of sines, which can be integrated exactly, so that a
   * counter of CPU seconds needs no history.
   */
  final class Waves implements UsageModel {
    private static final int WALK_WAVES = 4;

    /** A walk's waves are between these long, a few steps of any scrape. */
    private static final double SHORTEST_S = TimeUnit.MINUTES.toSeconds(1);

    private static final double LONGEST_S = TimeUnit.MINUTES.toSeconds(30);

    /** A bound is looked for in steps of this part of the shortest wave. */
    private static final int STEPS_OF_WAVE = 64;

    /** So many steps at once cost less than a millisecond, and reach an hour ahead of a walk. */
    private static final int STEPS_MAX = 4_096;

    /** So many halvings of a step leave nothing of it. */
    private static final int HALVINGS = 40;

    private final double middle;
    private final double amplitude;
    private final double[] frequencies;
    private final double[] phases;

    private Waves(double from, double to, double[] frequencies, double[] phases) {
      if (to < from) {
        throw new IllegalArgumentException("to: must not be less than from");
      }
      this.middle = (from + to) / 2;
      this.amplitude = (to - from) / 2 / frequencies.length;
      this.frequencies = frequencies;
      this.phases = phases;
    }

    /** Begins at the lower bound. */
    static Waves sine(double from, double to, double periodS) {
      return new Waves(from, to, new double[] {2 * Math.PI / periodS}, new double[] {-Math.PI / 2});
    }

    static Waves walk(double from, double to, SplittableRandom random) {
      double[] frequencies = new double[WALK_WAVES];
      double[] phases = new double[WALK_WAVES];
      for (int i = 0; i < WALK_WAVES; i++) {
        double periodS = SHORTEST_S * StrictMath.pow(LONGEST_S / SHORTEST_S, random.nextDouble());
        frequencies[i] = 2 * Math.PI / periodS;
        phases[i] = 2 * Math.PI * random.nextDouble();
      }
      return new Waves(from, to, frequencies, phases);
    }

    @Override
    public double soonest(double amount, double fromSeconds) {
      if (at(fromSeconds) >= amount) {
        return fromSeconds;
      }
      if (middle + amplitude * frequencies.length < amount) {
        return Double.POSITIVE_INFINITY;
      }
      if (frequencies.length == 1) {
        return nextOfOne(amount, fromSeconds);
      }
      double stepS = 2 * Math.PI / fastest() / STEPS_OF_WAVE;
      double below = fromSeconds;
      for (int i = 0; i < STEPS_MAX; i++) {
        if (at(below + stepS) >= amount) {
          return between(amount, below, below + stepS);
        }
        below += stepS;
      }
      return below;
    }

    /** Returns when a single sine is next at {@code amount}, on its way up. */
    private double nextOfOne(double amount, double fromSeconds) {
      double up = StrictMath.asin(Math.max(-1, Math.min(1, (amount - middle) / amplitude)));
      double from = frequencies[0] * fromSeconds + phases[0];
      double turns = Math.ceil((from - up) / (2 * Math.PI));
      return (up + 2 * Math.PI * turns - phases[0]) / frequencies[0];
    }

    private double fastest() {
      double fastest = 0;
      for (double frequency : frequencies) {
        fastest = Math.max(fastest, frequency);
      }
      return fastest;
    }

    /** Returns when between two times {@code amount} is reached, which is not at the first. */
    private double between(double amount, double below, double above) {
      double low = below;
      double high = above;
      for (int i = 0; i < HALVINGS; i++) {
        double middleS = (low + high) / 2;
        if (at(middleS) >= amount) {
          high = middleS;
        } else {
          low = middleS;
        }
      }
      return high;
    }

    @Override
    public double at(double seconds) {
      double sum = middle;
      for (int i = 0; i < frequencies.length; i++) {
        sum += amplitude * StrictMath.sin(frequencies[i] * seconds + phases[i]);
      }
      return sum;
    }

    @Override
    public double until(double seconds) {
      double sum = middle * seconds;
      for (int i = 0; i < frequencies.length; i++) {
        double from = StrictMath.cos(phases[i]);
        double to = StrictMath.cos(frequencies[i] * seconds + phases[i]);
        sum += amplitude / frequencies[i] * (from - to);
      }
      return sum;
    }
  }
}
