package io.scaletest.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.report.compare.Metric;
import io.scaletest.report.compare.Trend;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.SampleReports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page as Chromium shows it: it draws, answers pointer and keys, and lets nothing in. */
class PageInBrowserTest {
  private static final int ANTI_ALIASED_COLOURS_MIN = 8;

  private static Browser browser;
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    browser = Browser.start();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void theConsoleIsSilent() {
    assertThat(browser.messages()).isEmpty();
  }

  private void openDisturbed() throws IOException {
    browser.open(SampleReports.of(SampleReports.disturbed(100, 200)), folder);
  }

  @Test
  void answersFirstAndDrawsEveryPlot() throws IOException {
    openDisturbed();

    assertThat(browser.text("verdict-state")).isEqualTo("INVALID");
    assertThat(browser.text("verdict"))
        .contains("Did the run count?", "Did the control plane hold?", "40.0 s")
        .contains("Where did it bend?", "Was anything lost?");
    assertThat(browser.all("#tiles .tile")).hasSize(6);
    assertThat(browser.all(".plot")).as("three of them a replay's").hasSize(13);
    assertThat(browser.coloursOfPlots())
        .allSatisfy(count -> assertThat((Long) count).isGreaterThan(ANTI_ALIASED_COLOURS_MIN));
  }

  @Test
  void aMillionRequestsAreDrawnToo() throws IOException {
    browser.open(SampleReports.of(SampleReports.disturbed(600, 840)), folder);

    assertThat(browser.text("numbers")).contains("504,000");
    assertThat(browser.coloursOfPlots())
        .allSatisfy(count -> assertThat((Long) count).isGreaterThan(ANTI_ALIASED_COLOURS_MIN));
  }

  @Test
  void draggingInAPlotZoomsAllAndDoubleClickUndoesIt() throws IOException {
    openDisturbed();
    WebElement plot = browser.all("#time .u-over").get(0);
    String whole = browser.text("distribution");

    browser.js("arguments[0].scrollIntoView({block: 'center'})", plot);
    browser
        .actions()
        .moveToElement(plot, -100, 0)
        .clickAndHold()
        .moveByOffset(60, 0)
        .release()
        .perform();
    browser.until(
        "return /Window [0-9.]+\\u00a0s to/.test(document.getElementById('window').textContent)");
    browser.frames();

    assertThat(browser.text("distribution-window")).startsWith("from ");
    assertThat(browser.text("distribution")).isNotEqualTo(whole);

    browser.actions().doubleClick(plot).perform();
    browser.until("return document.getElementById('window').textContent.includes('whole run')");
    browser.frames();
    assertThat(browser.text("distribution-window")).isEqualTo("of the whole run");
  }

  @Test
  void thePointerInOnePlotTellsTheValuesOfAll() throws IOException {
    openDisturbed();
    WebElement plot = browser.all("#time .u-over").get(0);

    browser.js("arguments[0].scrollIntoView({block: 'center'})", plot);
    browser.actions().moveToElement(plot, 0, 10).perform();
    browser.frames();

    List<String> heads = browser.all("#time .read").stream().map(WebElement::getText).toList();
    assertThat(heads)
        .hasSize(12)
        .allSatisfy(head -> assertThat(head).containsPattern("50(\\.0| to 51) s"));
    assertThat(heads.get(8)).containsPattern("recorded\\s+20/s\\s+replayed\\s+20/s");
    assertThat(heads.get(7))
        .containsPattern("client\\s+[3-5]\\.[0-9]+ ms\\s+API server\\s+[2-3]\\.[0-9]+ ms");
    assertThat(heads.get(11)).containsPattern("cmdriver\\s+95(\\.[0-9])? MB");
    assertThat(browser.text("numbers")).contains("Replay: verbs", "Replay: left out");
    assertThat(heads.get(0)).containsPattern("p50\\s+[23]\\.[0-9]+ ms");
  }

  @Test
  void keysMoveZoomAndSpeak() throws IOException {
    openDisturbed();

    browser.actions().sendKeys("+").perform();
    assertThat(browser.text("window")).contains("25.0 s to 75.0 s");
    browser.actions().sendKeys(Keys.ARROW_RIGHT).perform();
    assertThat(browser.text("window")).contains("37.5 s to 87.5 s");
    browser.actions().sendKeys("0").perform();
    assertThat(browser.text("window")).contains("whole run");
    browser.actions().sendKeys("2").perform();
    assertThat(browser.text("time")).contains("Response time of deletes");

    browser.js("document.querySelector('#time .plot').focus()");
    browser.actions().sendKeys(Keys.ARROW_RIGHT).sendKeys(Keys.ARROW_RIGHT).perform();
    browser.frames();
    assertThat((String) browser.js("return document.getElementById('live').textContent"))
        .contains("1 to 2", "p50");
  }

  @Test
  void darkAndPaperHaveTheirOwnColours() throws IOException {
    openDisturbed();
    browser.js(
        "document.getElementById('theme').textContent === 'Light' && document.getElementById('theme').click()");
    assertThat(background()).isEqualTo("rgb(245, 246, 248)");

    browser.actions().sendKeys("d").perform();
    browser.frames();
    assertThat(background()).isEqualTo("rgb(15, 20, 26)");
    assertThat(browser.coloursOfPlots())
        .allSatisfy(count -> assertThat((Long) count).isGreaterThan(ANTI_ALIASED_COLOURS_MIN));

    browser.js(
        "addEventListener('beforeprint', () => { document.title = document.documentElement.dataset.theme; })");
    Map<String, Object> paper =
        browser.devTools("Page.printToPDF", Map.of("printBackground", true));
    assertThat((String) paper.get("data")).startsWith("JVBERi0");
    assertThat(browser.js("return document.title")).isEqualTo("light");
    browser.until("return document.documentElement.dataset.theme === 'dark'");
  }

  private static Object background() {
    return browser.js("return getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void fitsNarrowAndWideScreens() throws IOException {
    openDisturbed();

    for (int width : new int[] {320, 800, 1280, 1920}) {
      browser.width(width);
      browser.frames();
      assertThat((Long) browser.js("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(width);
    }
  }

  @Test
  void tablesAreSortedByTheirHeads() throws IOException {
    openDisturbed();
    WebElement head = browser.all("#errors table thead button").get(2);

    head.click();
    assertThat(browser.all("#errors table").get(0).getText())
        .containsSubsequence("another", "a reason");
    head.click();
    assertThat(browser.all("#errors table").get(0).getText())
        .containsSubsequence("a reason", "another");
  }

  @Test
  void textsOfFilesInjectNothing() throws IOException {
    String script =
        "</script><script>window.injected=1</script><img src=x onerror=window.injected=1>";
    String controls = "]]>--><!--\u001b[31m\u0000\ud800\u202e&lt;svg onload=window.injected=1>";

    for (String text : List.of(script, controls, script.repeat(10_000))) {
      browser.open(SampleReports.of(SampleReports.withText(text)), folder);

      assertThat(browser.js("return window.injected")).isNull();
      assertThat(browser.all("script")).hasSize(3);
      assertThat(browser.all("img, iframe, object, svg[onload]")).isEmpty();
    }
    browser.open(SampleReports.of(SampleReports.withText(controls)), folder);
    assertThat(browser.text("errors")).contains("]]>--><!--\u241b[31m\u2400\ufffd\\u202e&lt;svg");
  }

  @Test
  void thePolicyStopsWhatGotIn() throws IOException {
    openDisturbed();

    browser.js(
        "window.stopped = []; document.addEventListener('securitypolicyviolation', e =>"
            + " window.stopped.push(e.effectiveDirective));"
            + " document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\""
            + " onerror=\"window.injected = 1\"><iframe src=\"https://example.com/\"></iframe>');");
    browser.until("return window.stopped.length >= 2");

    assertThat(browser.js("return window.injected")).isNull();
    assertThat(browser.messages()).isNotEmpty();
  }

  @Test
  void severalRunsLieOverOneAnother() throws IOException {
    browser.open(
        SampleReports.of(
            SampleReports.disturbed(100, 200),
            SampleReports.withText("second"),
            SampleReports.withoutColumns()),
        folder);

    assertThat(browser.text("runs")).contains("1128.1607.2204", "second", "p90 over time");
    browser.js(
        "const r = document.getElementById('run'); r.selectedIndex = 1;"
            + " r.dispatchEvent(new Event('change'))");
    browser.frames();
    assertThat(browser.text("title")).isEqualTo("Run 2 of 3: second");
    assertThat(browser.all(".plot")).hasSize(15);

    browser.js(
        "const r = document.getElementById('run'); r.selectedIndex = 2;"
            + " r.dispatchEvent(new Event('change'))");
    assertThat(browser.text("no-plots")).contains("Nothing to plot");
    assertThat(browser.text("numbers")).contains("2.00 ms");
  }

  @Test
  void aComparisonComesFirst() throws IOException {
    browser.openPage(
        PageOutput.ofComparison(
            SampleReports.of(SampleReports.disturbed(100, 200)),
            SampleReports.of(SampleReports.withText("second")),
            List.of("B is 4.8 % slower at <create> p99")),
        folder);

    assertThat(browser.text("comparison")).isEqualTo("B is 4.8 % slower at <create> p99");
    assertThat(browser.text("runs")).contains("A1 · 1128.1607.2204", "B1 · second");
    assertThat(browser.coloursOfPlots())
        .allSatisfy(count -> assertThat((Long) count).isGreaterThan(ANTI_ALIASED_COLOURS_MIN));
  }

  @Test
  void aTrendShowsTheLevelsAndWhereTheyChanged() throws IOException {
    RunResult run = SampleReports.disturbed(100, 200);
    List<Double> values = List.of(10.0, 11.0, 10.5, 10.2, 15.0, 15.5, 14.8, 15.2);
    var change =
        new Trend.Change(4, 0.45, new Interval(0.4, 0.5), List.of("cmdriver LAMBDA: 1 -> <b>2"));
    Metric metric = Metric.of(List.of(run)).get(0);
    var trend =
        new Trend(
            Collections.nCopies(values.size(), run),
            2,
            List.of(
                new Trend.History(metric, values, List.of(change)),
                new Trend.History(metric, values, List.of())));

    browser.openPage(PageOutput.ofTrend(trend, "1.2"), folder);

    assertThat(browser.text("title")).isEqualTo("Trend of 8 runs");
    assertThat(browser.text("what")).contains("2 INVALID runs left out");
    assertThat(browser.text("verdict")).contains("WORSE", "+45");
    assertThat(browser.all(".plot")).hasSize(2);
    assertThat(browser.text("time")).contains("from run 5 on: worse", "No lasting change.");
    assertThat(browser.text("numbers")).contains("cmdriver LAMBDA: 1 -> <b>2", "+40 % to +50 %");
    assertThat(browser.coloursOfPlots())
        .allSatisfy(count -> assertThat((Long) count).isGreaterThan(ANTI_ALIASED_COLOURS_MIN));
    for (int width : new int[] {320, 1280}) {
      browser.width(width);
      browser.frames();
      assertThat((Long) browser.js("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(width);
    }
  }
}
