package io.scaletest.httperf;

import io.scaletest.common.cli.OptionPage;
import io.scaletest.testkit.pages.CheckedPage;
import org.junit.jupiter.api.Test;

class OptionPageTest {
  @Test
  void theOptionPageIsUpToDate() {
    CheckedPage.at("docs/generated/httperf.md").mustBe(OptionPage.of(new Httperf()));
  }
}
