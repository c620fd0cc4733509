package io.scaletest.player.cli;

import io.scaletest.common.cli.OptionPage;
import io.scaletest.testkit.pages.CheckedPage;
import org.junit.jupiter.api.Test;

class OptionPageTest {
  @Test
  void thePageOfOptionsIsUpToDate() {
    CheckedPage.at("docs/generated/player.md").mustBe(OptionPage.of(new PlayCommand()));
  }
}
