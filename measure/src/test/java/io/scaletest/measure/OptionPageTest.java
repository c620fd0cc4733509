package io.scaletest.measure;

import io.scaletest.common.cli.OptionPage;
import io.scaletest.testkit.pages.CheckedPage;
import org.junit.jupiter.api.Test;

class OptionPageTest {
  @Test
  void thePageOfOptionsIsUpToDate() {
    CheckedPage.at("docs/generated/measure.md").mustBe(OptionPage.of(new Measure()));
  }
}
