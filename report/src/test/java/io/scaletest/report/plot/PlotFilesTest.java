package io.scaletest.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.report.model.SampleReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PlotFilesTest {
  private static final int ANTI_ALIASED_COLOURS_MIN = 8;

  @TempDir private Path folder;

  @Test
  void eachPlotIsAnSvgAndAPng() throws Exception {
    PlotFiles.write(SampleReports.of(SampleReports.disturbed(60, 100)), folder);

    assertThat(names())
        .contains("create.response.svg", "create.response.png", "create.response-heat-map.svg")
        .contains("distribution.svg", "rate.svg", "errors.svg", "population.svg", "lateness.png")
        .contains("server-create.svg", "server-create.png");
    for (String name : names()) {
      Path file = folder.resolve(name);
      if (name.endsWith(".svg")) {
        assertThat(parsed(file).getElementsByTagName("text").getLength()).isGreaterThan(5);
      } else {
        assertThat(colours(file)).isGreaterThan(ANTI_ALIASED_COLOURS_MIN);
      }
    }
  }

  @Test
  void linesAreWhereTheirValuesAre() throws Exception {
    PlotFiles.write(SampleReports.of(SampleReports.disturbed(100, 200)), folder);

    Document svg = parsed(folder.resolve("create.response.svg"));
    List<double[]> p50 = new ArrayList<>();
    for (int i = 0; i < svg.getElementsByTagName("polyline").getLength(); i++) {
      var line = (Element) svg.getElementsByTagName("polyline").item(i);
      String[] points = line.getAttribute("points").trim().split(" ");
      if (points.length > 20 && p50.isEmpty()) {
        for (String point : points) {
          String[] xy = point.split(",");
          p50.add(new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])});
        }
      }
    }
    double calm = p50.get(0)[1];
    double stalled =
        p50.stream().filter(point -> point[0] > 440 && point[0] < 460).findFirst().orElseThrow()[1];
    // 3 ms and 2 s are 2.8 decades apart, of five that are 246 pixels high.
    assertThat(calm - stalled).isBetween(125.0, 155.0);
  }

  @Test
  void severalRunsHaveFilesOfTheirOwn() throws IOException {
    PlotFiles.write(
        SampleReports.of(SampleReports.disturbed(60, 100), SampleReports.withText("second")),
        folder);

    assertThat(names()).contains("1-rate.svg", "2-rate.svg");
  }

  @Test
  void textsOfFilesAreNeitherMarkupNorPaths() throws Exception {
    String text = "../../x<script>\u0000\u001b\ud800&\"";

    assertThat(SvgDrawing.escaped(text))
        .isEqualTo("../../x&lt;script&gt;\ufffd\ufffd\ufffd&amp;&quot;");
    PlotFiles.write(SampleReports.of(SampleReports.withText(text)), folder);
    assertThat(names()).allMatch(name -> name.matches("[A-Za-z0-9.-]+"));
    for (String name : names()) {
      if (name.endsWith(".svg")) {
        assertThat(parsed(folder.resolve(name)).getElementsByTagName("script").getLength())
            .isZero();
      }
    }
  }

  @Test
  void aRunWithoutColumnsHasNoPlot() throws IOException {
    PlotFiles.write(SampleReports.of(SampleReports.withoutColumns()), folder);

    assertThat(names()).isEmpty();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Document parsed(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static int colours(Path file) throws IOException {
    var image = ImageIO.read(file.toFile());
    var colours = new HashSet<Integer>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours.size();
  }
}
