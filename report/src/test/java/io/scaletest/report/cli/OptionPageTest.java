package io.scaletest.report.cli;

import io.scaletest.common.cli.OptionPage;
import io.scaletest.testkit.pages.CheckedPage;
import org.junit.jupiter.api.Test;

class OptionPageTest {
  @Test
  void thePageOfOptionsIsUpToDate() {
    CheckedPage.at("docs/generated/report.md").mustBe(OptionPage.of(new ReportTool()));
  }

  @Test
  void thePagesOfItsCommandsAreUpToDate() {
    CheckedPage.at("docs/generated/report-compare.md").mustBe(OptionPage.of(new CompareCommand()));
    CheckedPage.at("docs/generated/report-trend.md").mustBe(OptionPage.of(new TrendCommand()));
  }
}
