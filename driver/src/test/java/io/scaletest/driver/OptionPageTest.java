package io.scaletest.driver;

import io.scaletest.common.cli.OptionPage;
import io.scaletest.testkit.pages.CheckedPage;
import org.junit.jupiter.api.Test;

class OptionPageTest {
  @Test
  void thePageOfOptionsIsUpToDate() {
    CheckedPage.at("docs/generated/driver.md").mustBe(OptionPage.of(new Driver()));
  }
}
