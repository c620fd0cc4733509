package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FidelityTest {
  private static final long S = 1_000_000_000;
  private static final long START_NS = 5 * S;

  private final Copy copy = new Copy(new RunNames("rep", 0));

  private ReplayOp op(Operation operation, long dueNs, int code, long durationNs) {
    ReplayOp.Recorded recorded =
        new ReplayOp.Recorded(
            Entries.CONFIG_MAPS,
            "",
            operation == Operation.PATCH ? PatchType.MERGE : PatchType.NONE,
            "a",
            "",
            code,
            "",
            0,
            durationNs,
            TraceEntry.UNKNOWN,
            false);
    return new ReplayOp(
        recorded,
        copy,
        ObjectKind.CONFIG_MAP,
        operation,
        new ObjectKey("configmaps", "a", "c"),
        dueNs);
  }

  private static ApiReply reply(int status, long sentNs, long answeredNs) {
    return new ApiReply(
        status,
        new byte[0],
        status < 300 ? "" : "no",
        START_NS + sentNs,
        START_NS + sentNs,
        START_NS + answeredNs);
  }

  private static void play(Fidelity fidelity, ReplayOp op, ApiReply reply) {
    fidelity.due(op);
    fidelity.sending(op);
    fidelity.completed(op, reply, START_NS);
  }

  @Test
  void requestsAndConcurrencyAreCountedByWindow() {
    Fidelity fidelity = new Fidelity(4 * S, 1);
    play(fidelity, op(Operation.GET, S / 2, 200, S), reply(200, S / 2, S));
    play(fidelity, op(Operation.GET, 2 * S, 200, S / 2), reply(200, 3 * S, 3 * S + S / 4));
    Map<String, Object> tree = JsonTree.of();
    fidelity.tell(tree);

    assertThat(tree.get("windowNs")).isEqualTo(S);
    assertThat(tree.get("recorded")).isEqualTo(List.of(1L, 0L, 1L, 0L, 0L, 0L));
    assertThat(tree.get("replayed")).isEqualTo(List.of(1L, 0L, 0L, 1L, 0L, 0L));
    assertThat(tree.get("recordedInFlight")).isEqualTo(List.of(0.5, 0.5, 0.5, 0.0, 0.0, 0.0));
    assertThat(tree.get("replayedInFlight")).isEqualTo(List.of(0.5, 0.0, 0.0, 0.25, 0.0, 0.0));
    assertThat(fidelity.mostInFlight()).isEqualTo(1);
    assertThat(fidelity.mostRecordedInFlight()).isEqualTo(1);
  }

  @Test
  void atASpeedTheRecordedConcurrencyIsThatOfTheRecording() {
    Fidelity fidelity = new Fidelity(4 * S, 10);
    // Ten seconds of the recording are one of the replay: one request was under way all the time.
    fidelity.due(op(Operation.GET, S, 200, 10 * S));
    Map<String, Object> tree = JsonTree.of();
    fidelity.tell(tree);

    assertThat(tree.get("recordedInFlight")).isEqualTo(List.of(0.0, 1.0, 0.0, 0.0, 0.0, 0.0));
  }

  @Test
  void codesThatDifferAreToldByVerb() {
    Fidelity fidelity = new Fidelity(S, 1);
    play(fidelity, op(Operation.GET, 0, 200, S), reply(404, 0, 1));
    play(fidelity, op(Operation.GET, 0, 200, S), reply(404, 0, 1));
    play(fidelity, op(Operation.GET, 0, 404, S), reply(404, 0, 1));
    play(fidelity, op(Operation.GET, 0, 0, S), reply(200, 0, 1));
    play(fidelity, op(Operation.CREATE, 0, 409, S), reply(201, 0, 1));
    play(fidelity, op(Operation.PATCH, 0, 200, S), reply(415, 0, 1));

    assertThat(fidelity.differences(2))
        .containsExactly("get 200 -> 404: 2", "create 409 -> 201: 1");
    assertThat(fidelity.differing()).isEqualTo(4);
    assertThat(fidelity.asRecorded()).isEqualTo(2);
    assertThat(fidelity.meantToFail()).as("a 404 that was one").isEqualTo(1);
    assertThat(fidelity.refusedPatches()).isEqualTo(1);
  }

  @Test
  void aVerbThatWentOutLessIsTold() {
    Fidelity fidelity = new Fidelity(S, 1);
    for (int i = 0; i < 100; i++) {
      ReplayOp op = op(Operation.CREATE, 0, 201, S);
      fidelity.due(op);
      if (i >= 5) {
        fidelity.sending(op);
        fidelity.completed(op, reply(201, 0, 1), START_NS);
      }
    }

    assertThat(fidelity.worstVerb(0.01, 3)).contains("95 of 100 creates");
    assertThat(fidelity.worstVerb(0.10, 3)).isEmpty();
  }

  @Test
  void whatWasNotSentWasNotReplayedAndFailedByItself() {
    Fidelity fidelity = new Fidelity(S, 1);
    ReplayOp op = op(Operation.GET, 0, 0, S);
    fidelity.due(op);
    fidelity.sending(op);
    fidelity.completed(op, ApiReply.unsent("stopped", START_NS, START_NS), START_NS);

    assertThat(fidelity.replayed()).isZero();
    assertThat(fidelity.meantToFail()).as("no code is known that it failed with").isZero();
  }

  @Test
  void aVerbThatWentOutMoreIsToldUnlessItIsAnAccident() {
    Fidelity fidelity = new Fidelity(S, 1);
    for (int i = 0; i < 20; i++) {
      ReplayOp op = op(Operation.DELETE, 0, 200, S);
      if (i < 10) {
        fidelity.due(op);
      }
      fidelity.sending(op);
      fidelity.completed(op, reply(200, 0, 1), START_NS);
    }

    assertThat(fidelity.worstVerb(0.01, 3)).contains("20 of 10 deletes");
    assertThat(fidelity.worstVerb(0.01, 10)).isEmpty();
  }

  @Test
  void watchesHaveLifetimesAndAreNotInFlight() {
    Fidelity fidelity = new Fidelity(10 * S, 2);
    ReplayOp watch = op(Operation.WATCH, S, 200, 6 * S);
    play(fidelity, watch, reply(200, S, S + 1));
    fidelity.watchEnded(watch, 3 * S, 12, START_NS + 4 * S, START_NS);
    Map<String, Object> tree = JsonTree.of();
    fidelity.tell(tree);

    assertThat(fidelity.mostInFlight()).isZero();
    assertThat(fidelity.events()).isEqualTo(12);
    assertThat(fidelity.lifetimes(true).maxNs().getAsLong()).isBetween(3 * S, 3 * S + S / 500);
    assertThat(fidelity.lifetimes(false).maxNs().getAsLong()).isBetween(3 * S, 3 * S + S / 500);
    assertThat(tree.get("replayedWatches"))
        .isEqualTo(List.of(0L, 1L, 1L, 1L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
  }

  @Test
  void longReplaysHaveFewWindows() {
    Map<String, Object> tree = JsonTree.of();
    new Fidelity(7 * 24 * 3_600 * S, 1).tell(tree);

    assertThat((List<?>) tree.get("recorded")).hasSizeBetween(60, Fidelity.WINDOWS_MAX + 2);
  }

  @Test
  void theMeanInFlightIsOverTheWholeLength() {
    Fidelity fidelity = new Fidelity(4 * S, 1);
    play(fidelity, op(Operation.GET, 0, 200, S), reply(200, 0, S / 2));
    play(fidelity, op(Operation.GET, 2 * S, 200, S), reply(200, 2 * S, 2 * S + S / 2));

    assertThat(fidelity.meanInFlight(true)).isEqualTo(0.5);
    assertThat(fidelity.meanInFlight(false)).isEqualTo(0.25);
  }

  @Test
  void whatCouldNotBeMadeIsCountedByVerb() {
    Fidelity fidelity = new Fidelity(S, 1);
    ReplayOp op = op(Operation.LIST, 0, 200, S);
    fidelity.due(op);
    fidelity.dropped(op);
    Map<String, Object> tree = JsonTree.of();
    fidelity.tell(tree);

    assertThat(fidelity.dropped()).isEqualTo(1);
    assertThat(tree.get("verbs"))
        .isEqualTo(
            JsonTree.of(
                "list",
                JsonTree.of("recorded", 1L, "replayed", 0L, "asRecorded", 0L, "dropped", 1L)));
  }

  @Test
  void aWatchWhoseEndIsNotKnownHasNoLifetimeToCompare() {
    Fidelity fidelity = new Fidelity(10 * S, 1);
    ReplayOp watch = op(Operation.WATCH, S, 200, TraceEntry.UNKNOWN);
    play(fidelity, watch, reply(200, S, S + 1));
    fidelity.watchEnded(watch, 3 * S, 12, START_NS + 4 * S, START_NS);

    assertThat(fidelity.lifetimes(true).count()).isZero();
    assertThat(fidelity.lifetimes(false).count()).isZero();
    assertThat(fidelity.events()).isEqualTo(12);
  }
}
