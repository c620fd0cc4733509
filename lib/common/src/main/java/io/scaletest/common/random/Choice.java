package io.scaletest.common.random;

import java.util.random.RandomGenerator;

/** Which of {@code n} things is taken, each time anew. Immutable. */
public sealed interface Choice {
  /** How the choices are spelled. */
  String FORMS = "uniform or zipf:S with S > 0";

  /** Returns an index, 0 to {@code n - 1}; n is at least 1. */
  int draw(int n, RandomGenerator random);

  /** Returns the share of draws that take {@code index} of {@code n}. */
  double share(int index, int n);

  /**
   * Returns the choice that a text spells, {@value #FORMS}.
   *
   * @throws IllegalArgumentException with the rule that the text breaks
   */
  static Choice parse(String text) {
    if (text.equals("uniform")) {
      return new Evenly();
    }
    if (text.startsWith("zipf:")) {
      try {
        return new Zipf(Double.parseDouble(text.substring("zipf:".length())));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("must be " + FORMS, e);
      }
    }
    throw new IllegalArgumentException("must be " + FORMS);
  }

  /** Each as likely as the others. */
  record Evenly() implements Choice {
    @Override
    public int draw(int n, RandomGenerator random) {
      return random.nextInt(n);
    }

    @Override
    public double share(int index, int n) {
      return 1.0 / n;
    }
  }

  /**
   * The k-th with a probability proportional to {@code 1 / k^s}. <i>Source:</i>
   * rejection-inversion, W. Hörmann and G. Derflinger, ACM TOMACS 6 (1996), which needs no table,
   * so n may change from draw to draw.
   *
   * @param s how uneven; above 0
   */
  record Zipf(double s) implements Choice {
    public Zipf {
      if (!(s > 0) || Double.isInfinite(s)) {
        throw new IllegalArgumentException("zipf: must be > 0 and finite");
      }
    }

    @Override
    public int draw(int n, RandomGenerator random) {
      double low = integral(1.5) - 1;
      double high = integral(n + 0.5);
      while (true) {
        double u = high + random.nextDouble() * (low - high);
        double x = inverse(u);
        int k = (int) Math.max(1, Math.min(n, Math.round(x)));
        if (u >= integral(k + 0.5) - StrictMath.pow(k, -s)) {
          return k - 1;
        }
      }
    }

    @Override
    public double share(int index, int n) {
      double sum = 0;
      for (int k = 1; k <= n; k++) {
        sum += StrictMath.pow(k, -s);
      }
      return StrictMath.pow(index + 1, -s) / sum;
    }

    /** An integral of {@code x^-s}. */
    private double integral(double x) {
      double log = StrictMath.log(x);
      return s == 1 ? log : StrictMath.expm1((1 - s) * log) / (1 - s);
    }

    private double inverse(double y) {
      if (s == 1) {
        return StrictMath.exp(y);
      }
      double t = Math.max(-1, y * (1 - s));
      return StrictMath.exp(StrictMath.log1p(t) / (1 - s));
    }
  }
}
