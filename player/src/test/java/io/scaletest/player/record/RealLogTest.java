package io.scaletest.player.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.SourceDetail;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that kube-apiserver 1.36 wrote by the policy of deploy/audit, cmdriver being a client. */
class RealLogTest {
  @TempDir private Path folder;

  @Test
  void linesOfARealServerAreRecordedWholly() throws IOException {
    Path log = folder.resolve("audit.log");
    try (InputStream lines = RealLogTest.class.getResourceAsStream("kube-apiserver-1.36.log")) {
      Files.copy(lines, log);
    }

    RecordedFile recorded = RecordedFile.of(folder, log);

    assertThat(recorded.notes()).isEmpty();
    assertThat(recorded.entries()).hasSize(19);
    assertThat(recorded.entries())
        .filteredOn(entry -> entry.verb().equals("watch"))
        .hasSize(3)
        .allMatch(entry -> entry.durationNs() > 1_000_000_000L)
        .allMatch(entry -> entry.query().contains("sendInitialEvents=true"));
    assertThat(recorded.entries())
        .filteredOn(entry -> entry.caller().userAgent().equals("scaletest driver"))
        .hasSize(4)
        .allMatch(entry -> entry.traffic() == TrafficClass.CLIENT)
        .allMatch(entry -> entry.object().origin() == NameOrigin.REQUEST)
        .allMatch(entry -> entry.detail() == SourceDetail.RESPONSE);
    TraceEntry create =
        recorded.entries().stream()
            .filter(entry -> entry.object().name().equals("rec-001"))
            .filter(entry -> entry.verb().equals("create"))
            .findFirst()
            .orElseThrow();
    assertThat(create.outcome().code()).isEqualTo(201);
    assertThat(create.outcome().uid()).isNotEmpty();
    assertThat(create.outcome().resourceVersion()).isPositive();
    assertThat(create.body().state()).isEqualTo(TraceBody.State.STORED);
    assertThat(recorded.entries())
        .filteredOn(entry -> entry.verb().equals("patch"))
        .hasSize(3)
        .allMatch(entry -> entry.patch() == PatchType.APPLY && !entry.patchInferred());
    // Those of requests for tokens, which the policy keeps out of the log.
    assertThat(JsonTree.child(recorded.footer(), "lost")).isEqualTo(Map.of("bodiesWithheld", 3L));
  }
}
