package io.scaletest.report.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.report.model.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a summary says of a replay, whole, of another version, and broken. */
class ReplaySectionTest {
  private static final String WHOLE =
      """
      {"version":1,"trace":"monday.trace","speed":2.0,"requests":12,
       "leftOut":{"traffic":4},"windowNs":5000000000,
       "recorded":[5,3],"replayed":[4,3,1],"recordedInFlight":[0.5,0.25],
       "replayedInFlight":[1,1],"recordedWatches":[1,1],"replayedWatches":[1],
       "verbs":{"create":{"recorded":5,"replayed":5,"asRecorded":4,"dropped":0},
                "get":{"recorded":3,"replayed":3,"asRecorded":3,"dropped":0}},
       "differingCodes":[{"verb":"create","recorded":201,"replayed":0,"requests":1}],
       "recordedInFlightMax":2,"replayedInFlightMax":3,
       "recordedWatchNs":{"count":1,"p50":7,"max":7},
       "replayedWatchNs":{"count":1,"p50":6,"max":null}}""";

  @TempDir private Path folder;
  private final LeftOut leftOut = new LeftOut();

  private Optional<Replay> read(String section) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.summary.json"),
            "{\"schema\":\"scaletest-summary\",\"schemaVersion\":1,\"tool\":\"player\",\"replay\":"
                + section
                + "}");
    return SummaryFile.read(file, leftOut).orElseThrow().tool().replay();
  }

  @Test
  void figuresAndWindowsAreRead() throws IOException {
    Replay replay = read(WHOLE).orElseThrow();
    assertThat(replay.recorded()).isEqualTo(8);
    assertThat(replay.replayed()).isEqualTo(8);
    assertThat(replay.asRecorded()).isEqualTo(7);
    assertThat(replay.windowSeconds()).isEqualTo(5);
    assertThat(replay.leftOut()).isEqualTo(Map.of("traffic", 4L));
    assertThat(replay.windows().recorded())
        .as("as long as the others")
        .containsExactly(5.0, 3.0, 0.0);
    assertThat(replay.windows().replayed()).containsExactly(4.0, 3.0, 1.0);
    assertThat(replay.codes()).isEqualTo(List.of(new Replay.OtherCode("create", 201, 0, 1)));
    assertThat(replay.pairs())
        .isEqualTo(
            List.of(
                new Replay.Pair("in flight, at most", "1", 2, 3),
                new Replay.Pair("watches with a known end", "1", 1, 1),
                new Replay.Pair("watches lasted, p50", "ns", 7, 6)));
  }

  @Test
  void aLaterVersionIsLeftOutAndTold() throws IOException {
    assertThat(read("{\"version\":2}")).isEmpty();
    assertThat(leftOut.named()).singleElement().asString().contains("replay: version 2");
  }

  @Test
  void whatIsNotAsItMustBeIsNothing() throws IOException {
    assertThat(read("[]")).isEmpty();
    Replay replay =
        read("{\"version\":1,\"recorded\":\"many\",\"verbs\":{\"get\":7},\"speed\":1e999}")
            .orElseThrow();
    assertThat(replay.windows().recorded()).isEmpty();
    assertThat(replay.verbs()).isEmpty();
    assertThat(replay.speed()).isZero();
  }
}
