package io.scaletest.report.plot;

import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Paints a plot: title, key, axes, disturbances, heat map, lines. */
final class PlotPainter {
  static final int WIDTH = 900;
  static final int HEIGHT = 356;

  private static final double LEFT = 74;
  private static final double RIGHT = WIDTH - 26;
  private static final double TOP = 78;
  private static final double BOTTOM = HEIGHT - 32;
  private static final double KEY_Y = 44;
  private static final double KEY_ROW = 17;
  private static final double KEY_LINE = 18;
  private static final double KEY_GAP = 20;

  /** Wide enough for any of the usual sans-serif fonts. */
  private static final double CHARACTER = 6.8;

  private static final int TICKS_MAX = 12;
  private static final double[] TIME_STEPS = {
    0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 86400
  };
  private static final int[][] RAMP = {
    {222, 235, 247}, {158, 202, 225}, {66, 146, 198}, {8, 81, 156}, {8, 32, 80}
  };
  private static final double SECONDS_ALONE_BELOW = 120;

  private final Plot plot;
  private final Drawing drawing;

  private PlotPainter(Plot plot, Drawing drawing) {
    this.plot = plot;
    this.drawing = drawing;
  }

  static void paint(Plot plot, Drawing drawing) {
    var painter = new PlotPainter(plot, drawing);
    drawing.rectangle(0, 0, WIDTH, HEIGHT, Ink.PAPER);
    painter.head();
    painter.shades();
    painter.yAxis();
    painter.xAxis();
    plot.cells().ifPresent(painter::cells);
    for (Plot.Line line : plot.lines()) {
      painter.line(line);
    }
  }

  private double x(double value) {
    return LEFT + plot.x().share(value) * (RIGHT - LEFT);
  }

  private double y(double value) {
    return BOTTOM - plot.y().share(value) * (BOTTOM - TOP);
  }

  private void head() {
    drawing.text(LEFT, 22, plot.title(), Drawing.Anchor.BEGIN, Ink.BLACK, true);
    double x = LEFT;
    double y = KEY_Y;
    for (Plot.Line line : plot.lines()) {
      double width = KEY_LINE + 6 + line.label().length() * CHARACTER + KEY_GAP;
      if (x + width > RIGHT) {
        x = LEFT;
        y += KEY_ROW;
      }
      if (y > KEY_Y + KEY_ROW) {
        drawing.text(RIGHT, KEY_Y + KEY_ROW, "…", Drawing.Anchor.END, Ink.MUTED, false);
        break;
      }
      var sample = List.of(new double[] {x, y - 4}, new double[] {x + KEY_LINE, y - 4});
      drawing.line(sample, Ink.ofLine(line.hue()), 2, line.dash());
      drawing.text(x + KEY_LINE + 6, y, line.label(), Drawing.Anchor.BEGIN, Ink.MUTED, false);
      x += width;
    }
    plot.cells()
        .ifPresent(
            cells ->
                drawing.text(
                    LEFT,
                    KEY_Y,
                    "darker: more in a cell, at most " + most(cells) + ", log scale",
                    Drawing.Anchor.BEGIN,
                    Ink.MUTED,
                    false));
  }

  private void shades() {
    for (double[] shade : plot.shaded()) {
      double from = x(shade[0]);
      double width = Math.max(1, x(shade[1]) - from);
      drawing.rectangle(from, TOP, width, BOTTOM - TOP, Ink.DISTURBED);
    }
  }

  private void yAxis() {
    for (double value : ticks(plot.y())) {
      var grid = List.of(new double[] {LEFT, y(value)}, new double[] {RIGHT, y(value)});
      drawing.line(grid, Ink.GRID, 1, Plot.Dash.SOLID);
      drawing.text(
          LEFT - 8, y(value) + 4, label(plot.y(), value), Drawing.Anchor.END, Ink.MUTED, false);
    }
  }

  private void xAxis() {
    for (double value : ticks(plot.x())) {
      var mark = List.of(new double[] {x(value), BOTTOM}, new double[] {x(value), BOTTOM + 5});
      drawing.line(mark, Ink.MUTED, 1, Plot.Dash.SOLID);
      drawing.text(
          x(value), BOTTOM + 20, label(plot.x(), value), Drawing.Anchor.MIDDLE, Ink.MUTED, false);
    }
  }

  private static List<Double> ticks(Plot.Axis axis) {
    var ticks = new ArrayList<Double>();
    switch (axis.scale()) {
      case NINES -> ticks.addAll(List.of(0.0, Math.log10(2), 1.0, 2.0, 3.0, 4.0));
      case LATENCY -> {
        int from = (int) Math.round(Math.log10(axis.low()));
        int to = (int) Math.round(Math.log10(axis.high()));
        for (int power = from; power <= to; power++) {
          ticks.add(Math.pow(10, power));
        }
      }
      default -> {
        double step = step(axis);
        for (int i = 0; i * step <= axis.high() * (1 + 1e-9); i++) {
          ticks.add(i * step);
        }
      }
    }
    return ticks;
  }

  private static double step(Plot.Axis axis) {
    if (axis.scale() == Plot.Scale.TIME) {
      for (double step : TIME_STEPS) {
        if (axis.high() / step <= TICKS_MAX) {
          return step;
        }
      }
    }
    double rough = axis.high() / 5;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (int digit : new int[] {1, 2, 5}) {
      if (digit * power >= rough) {
        return digit * power;
      }
    }
    return 10 * power;
  }

  private static String label(Plot.Axis axis, double value) {
    return switch (axis.scale()) {
      case NINES -> value == 0 ? "0 %" : trimmed(100 * (1 - Math.pow(10, -value))) + " %";
      case LATENCY ->
          value >= 1_000
              ? trimmed(value / 1_000) + " s"
              : value >= 0.999 ? trimmed(value) + " ms" : trimmed(value * 1_000) + " µs";
      case TIME -> time(value, axis.high());
      case NUMBER -> trimmed(value);
    };
  }

  private static String time(double seconds, double longest) {
    if (longest < SECONDS_ALONE_BELOW) {
      return trimmed(seconds) + " s";
    }
    long whole = Math.round(seconds);
    return whole >= 3_600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3_600, whole / 60 % 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }

  private static String trimmed(double value) {
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }

  private void cells(Plot.Cells cells) {
    int columns = cells.counts().length;
    var image = new BufferedImage(columns, cells.rows(), BufferedImage.TYPE_INT_ARGB);
    double most = Math.log(Math.max(2, most(cells)));
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < cells.rows(); row++) {
        long count = cells.counts()[column][row];
        if (count > 0) {
          image.setRGB(column, cells.rows() - 1 - row, 0xff000000 | shade(Math.log(count) / most));
        }
      }
    }
    double top = y(cells.low() * Math.pow(cells.ratio(), cells.rows()));
    drawing.image(LEFT, top, RIGHT - LEFT, y(cells.low()) - top, image);
  }

  private static long most(Plot.Cells cells) {
    long most = 1;
    for (long[] column : cells.counts()) {
      for (long count : column) {
        most = Math.max(most, count);
      }
    }
    return most;
  }

  private static int shade(double share) {
    double at = Math.min(0.9999, share) * (RAMP.length - 1);
    int step = (int) at;
    int rgb = 0;
    for (int i = 0; i < 3; i++) {
      double value = RAMP[step][i] + (RAMP[step + 1][i] - RAMP[step][i]) * (at - step);
      rgb = rgb << 8 | (int) Math.round(value);
    }
    return rgb;
  }

  /** A part for each run of values that are there. */
  private void line(Plot.Line line) {
    var points = new ArrayList<double[]>();
    for (int i = 0; i <= line.y().length; i++) {
      if (i == line.y().length || Double.isNaN(line.y()[i])) {
        if (!points.isEmpty()) {
          drawing.line(List.copyOf(points), Ink.ofLine(line.hue()), 1.6, line.dash());
        }
        points.clear();
        continue;
      }
      double y = y(line.y()[i]);
      if (!line.isSteps() || points.isEmpty() || points.get(points.size() - 1)[1] != y) {
        points.add(new double[] {x(line.x()[i]), y});
      }
      if (line.isSteps()) {
        points.add(new double[] {x(line.x()[i + 1]), y});
      }
    }
  }
}
