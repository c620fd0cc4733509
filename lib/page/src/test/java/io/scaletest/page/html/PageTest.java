package io.scaletest.page.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void aReportsPageMayConnectToNothing() {
    assertThat(Page.of(Map.of("runs", List.of()), Map.of("patch", "patches")))
        .contains("default-src 'none'")
        .doesNotContain("connect-src")
        .contains(
            "<script type=\"application/json\" id=\"data\">{\"runs\":[],"
                + "\"plurals\":{\"patch\":\"patches\"}}</script>");
  }

  @Test
  void aLivePageMayConnectToItsOwnServerAlone() {
    assertThat(Page.live("events", Map.of("patch", "patches")))
        .contains("; connect-src 'self'\"")
        .contains(
            "id=\"data\">{\"live\":\"events\"," + "\"plurals\":{\"patch\":\"patches\"}}</script>")
        .doesNotContain("unsafe-");
  }
}
