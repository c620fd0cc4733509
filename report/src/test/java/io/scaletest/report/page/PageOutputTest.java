package io.scaletest.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.report.model.SampleReports;
import org.junit.jupiter.api.Test;

class PageOutputTest {
  private static final int PAGE_BYTES_MAX = 2_000_000;

  @Test
  void takesNothingFromTheNetwork() {
    String page = PageOutput.of(SampleReports.of(SampleReports.disturbed(60, 100)));

    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("unsafe-")
        .doesNotContainPattern("(src|href)=\"?https?:")
        .doesNotContain("@import");
  }

  @Test
  void carriesTheLibrarysLicence() {
    String page = PageOutput.of(SampleReports.of(SampleReports.disturbed(60, 100)));

    assertThat(page).contains("Permission is hereby granted, free of charge", "Leon Sorokin");
  }

  @Test
  void saysWhatTheJsonSaysWhileItIsSmall() {
    String page = PageOutput.of(SampleReports.of(SampleReports.withoutColumns()));

    assertThat(page).contains("<script type=\"application/json\" id=\"data\">{\"schema\":");
  }

  @Test
  void staysUnderTwoMegabytesWithAMillionRequests() {
    String page = PageOutput.of(SampleReports.of(SampleReports.disturbed(600, 840)));

    assertThat(page.length()).isLessThan(PAGE_BYTES_MAX);
  }

  @Test
  void textsOfFilesEndNoElement() {
    String text = "</script><script>alert(1)</script><!-- ]]> \u2028";

    String page = PageOutput.of(SampleReports.of(SampleReports.withText(text)));

    assertThat(page).doesNotContain("alert(1)</script>").doesNotContain("<!--");
  }
}
