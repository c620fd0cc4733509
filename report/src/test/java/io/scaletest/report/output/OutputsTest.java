package io.scaletest.report.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.report.measure.SyntheticRun;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.SampleReports;
import io.scaletest.report.model.SourceFile;
import io.scaletest.testkit.pages.CheckedPage;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** All forms of one small run, whose files hold what somebody would put there to do harm. */
class OutputsTest {
  private static final long START = SyntheticRun.time("2026-11-29T05:23:23Z");
  private static final String HARM =
      "=cmd|' /C calc'!A0 </script><img onerror=x> ]]> @someone `x` \u001b[31m \u202e \ud800 \uffff";

  @TempDir private Path folder;

  /** The same in each run, and without paths that are not. */
  private Report report() throws IOException {
    var run = new SyntheticRun("golden").parameters(100, 600, 50, 3);
    double[] due = SyntheticRun.dueMs(100, 600, 3);
    for (int i = 1; i <= 600; i++) {
      long sent = START + (long) due[i - 1];
      run.request(sent, sent + 3 + i % 17, "create", i, i % 100 == 99 ? HARM : "");
      run.change(sent + 9 + i % 23, "create", i, sent);
    }
    Path path = run.write(folder);
    RunResult result = SyntheticRun.read(path);
    var stranger = new SourceFile("x.bin", "unknown", 0, 0, List.of());
    return new Report("0", List.of(result), List.of(stranger));
  }

  private void golden(String name, String text) {
    CheckedPage.at("report/src/test/resources/io/scaletest/report/output/" + name)
        .mustBe(text.replace(folder.toString(), "/runs"));
  }

  @Test
  void theTextIsAsEver() throws IOException {
    String text = TextOutput.of(report(), false);

    assertThat(text).doesNotContain("\u001b").doesNotContain("\u202e");
    golden("golden.txt", text);
  }

  @Test
  void theMarkdownIsAsEver() throws IOException {
    String text = MarkdownOutput.of(report());

    assertThat(text).startsWith("<!-- scaletest-report -->\n").doesNotContain("<img", "@someone");
    golden("golden.md", text);
  }

  @Test
  void perfDataAndPercentilesAreAsEver() throws IOException {
    Report report = report();

    golden("golden-perfdata.json", PerfDataOutput.of(report));
    golden("golden-percentiles.csv", CsvOutput.of(report).get("percentiles.csv"));
  }

  @Test
  void noCellIsAFormulaAndEveryRowHasAllColumns() throws IOException {
    Map<String, String> files = CsvOutput.of(report());

    assertThat(files.get("errors.csv")).contains("\"'=cmd|").doesNotContain(",=cmd");
    assertThat(files.get("rates.csv").lines().skip(1)).allMatch(row -> row.split(",").length == 7);
    assertThat(files.get("heat.csv").lines().count()).isGreaterThan(20);
    assertThat(files).hasSize(11);
  }

  @Test
  void memoryOverTimeIsInTheCells() {
    Report report = SampleReports.of(SampleReports.disturbed(2, 4));

    assertThat(CsvOutput.of(report).get("memory.csv"))
        .startsWith("run,who,epochMs,residentBytes\r\n")
        .contains(",cmdriver,", ",90100000\r\n");
  }

  @Test
  void theXmlIsWholeAndHasWhatIsBroken()
      throws IOException, ParserConfigurationException, SAXException {
    var run = new SyntheticRun("broken");
    for (int i = 1; i <= 600; i++) {
      run.request(START + i * 10L, START + i * 10L + 2_000, "create", i, i % 3 == 0 ? HARM : "");
    }
    var report = new Report("0", List.of(run.result(folder)), List.of());

    Document document = document(JunitOutput.of(report, false));

    assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(3);
    assertThat(document.getElementsByTagName("error").getLength()).as("INVALID").isEqualTo(1);
    assertThat(document.getElementsByTagName("failure").getLength()).as("errors").isEqualTo(1);
    assertThat(document.getElementsByTagName("skipped").getLength()).as("p99 of 400").isEqualTo(1);
  }

  private static Document document(String xml)
      throws IOException, ParserConfigurationException, SAXException {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theJsonHasEveryColumn() throws IOException, MalformedJsonException {
    Report report = report();

    Map<String, Object> tree =
        JsonTree.parseObject(JsonOutput.of(report).getBytes(StandardCharsets.UTF_8));

    assertThat(tree).containsEntry("schema", "scaletest-report").containsEntry("schemaVersion", 1L);
    Map<?, ?> run = JsonTree.objects(tree, "runs").get(0);
    int columns = report.runs().get(0).axis().columns();
    assertThat(JsonTree.objects(run, "series"))
        .isNotEmpty()
        .allMatch(series -> JsonTree.list(series, "columns").size() == columns);
    assertThat(JsonTree.list(run, "population")).hasSize(columns);
  }
}
