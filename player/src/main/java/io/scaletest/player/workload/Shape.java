package io.scaletest.player.workload;

import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.arrival.RateCurve;
import java.util.ArrayList;
import java.util.List;

/** The rate of a flow in one phase. */
public sealed interface Shape {
  /** Returns the curves that it is made of, in a phase of that length; bursts have none. */
  List<RateCurve> curves(long lengthNs);

  /** Returns how many arrivals are expected in a phase of that length. */
  default double expected(long lengthNs) {
    return curves(lengthNs).stream().mapToDouble(RateCurve::expected).sum();
  }

  /** Returns how many of them are expected by a moment since the phase's beginning. */
  default double expected(long ns, long lengthNs) {
    double sum = 0;
    long startNs = 0;
    for (RateCurve curve : curves(lengthNs)) {
      long partNs = Math.min(curve.lengthNs(), ns - startNs);
      sum += partNs > 0 ? curve.expected(partNs) : 0;
      startNs += curve.lengthNs();
    }
    return sum;
  }

  /** Returns the arrivals, their times since the beginning of a phase of that length. */
  default ArrivalProcess arrivals(Spacing spacing, long lengthNs, long seed) {
    List<ArrivalProcess.Part> parts = new ArrayList<>();
    long startNs = 0;
    for (RateCurve curve : curves(lengthNs)) {
      long partSeed = seed + parts.size();
      ArrivalProcess process =
          switch (spacing) {
            case POISSON -> ArrivalProcess.poisson(curve, partSeed);
            case CONSTANT -> ArrivalProcess.even(curve);
            case UNIFORM -> ArrivalProcess.uniform(curve, partSeed);
          };
      parts.add(new ArrivalProcess.Part(startNs, curve.lengthNs(), process));
      startNs += curve.lengthNs();
    }
    return ArrivalProcess.inTurn(parts);
  }

  /** How arrivals of a rate lie in time. */
  enum Spacing {
    POISSON,
    CONSTANT,
    UNIFORM
  }

  /** From one rate to another along a line; the same for a constant one. */
  record Ramp(double from, double to) implements Shape {
    @Override
    public List<RateCurve> curves(long lengthNs) {
      return List.of(new RateCurve.Linear(from, to, lengthNs));
    }
  }

  /** Rates one after the other; the last one stays. */
  record Steps(List<Double> rates, long eachNs) implements Shape {
    @Override
    public List<RateCurve> curves(long lengthNs) {
      List<RateCurve> curves = new ArrayList<>();
      long leftNs = lengthNs;
      for (int i = 0; i < rates.size() && leftNs > 0; i++) {
        long ns = i == rates.size() - 1 ? leftNs : Math.min(leftNs, eachNs);
        curves.add(new RateCurve.Linear(rates.get(i), rates.get(i), ns));
        leftNs -= ns;
      }
      return curves;
    }
  }

  /** So many in the beginning of a phase, as clusterloader2 spreads objects over a time. */
  record Within(long total, long withinNs) implements Shape {
    @Override
    public List<RateCurve> curves(long lengthNs) {
      long ns = Math.min(lengthNs, withinNs);
      double perSecond = total / (withinNs / 1e9);
      return List.of(new RateCurve.Linear(perSecond, perSecond, ns));
    }
  }

  /** A sine around a mean. */
  record Sine(double mean, double amplitude, long periodNs) implements Shape {
    @Override
    public List<RateCurve> curves(long lengthNs) {
      return List.of(new RateCurve.Sine(mean, amplitude, periodNs, lengthNs));
    }
  }

  /** Many at once, again and again. */
  record Bursts(long size, long everyNs) implements Shape {
    @Override
    public List<RateCurve> curves(long lengthNs) {
      return List.of();
    }

    @Override
    public double expected(long lengthNs) {
      return size * Math.ceil((double) lengthNs / everyNs);
    }

    @Override
    public double expected(long ns, long lengthNs) {
      return expected(ns);
    }

    @Override
    public ArrivalProcess arrivals(Spacing spacing, long lengthNs, long seed) {
      return ArrivalProcess.bursts(size, everyNs);
    }
  }
}
