package io.scaletest.hollownode.pools;

import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A distribution of durations: how long some stage of a pod's life takes. Immutable; a draw is a
 * pure function of the random numbers, made with {@link StrictMath} so that it is the same on every
 * machine and JVM.
 *
 * <p>Draws are at most {@link #LONGEST_NS}: heavy tails have no largest value, {@code long} has.
 */
public sealed interface DurationModel {
  /** A century: longer than any run, and far from an overflow when added to a clock's reading. */
  long LONGEST_NS = 36_500L * 24 * 3_600 * 1_000_000_000L;

  /** Returns a draw in nanoseconds, 0 to {@link #LONGEST_NS}. */
  long drawNs(SplittableRandom random);

  /**
   * Returns the model that {@code text} names: {@code fixed:30s}, {@code exp:MEAN}, {@code
   * uniform:FROM,TO}, {@code lognormal:MEDIAN,SIGMA}, {@code weibull:K,LAMBDA}, {@code
   * pareto:XM,ALPHA} or {@code trace:FILE}; a duration alone is fixed.
   *
   * @param folder in which relative names of traces stand
   * @throws IllegalArgumentException with the rule and the text
   */
  static DurationModel parse(String text, Path folder) {
    return DurationModelText.parse(text, folder);
  }

  /** Always the same. */
  record Fixed(long ns) implements DurationModel {
    public Fixed {
      Checks.atLeastZero("duration", ns);
    }

    @Override
    public long drawNs(SplittableRandom random) {
      return Math.min(ns, LONGEST_NS);
    }
  }

  /** Exponential with a mean: memoryless, as the service times of queueing theory. */
  record Exponential(long meanNs) implements DurationModel {
    public Exponential {
      Checks.positive("mean", meanNs);
    }

    @Override
    public long drawNs(SplittableRandom random) {
      return bounded(meanNs * standardExponential(random));
    }
  }

  /** Uniform from {@code fromNs} to {@code toNs}. */
  record Uniform(long fromNs, long toNs) implements DurationModel {
    public Uniform {
      Checks.atLeastZero("from", fromNs);
      if (toNs < fromNs) {
        throw new IllegalArgumentException("to: must not be less than from");
      }
    }

    @Override
    public long drawNs(SplittableRandom random) {
      return bounded(fromNs + (toNs - fromNs) * random.nextDouble());
    }
  }

  /** Its logarithm is normal with standard deviation {@code sigma}; usual for batch jobs. */
  record LogNormal(long medianNs, double sigma) implements DurationModel {
    public LogNormal {
      Checks.positive("median", medianNs);
      Checks.positive("sigma", sigma);
    }

    @Override
    public long drawNs(SplittableRandom random) {
      return bounded(medianNs * StrictMath.exp(sigma * standardNormal(random)));
    }
  }

  /** Weibull with a shape (below 1 infant mortality, above 1 wear) and a scale. */
  record Weibull(double shape, long scaleNs) implements DurationModel {
    public Weibull {
      Checks.positive("k", shape);
      Checks.positive("lambda", scaleNs);
    }

    @Override
    public long drawNs(SplittableRandom random) {
      return bounded(scaleNs * StrictMath.pow(standardExponential(random), 1 / shape));
    }
  }

  /** Pareto with a least value and a tail index; an index up to 1 has no mean. */
  record Pareto(long leastNs, double alpha) implements DurationModel {
    public Pareto {
      Checks.positive("xm", leastNs);
      Checks.positive("alpha", alpha);
    }

    @Override
    public long drawNs(SplittableRandom random) {
      return bounded(leastNs * StrictMath.exp(standardExponential(random) / alpha));
    }
  }

  /** One of a trace's durations, each as likely as the others: what was seen, seen again. */
  record Trace(TraceFile file) implements DurationModel {
    public Trace {
      Objects.requireNonNull(file, "file is null");
    }

    @Override
    public long drawNs(SplittableRandom random) {
      return Math.min(file.durationNs(random.nextInt(file.size())), LONGEST_NS);
    }
  }

  private static double standardExponential(SplittableRandom random) {
    return -StrictMath.log1p(-random.nextDouble());
  }

  /** Box and Muller's; the JDK's own may change its algorithm from one release to the next. */
  private static double standardNormal(SplittableRandom random) {
    double radius = StrictMath.sqrt(2 * standardExponential(random));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  private static long bounded(double ns) {
    return ns >= LONGEST_NS ? LONGEST_NS : Math.round(ns);
  }
}
