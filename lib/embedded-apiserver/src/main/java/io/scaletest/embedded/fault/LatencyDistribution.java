package io.scaletest.embedded.fault;

import java.util.SplittableRandom;

/**
 * A probability distribution of latencies: {@code constant:10ms}, {@code uniform:5ms-15ms}, {@code
 * exponential:10ms} (its mean) or {@code lognormal:10ms,50ms} (its median and its 99th percentile).
 */
final class LatencyDistribution {
  /** The standard normal distribution's 99th percentile. */
  private static final double Z99 = 2.3263478740408408;

  private enum Shape {
    CONSTANT,
    UNIFORM,
    EXPONENTIAL,
    LOGNORMAL
  }

  private final String text;
  private final Shape shape;
  private final double first;
  private final double second;

  private LatencyDistribution(String text, Shape shape, double first, double second) {
    this.text = text;
    this.shape = shape;
    this.first = first;
    this.second = second;
  }

  /** Reads a distribution. */
  static LatencyDistribution parse(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    return switch (text.substring(0, Math.max(0, colon))) {
      case "constant" -> new LatencyDistribution(text, Shape.CONSTANT, ns(rest), 0);
      case "exponential" -> new LatencyDistribution(text, Shape.EXPONENTIAL, ns(rest), 0);
      case "uniform" -> {
        String[] ends = two(text, rest, "-");
        yield new LatencyDistribution(text, Shape.UNIFORM, ns(ends[0]), ns(ends[1]));
      }
      case "lognormal" -> {
        String[] points = two(text, rest, ",");
        double median = ns(points[0]);
        double sigma = Math.log(ns(points[1]) / median) / Z99;
        yield new LatencyDistribution(text, Shape.LOGNORMAL, Math.log(median), sigma);
      }
      default ->
          throw new IllegalArgumentException(
              "value: must be constant:D, uniform:D-D, exponential:D or lognormal:D,D, got "
                  + text);
    };
  }

  private static String[] two(String text, String rest, String separator) {
    String[] parts = rest.split(separator);
    if (parts.length != 2 || ns(parts[0]) <= 0 || ns(parts[0]) > ns(parts[1])) {
      throw new IllegalArgumentException("value: must name two durations in order, got " + text);
    }
    return parts;
  }

  private static double ns(String duration) {
    return Durations.parseNs("value", duration);
  }

  /** Returns one latency in nanoseconds. */
  long sampleNs(SplittableRandom random) {
    return Math.round(
        switch (shape) {
          case CONSTANT -> first;
          case UNIFORM -> first + random.nextDouble() * (second - first);
          case EXPONENTIAL -> -Math.log(1 - random.nextDouble()) * first;
          case LOGNORMAL -> Math.exp(first + second * normal(random));
        });
  }

  /** Box and Muller's transformation. */
  private static double normal(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  @Override
  public String toString() {
    return text;
  }
}
