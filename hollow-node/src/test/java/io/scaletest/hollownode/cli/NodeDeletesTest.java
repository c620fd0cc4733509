package io.scaletest.hollownode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.FakeApi.Call;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NodeDeletesTest {
  private static final int NODES = 1000;
  private static final int TOO_MANY_REQUESTS = 429;

  private final FakeApi api = new FakeApi();

  private CompletableFuture<Long> delete(int count) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    NodeDeletes deletes = new NodeDeletes(api.loop, api, count, done);
    api.loop.run(
        () -> {
          for (int i = 0; i < count; i++) {
            deletes.add("n" + i);
          }
        });
    return done;
  }

  private List<Call> takeCalls() {
    List<Call> taken = List.copyOf(api.calls);
    api.calls.clear();
    return taken;
  }

  @Test
  void noNodesAreDeletedAtOnce() {
    assertThat(delete(0)).isCompletedWithValue(0L);
  }

  @Test
  void nextOneIsSentWhenOneIsAnswered() {
    CompletableFuture<Long> done = delete(NODES);
    for (int i = 0; i < NODES; i++) {
      int unanswered = Math.min(NodeDeletes.IN_FLIGHT_MAX, NODES - i);
      assertThat(api.calls).hasSize(i + unanswered);
      assertThat(done).isNotDone();
      api.calls.get(i).answer(i % 2 == 0 ? 200 : 404, "{}");
    }
    assertThat(done).isCompletedWithValue(0L);
  }

  /** One seat: of the deletes that are in flight together, all but the first are refused. */
  @Test
  void serverOfOneSeatDeletesAllOfThem() {
    CompletableFuture<Long> done = delete(NODES);
    TreeSet<Integer> inFlight = new TreeSet<>();
    for (int second = 0; second < 2 * NODES && !done.isDone(); second++) {
      List<Call> calls = takeCalls();
      inFlight.add(calls.size());
      api.ticker.advanceNs(1);
      for (int i = 0; i < calls.size(); i++) {
        if (i == 0) {
          calls.get(i).answer(200, "{}");
        } else {
          calls.get(i).putOff(TOO_MANY_REQUESTS, 1);
        }
      }
      if (api.calls.isEmpty()) {
        api.advance(Duration.ofSeconds(1));
      }
    }
    assertThat(done).isCompletedWithValue(0L);
    assertThat(inFlight).contains(NodeDeletes.IN_FLIGHT_MAX, 25, 12, 6, 3, 1);
  }

  @Test
  void answersOfOneBurstLowerTheNumberOnce() {
    CompletableFuture<Long> done = delete(NODES);
    api.ticker.advanceNs(1);
    takeCalls().forEach(call -> call.putOff(TOO_MANY_REQUESTS, 1));
    assertThat(done).isNotDone();
    assertThat(api.calls).as("others, of which half as many may be in flight").hasSize(25);
  }

  @Test
  void putOffLongerThanThereAreTriesIsGivenUp() {
    CompletableFuture<Long> done = delete(1);
    for (int i = 0; i < NodeDeletes.TRIES_MAX; i++) {
      assertThat(done).isNotDone();
      assertThat(takeCalls()).hasSize(1).allSatisfy(call -> call.putOff(TOO_MANY_REQUESTS, 2));
      api.advance(Duration.ofMillis(1999));
      assertThat(api.calls).as("before the server allows").isEmpty();
      api.advance(Duration.ofMillis(1));
    }
    assertThat(done).isCompletedWithValue(1L);
    assertThat(api.calls).isEmpty();
  }

  @Test
  void refusedOnesAreCountedAndNotSentAgain() {
    CompletableFuture<Long> done = delete(2);
    api.calls.get(0).answer(403, "no right");
    api.calls.get(1).answer(200, "{}");
    assertThat(done).isCompletedWithValue(1L);
    assertThat(api.calls).hasSize(2);
  }
}
