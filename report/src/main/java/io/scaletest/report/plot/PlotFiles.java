package io.scaletest.report.plot;

import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;

/** Writes all plots of a report, each as SVG and as PNG. */
public final class PlotFiles {
  private static final int NAME_CHARACTERS_MAX = 100;

  private PlotFiles() {}

  /**
   * Writes {@code <run>-<plot>.svg} and {@code .png} for each plot; the run's part is left out
   * where there is one run.
   *
   * @param folder made where it is missing
   * @throws IOException if a file cannot be written, or if this machine has no font for PNG
   */
  public static void write(Report report, Path folder) throws IOException {
    // Pictures are painted in memory; a display that the environment names is not asked.
    System.setProperty("java.awt.headless", "true");
    Files.createDirectories(folder);
    var taken = new HashSet<String>();
    for (int i = 0; i < report.runs().size(); i++) {
      RunResult run = report.runs().get(i);
      String prefix = report.runs().size() == 1 ? "" : (i + 1) + "-";
      for (Plot plot : RunPlots.of(run)) {
        write(plot, folder.resolve(unique(prefix + plot.name(), taken)));
      }
    }
  }

  private static void write(Plot plot, Path stem) throws IOException {
    var svg = new SvgDrawing(PlotPainter.WIDTH, PlotPainter.HEIGHT, plot.title());
    PlotPainter.paint(plot, svg);
    Files.writeString(stem.resolveSibling(stem.getFileName() + ".svg"), svg.finished());
    try (var png = new PngDrawing(PlotPainter.WIDTH, PlotPainter.HEIGHT)) {
      PlotPainter.paint(plot, png);
      ImageIO.write(png.image(), "png", stem.resolveSibling(stem.getFileName() + ".png").toFile());
    } catch (InternalError | NoClassDefFoundError e) {
      // What the JDK throws without a font or without the library that draws them.
      throw new IOException("no font for PNG on this machine; the SVG of it is written", e);
    }
  }

  /** Names come from files: only letters, digits, dots and hyphens are kept. */
  private static String unique(String name, Set<String> taken) {
    String kept = name.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^[-.]+", "");
    String stem = kept.substring(0, Math.min(kept.length(), NAME_CHARACTERS_MAX));
    String unique = stem;
    for (int i = 2; !taken.add(unique); i++) {
      unique = stem + "-" + i;
    }
    return unique;
  }
}
