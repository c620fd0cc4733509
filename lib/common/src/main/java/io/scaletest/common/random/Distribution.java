package io.scaletest.common.random;

import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * A distribution of durations, sizes or counts, none below 0. Immutable; a draw is a pure function
 * of the random numbers, made with {@link StrictMath}.
 */
public sealed interface Distribution {
  /** How the distributions are spelled. */
  String FORMS =
      "a value, uniform:FROM,TO, exp:MEAN, lognormal:MEDIAN,SIGMA, weibull:K,LAMBDA or"
          + " pareto:XM,ALPHA";

  /** Returns a draw, in the unit of the parameters. */
  double draw(RandomGenerator random);

  /** Returns the mean; infinite where there is none. */
  double mean();

  /**
   * Returns the distribution that a text spells, {@value #FORMS}.
   *
   * @param unit reads a value: a duration, a size; throws IllegalArgumentException with its rule
   * @throws IllegalArgumentException with the rule that the text breaks
   */
  static Distribution parse(String text, ToDoubleFunction<String> unit) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new Fixed(unit.applyAsDouble(text.strip()));
    }
    String parameters = text.substring(colon + 1);
    int comma = parameters.indexOf(',');
    String first = (comma < 0 ? parameters : parameters.substring(0, comma)).strip();
    String second = comma < 0 ? "" : parameters.substring(comma + 1).strip();
    return switch (text.substring(0, colon)) {
      case "fixed" -> new Fixed(unit.applyAsDouble(parameters.strip()));
      case "exp" -> new Exponential(positive("mean", unit.applyAsDouble(parameters.strip())));
      case "uniform" -> new Uniform(unit.applyAsDouble(first), unit.applyAsDouble(second));
      case "lognormal" ->
          new LogNormal(positive("median", unit.applyAsDouble(first)), number("sigma", second));
      case "weibull" ->
          new Weibull(number("k", first), positive("lambda", unit.applyAsDouble(second)));
      case "pareto" ->
          new Pareto(positive("xm", unit.applyAsDouble(first)), number("alpha", second));
      default -> throw new IllegalArgumentException("must be " + FORMS);
    };
  }

  private static double number(String name, String text) {
    try {
      return positive(name, Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": must be a number", e);
    }
  }

  private static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + ": must be > 0 and finite");
    }
    return value;
  }

  private static double standardExponential(RandomGenerator random) {
    return -StrictMath.log1p(-random.nextDouble());
  }

  /** Always the same. */
  record Fixed(double value) implements Distribution {
    @Override
    public double draw(RandomGenerator random) {
      return value;
    }

    @Override
    public double mean() {
      return value;
    }
  }

  /** Exponential: memoryless. */
  record Exponential(double mean) implements Distribution {
    @Override
    public double draw(RandomGenerator random) {
      return mean * standardExponential(random);
    }
  }

  /** Uniform from {@code from} to {@code to}. */
  record Uniform(double from, double to) implements Distribution {
    public Uniform {
      if (!(from <= to)) {
        throw new IllegalArgumentException("uniform: the second must not be less than the first");
      }
    }

    @Override
    public double draw(RandomGenerator random) {
      return from + (to - from) * random.nextDouble();
    }

    @Override
    public double mean() {
      return (from + to) / 2;
    }
  }

  /** Its logarithm is normal with standard deviation {@code sigma}. */
  record LogNormal(double median, double sigma) implements Distribution {
    @Override
    public double draw(RandomGenerator random) {
      // Box and Muller's; the JDK's own may change its algorithm from one release to the next.
      double radius = StrictMath.sqrt(2 * standardExponential(random));
      double normal = radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
      return median * StrictMath.exp(sigma * normal);
    }

    @Override
    public double mean() {
      return median * StrictMath.exp(sigma * sigma / 2);
    }
  }

  /** Weibull with a shape and a scale; its mean is taken by integration. */
  record Weibull(double shape, double scale) implements Distribution {
    private static final int STRIPS = 10_000;

    @Override
    public double draw(RandomGenerator random) {
      return scale * StrictMath.pow(standardExponential(random), 1 / shape);
    }

    @Override
    public double mean() {
      double sum = 0;
      for (int i = 0; i < STRIPS; i++) {
        sum += StrictMath.pow(-StrictMath.log1p(-(i + 0.5) / STRIPS), 1 / shape);
      }
      return scale * sum / STRIPS;
    }
  }

  /** Pareto with a least value and a tail index; an index up to 1 has no mean. */
  record Pareto(double least, double alpha) implements Distribution {
    @Override
    public double draw(RandomGenerator random) {
      return least * StrictMath.exp(standardExponential(random) / alpha);
    }

    @Override
    public double mean() {
      return alpha <= 1 ? Double.POSITIVE_INFINITY : alpha * least / (alpha - 1);
    }
  }
}
