package io.scaletest.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Paints into a picture of twice the size, for dense screens. Needs fonts on the machine. */
final class PngDrawing implements Drawing, AutoCloseable {
  private static final int SCALE = 2;
  private static final int FONT_SIZE = 12;
  private static final int STRONG_FONT_SIZE = 15;

  private final BufferedImage image;
  private final Graphics2D graphics;

  PngDrawing(int width, int height) {
    image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
  }

  BufferedImage image() {
    return image;
  }

  @Override
  public void close() {
    graphics.dispose();
  }

  @Override
  public void rectangle(double x, double y, double width, double height, Ink ink) {
    graphics.setColor(new Color(ink.rgb()));
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void line(List<double[]> points, Ink ink, double width, Plot.Dash dash) {
    float[] pattern =
        switch (dash) {
          case SOLID -> null;
          case DASHED -> new float[] {6, 3};
          case DOTTED -> new float[] {2, 2};
        };
    graphics.setColor(new Color(ink.rgb()));
    graphics.setStroke(
        new BasicStroke(
            (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, pattern, 0));
    var path = new Path2D.Double();
    for (double[] point : points) {
      if (path.getCurrentPoint() == null) {
        path.moveTo(point[0], point[1]);
      } else {
        path.lineTo(point[0], point[1]);
      }
    }
    graphics.draw(path);
  }

  @Override
  public void text(double x, double y, String text, Anchor anchor, Ink ink, boolean strong) {
    graphics.setFont(
        new Font(
            Font.SANS_SERIF,
            strong ? Font.BOLD : Font.PLAIN,
            strong ? STRONG_FONT_SIZE : FONT_SIZE));
    graphics.setColor(new Color(ink.rgb()));
    double width = graphics.getFontMetrics().stringWidth(text);
    double back =
        switch (anchor) {
          case BEGIN -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    graphics.drawString(text, (float) (x - back), (float) y);
  }

  @Override
  public void image(double x, double y, double width, double height, BufferedImage cells) {
    var place = AffineTransform.getTranslateInstance(x, y);
    place.scale(width / cells.getWidth(), height / cells.getHeight());
    graphics.drawImage(cells, place, null);
  }
}
