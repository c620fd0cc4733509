package io.scaletest.player.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.survey.FooterText;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TraceReader.Bodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventRecordingTest {
  @TempDir private Path folder;

  private static String event(String reason, String pod, String time) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"x\"},"
        + "\"involvedObject\":{\"kind\":\"Pod\",\"namespace\":\"shop\",\"name\":\""
        + pod
        + "\",\"uid\":\"uid-"
        + pod
        + "\"},\"reason\":\""
        + reason
        + "\",\"firstTimestamp\":\"2026-05-04T08:"
        + time
        + "Z\",\"lastTimestamp\":\"2026-05-04T08:"
        + time
        + "Z\",\"eventTime\":null}";
  }

  private static final String SCHEDULED_OF_THE_NEW_API =
      "{\"apiVersion\":\"events.k8s.io/v1\",\"kind\":\"Event\",\"eventTime\":\"2026-05-04T08:00:30.500000Z\","
          + "\"reason\":\"Scheduled\",\"regarding\":{\"kind\":\"Pod\",\"namespace\":\"shop\",\"name\":\"c\",\"uid\":\"uid-c\"}}";

  @Test
  void podsLiveFromTheirSchedulingToTheirLastKilling() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("events.json"),
            "{\n\"apiVersion\": \"v1\",\n\"kind\": \"List\",\n\"items\": [\n"
                + String.join(
                    ",\n",
                    event("Killing", "a", "05:00"),
                    event("Scheduled", "a", "00:10"),
                    event("Started", "a", "00:12"),
                    event("Killing", "a", "05:01"),
                    event("Pulled", "a", "00:11"),
                    event("Started", "old", "00:05"),
                    event("Killing", "old", "00:45"),
                    SCHEDULED_OF_THE_NEW_API,
                    event("Scheduled", "bad", "xx:yy"),
                    "{\"kind\":\"Pod\"}")
                + "\n]}\n");
    Path trace = folder.resolve("t.trace");
    List<String> notes = new ArrayList<>();

    Map<String, Object> footer =
        EventRecording.run(List.of(file), trace, "test", notes::add).orElseThrow();

    List<String> entries = new ArrayList<>();
    try (TraceReader reader = TraceReader.open(trace, Bodies.READ)) {
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        var entry = next.get();
        entries.add(
            entry.kind()
                + " "
                + entry.verb()
                + " "
                + entry.object().namespace()
                + "/"
                + entry.object().name()
                + " "
                + (entry.startNs() / 1_000_000_000 - 1_777_881_600)
                + " "
                + entry.lifetimeNs() / 1_000_000
                + " "
                + entry.body().state());
      }
    }
    assertThat(entries)
        .containsExactly(
            "INITIAL  shop/old 5 40000 WITHHELD",
            "REQUEST create shop/a 10 291000 WITHHELD",
            "REQUEST create shop/c 30 0 WITHHELD");
    assertThat(FooterText.lines(footer))
        .contains(
            "not told            3 requests have no caller in the source",
            "not told            1 pod has no event of its start",
            "not told            3 bodies of writes are not in the source",
            "not told            1 event has no ID, verb, stage or time that can be read");
    assertThat(notes).singleElement().asString().contains("1 line or value is no audit event");
  }

  @Test
  void filesWithoutAPodsEventMakeNoTrace() throws IOException {
    Path file = Files.writeString(folder.resolve("events.json"), event("Pulled", "a", "00:11"));

    assertThat(EventRecording.run(List.of(file), folder.resolve("t"), "test", note -> {}))
        .isEqualTo(Optional.empty());
    assertThat(folder.resolve("t")).doesNotExist();
    assertThat(folder.resolve("t.parts")).doesNotExist();
  }
}
