package io.scaletest.report.plot;

import java.awt.image.BufferedImage;
import java.util.List;

/** What plots are painted on; places in pixels from the upper left corner. */
interface Drawing {
  /** Where a text begins, ends or has its middle. */
  enum Anchor {
    BEGIN,
    MIDDLE,
    END
  }

  void rectangle(double x, double y, double width, double height, Ink ink);

  /** A line through points, x and y by turns. */
  void line(List<double[]> points, Ink ink, double width, Plot.Dash dash);

  void text(double x, double y, String text, Anchor anchor, Ink ink, boolean strong);

  /** A picture stretched over a rectangle, its pixels kept as they are. */
  void image(double x, double y, double width, double height, BufferedImage image);
}
