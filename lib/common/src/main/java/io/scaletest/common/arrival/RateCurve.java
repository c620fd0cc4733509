package io.scaletest.common.arrival;

/**
 * A rate that changes over a time: its integral, the number of arrivals expected by a moment, and
 * the inverse of that. Immutable; computed with {@link StrictMath}, so the same on every machine.
 */
public sealed interface RateCurve {
  /** Returns for how long it is defined, in nanoseconds. */
  long lengthNs();

  /**
   * Returns how many arrivals are expected from the beginning to {@code ns}; never falls.
   *
   * @param ns 0 to {@link #lengthNs}
   */
  double expected(double ns);

  /** Returns how many arrivals are expected in all. */
  default double expected() {
    return expected(lengthNs());
  }

  /**
   * Returns by when that many arrivals are expected: the inverse of {@link #expected(double)}.
   *
   * @param arrivals 0 to {@link #expected()}
   */
  double whenNs(double arrivals);

  /**
   * From one rate to another along a straight line.
   *
   * @param from arrivals per second at the beginning; at least 0 and finite
   * @param to at the end, likewise
   */
  record Linear(double from, double to, long lengthNs) implements RateCurve {
    public Linear {
      Rates.atLeastZero(from);
      Rates.atLeastZero(to);
      Rates.length(lengthNs);
    }

    @Override
    public double expected(double ns) {
      return (from + (to - from) * ns / lengthNs / 2) * ns / Rates.NS_PER_S;
    }

    @Override
    public double whenNs(double arrivals) {
      // The root of a·t²/2 + from·t - arrivals, in the form that loses no digits where a is small.
      double seconds = lengthNs / Rates.NS_PER_S;
      double slope = (to - from) / seconds;
      double root = StrictMath.sqrt(Math.max(0, from * from + 2 * slope * arrivals));
      double denominator = from + root;
      double t = denominator == 0 ? 0 : 2 * arrivals / denominator;
      return Math.min(t, seconds) * Rates.NS_PER_S;
    }
  }

  /**
   * A sine around a mean: {@code mean + amplitude · sin(2π t / period)}.
   *
   * @param mean arrivals per second; finite
   * @param amplitude 0 to {@code mean}
   */
  record Sine(double mean, double amplitude, long periodNs, long lengthNs) implements RateCurve {
    /** Halves the length of any run down to less than a nanosecond. */
    private static final int BISECTIONS = 64;

    public Sine {
      Rates.atLeastZero(mean);
      Rates.length(lengthNs);
      if (!(amplitude >= 0 && amplitude <= mean)) {
        throw new IllegalArgumentException(
            "amplitude: must be from 0 to the mean rate, got " + amplitude);
      }
      if (periodNs <= 0) {
        throw new IllegalArgumentException("period: must be > 0, got " + periodNs);
      }
    }

    @Override
    public double expected(double ns) {
      double seconds = ns / Rates.NS_PER_S;
      double radiansPerSecond = 2 * Math.PI / (periodNs / Rates.NS_PER_S);
      double swing = (1 - StrictMath.cos(radiansPerSecond * seconds)) / radiansPerSecond;
      return mean * seconds + amplitude * swing;
    }

    @Override
    public double whenNs(double arrivals) {
      double low = 0;
      double high = lengthNs;
      for (int i = 0; i < BISECTIONS && high - low > 0.5; i++) {
        double middle = (low + high) / 2;
        if (expected(middle) < arrivals) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return high;
    }
  }
}
