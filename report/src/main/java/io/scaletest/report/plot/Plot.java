package io.scaletest.report.plot;

import java.util.List;
import java.util.Optional;

/**
 * One plot as data. Missing values are NaN.
 *
 * @param name what its file is called
 * @param cells of a heat map, under the lines
 * @param shaded from and to, in units of x
 */
record Plot(
    String name,
    String title,
    Axis x,
    Axis y,
    List<Line> lines,
    Optional<Cells> cells,
    List<double[]> shaded) {

  /** What an axis counts, which decides about its labels. */
  enum Scale {
    /** Seconds since the run's start. */
    TIME,
    /** A number. */
    NUMBER,
    /** Milliseconds, logarithmic. */
    LATENCY,
    /** −log10(1 − share of requests): 90, 99, 99.9 % are equally far apart. */
    NINES
  }

  /** An axis from its lowest to its highest value. */
  record Axis(Scale scale, double low, double high) {
    /** Returns where a value lies, 0 to 1; what lies outside is at the edge. */
    double share(double value) {
      double part =
          scale == Scale.LATENCY
              ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
              : (value - low) / (high - low);
      return Math.max(0, Math.min(1, part));
    }
  }

  /** How lines can be told apart without colour. */
  enum Dash {
    SOLID,
    DASHED,
    DOTTED
  }

  /**
   * A line.
   *
   * @param x beginnings of the steps and one end more; or the points' places
   * @param y as many as steps; or as points
   */
  record Line(String label, int hue, Dash dash, double[] x, double[] y) {
    boolean isSteps() {
      return x.length == y.length + 1;
    }
  }

  /**
   * Counts by column and row, the lowest row first, over the whole of x.
   *
   * @param low lower bound of row 0
   * @param ratio upper bound of a row divided by its lower one
   */
  record Cells(long[][] counts, int rows, double low, double ratio) {}
}
