package io.scaletest.report.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Writes SVG. */
final class SvgDrawing implements Drawing {
  private static final int FIRST_PRINTABLE = 0x20;

  private final StringBuilder svg = new StringBuilder();

  SvgDrawing(int width, int height, String title) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\""
                + " viewBox=\"0 0 %1$d %2$d\" font-family=\"sans-serif\" font-size=\"12\""
                + " role=\"img\">\n<title>%3$s</title>\n",
            width,
            height,
            escaped(title)));
  }

  /** Returns the whole file; nothing can be drawn then. */
  String finished() {
    return svg.append("</svg>\n").toString();
  }

  @Override
  public void rectangle(double x, double y, double width, double height, Ink ink) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
            x,
            y,
            width,
            height,
            colour(ink)));
  }

  @Override
  public void line(List<double[]> points, Ink ink, double width, Plot.Dash dash) {
    svg.append("<polyline fill=\"none\" stroke=\"").append(colour(ink));
    svg.append(String.format(Locale.ROOT, "\" stroke-width=\"%.1f\"", width));
    switch (dash) {
      case DASHED -> svg.append(" stroke-dasharray=\"6 3\"");
      case DOTTED -> svg.append(" stroke-dasharray=\"2 2\"");
      case SOLID -> svg.append(" stroke-linejoin=\"round\"");
    }
    svg.append(" points=\"");
    for (double[] point : points) {
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", point[0], point[1]));
    }
    svg.append("\"/>\n");
  }

  @Override
  public void text(double x, double y, String text, Anchor anchor, Ink ink, boolean strong) {
    String place =
        switch (anchor) {
          case BEGIN -> "start";
          case MIDDLE -> "middle";
          case END -> "end";
        };
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>\n",
            x,
            y,
            place,
            colour(ink),
            strong ? " font-weight=\"bold\" font-size=\"15\"" : "",
            escaped(text)));
  }

  @Override
  public void image(double x, double y, double width, double height, BufferedImage image) {
    var png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException("no disk is involved", e);
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<image x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" preserveAspectRatio=\"none\""
                + " style=\"image-rendering:pixelated\" href=\"data:image/png;base64,%s\"/>\n",
            x,
            y,
            width,
            height,
            Base64.getEncoder().encodeToString(png.toByteArray())));
  }

  private static String colour(Ink ink) {
    return String.format(Locale.ROOT, "#%06x", ink.rgb());
  }

  /** XML has no control characters and no halves of surrogate pairs, whichever way written. */
  static String escaped(String text) {
    var escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isOfXml(c) ? c : 0xfffd);
              }
            });
    return escaped.toString();
  }

  private static boolean isOfXml(int c) {
    return c >= FIRST_PRINTABLE
        && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        && c != 0xfffe
        && c != 0xffff;
  }
}
