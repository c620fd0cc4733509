package io.scaletest.player.survey;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.trace.Caller;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ObjectName;
import io.scaletest.player.trace.Outcome;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.SourceDetail;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TraceReader.Bodies;
import io.scaletest.player.trace.TraceWriter;
import io.scaletest.player.trace.TrafficClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceSummaryTest {
  private static final long BEGIN_NS = 1_777_881_600_000_000_000L;
  private static final long S = 1_000_000_000;

  @TempDir private Path folder;

  private static TraceEntry entry(String verb, long atS, long durationNs, int code, String body) {
    return new TraceEntry(
        EntryKind.REQUEST,
        verb.equals("watch") ? TrafficClass.CONTROLLER : TrafficClass.CLIENT,
        BEGIN_NS + atS * S,
        durationNs,
        verb,
        new ResourcePath("apps", "v1", "deployments", ""),
        new ObjectName("shop", "web", NameOrigin.REQUEST, ""),
        "",
        PatchType.NONE,
        false,
        new Caller("anna", List.of(), "", "kubectl/v1"),
        "cp1",
        new Outcome(code, "", 0),
        SourceDetail.REQUEST,
        body.isEmpty() ? TraceBody.none() : TraceBody.of(body.getBytes(StandardCharsets.UTF_8)),
        TraceEntry.UNKNOWN,
        TraceEntry.NO_ID);
  }

  private Path write(TraceEntry... entries) throws IOException {
    Path file = folder.resolve("t.trace");
    try (TraceWriter writer = TraceWriter.create(file, Map.of())) {
      for (TraceEntry entry : entries) {
        writer.add(entry);
      }
      writer.finish(Map.of());
    }
    return file;
  }

  private static Optional<String> fault(Path file) throws IOException {
    try (TraceReader reader = TraceReader.open(file, Bodies.READ)) {
      return TraceCheck.fault(reader);
    }
  }

  @Test
  void aSummaryHasVerbsUsersRatesAndHowLongWatchesLasted() throws IOException {
    Path file =
        write(
            entry("create", 0, 5_000_000, 201, "{\"a\":1}"),
            entry("create", 1, 5_000_000, 409, "{\"a\":2}"),
            entry("watch", 2, 300 * S, 200, ""),
            entry("watch", 39, TraceEntry.UNKNOWN, 200, ""));

    try (TraceReader reader = TraceReader.open(file, Bodies.SKIPPED)) {
      String text = String.join("\n", TraceSummary.of(reader).lines()).replaceAll(" +", " ");

      assertThat(text)
          .contains(
              "requests 4 in 39.0 s from 2026-05-04T08:00:00.000000Z, 0.1/s",
              "bodies 2 of 14 bytes, 0 not in the source",
              "\ncreate 2 50.0 % 1 5.0 ms 5.0 ms 5.0 ms 0",
              "\nclient 2 50.0 %",
              "\ncontroller 2 50.0 %",
              "\ndeployments.apps 4 100.0 %",
              "\nanna 4 100.0 %",
              "\nkubectl/v1 4 100.0 %",
              "from, by 2s requests rate\n0s 2 1/s\n2s 1 0.5/s\n4s 0 0/s\n")
          .containsPattern("\nwatch 2 50.0 % 0 300\\.\\d s 300\\.\\d s 300.0 s 1");
    }
  }

  @Test
  void windowsGrowWithTheTimeThatTheyCover() {
    WindowCounts windows = new WindowCounts();
    for (int second = 0; second < 1_000; second++) {
      windows.add(BEGIN_NS + second * S);
    }

    assertThat(windows.windowNs()).isEqualTo(64 * S);
    assertThat(windows.counts()).hasSize(16).startsWith(64, 64).endsWith(1_000 - 15 * 64);
  }

  @Test
  void aTraceThatIsNotInOrderOrHasABodyThatIsNoJsonIsAtFault() throws IOException {
    assertThat(fault(write(entry("get", 1, 0, 200, ""), entry("get", 1, 0, 200, "")))).isEmpty();
    assertThat(fault(write(entry("get", 1, 0, 200, ""), entry("get", 0, 0, 200, ""))))
        .hasValue("is not in order: entry 2 is before the last one");
    assertThat(fault(write(entry("create", 1, 0, 200, "{"))))
        .get()
        .asString()
        .startsWith("has a body that is no JSON: entry 1: ");
  }
}
