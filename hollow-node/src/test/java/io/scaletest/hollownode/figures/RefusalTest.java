package io.scaletest.hollownode.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.kube.transport.ApiReply;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusalTest {
  private static ApiReply refused(int status, String message) {
    return new ApiReply(status, new byte[0], message, 0, 0, 0);
  }

  @Test
  void whatIsRefusedBecauseItsNamespaceIsBeingDeletedIsNoFailure() {
    HollowFigures figures = new HollowFigures();
    figures.failed(
        "event",
        refused(
            403,
            "events \"web.18af\" is forbidden: unable to create new content in namespace t because"
                + " it is being terminated"));
    figures.failed("event", refused(404, "namespaces \"t\" not found"));
    assertThat(figures.failures().total()).isZero();
    assertThat(figures.refusedInDeletedNamespaces.sum()).isEqualTo(2);
  }

  @Test
  void otherRefusalsAreFailuresAndTheSameOneOfManyObjectsIsOneMessage() {
    HollowFigures figures = new HollowFigures();
    for (int i = 0; i < 20; i++) {
      figures.failed(
          "event",
          refused(403, "events \"web-" + i + ".18af\" is forbidden: not for node n" + i + "."),
          "event",
          "web-" + i + ".18af",
          "node",
          "n" + i);
    }
    assertThat(figures.failures().byFrequency())
        .containsExactly(Map.entry("event: events \"NAME\" is forbidden: not for node NODE.", 20L));
  }

  @Test
  void onlyWholeNamesAreReplaced() {
    assertThat(Refusal.generic("pods \"p\" of p-1 not p", "pod", "p", "node", ""))
        .isEqualTo("pods \"POD\" of p-1 not POD");
    assertThat(Refusal.generic("aaa aa aa", "pod", "aa")).isEqualTo("aaa POD POD");
  }
}
