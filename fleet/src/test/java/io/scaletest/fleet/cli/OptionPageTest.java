package io.scaletest.fleet.cli;

import io.scaletest.common.cli.OptionPage;
import io.scaletest.testkit.pages.CheckedPage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OptionPageTest {
  @Test
  void thePageOfOptionsIsUpToDate() {
    CheckedPage.at("docs/generated/fleet.md")
        .mustBe(
            FleetTool.commands().all().stream()
                .map(OptionPage::of)
                .collect(Collectors.joining("\n")));
  }
}
