package io.scaletest.player.cli;

import io.scaletest.common.cli.OptionPage;
import io.scaletest.testkit.pages.CheckedPage;
import org.junit.jupiter.api.Test;

class OptionPageTest {
  @Test
  void thePageOfOptionsIsUpToDate() {
    CheckedPage.at("docs/generated/player.md").mustBe(OptionPage.of(new PlayCommand()));
  }

  @Test
  void thePagesOfRecordAndTraceAreUpToDate() {
    CheckedPage.at("docs/generated/player-record.md").mustBe(OptionPage.of(new RecordCommand()));
    CheckedPage.at("docs/generated/player-replay.md").mustBe(OptionPage.of(new ReplayCommand()));
    CheckedPage.at("docs/generated/player-trace-summary.md")
        .mustBe(OptionPage.of(new TraceSummaryCommand()));
    CheckedPage.at("docs/generated/player-trace-validate.md")
        .mustBe(OptionPage.of(new TraceValidateCommand()));
    CheckedPage.at("docs/generated/player-trace-filter.md")
        .mustBe(OptionPage.of(new TraceFilterCommand()));
    CheckedPage.at("docs/generated/player-trace-cut.md")
        .mustBe(OptionPage.of(new TraceCutCommand()));
    CheckedPage.at("docs/generated/player-trace-merge.md")
        .mustBe(OptionPage.of(new TraceMergeCommand()));
    CheckedPage.at("docs/generated/player-import.md").mustBe(OptionPage.of(new ImportCommand()));
    CheckedPage.at("docs/generated/player-trace-scale.md")
        .mustBe(OptionPage.of(new TraceScaleCommand()));
    CheckedPage.at("docs/generated/player-trace-anonymise.md")
        .mustBe(OptionPage.of(new TraceAnonymiseCommand()));
    CheckedPage.at("docs/generated/player-trace-export.md")
        .mustBe(OptionPage.of(new TraceExportCommand()));
    CheckedPage.at("docs/generated/player-trace-diff.md")
        .mustBe(OptionPage.of(new TraceDiffCommand()));
  }
}
