package io.scaletest.fabric8.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers do what they are given in any order: here, the latest first. */
class StreamedBodyTest {
  @RegisterExtension final RethrowingFaults faults = new RethrowingFaults();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final StreamedBody body =
      new StreamedBody(
          null,
          (part, stream) -> {},
          new TransportHttpClientFactory(
              null,
              "https://server",
              "",
              tasks::push,
              faults,
              TransportHttpClientFactory.OtherWebSockets.NONE));

  private void work() {
    while (!tasks.isEmpty()) {
      tasks.pop().run();
    }
  }

  @Test
  void anEndThatIsHandedOverBeforeItsHeadDoesNotReplaceIt() {
    body.onOpen(200, 0);
    body.onEnd("", 0);
    work();

    assertThat(body.response())
        .succeedsWithin(0, TimeUnit.SECONDS)
        .satisfies(answer -> assertThat(answer.code()).isEqualTo(200));
    assertThat(body.done()).isCompleted();
  }

  @Test
  void anEndAfterAHeadThatSaysNoIsTheEndOfTheBodyAlone() {
    body.onOpen(503, 0);
    body.onEnd("cut", 0);
    work();

    assertThat(body.response())
        .succeedsWithin(0, TimeUnit.SECONDS)
        .satisfies(answer -> assertThat(answer.code()).isEqualTo(503));
    assertThat(body.done()).isCompletedExceptionally();
  }

  @Test
  void anEndWithoutAHeadIsAFailure() {
    body.onEnd("no answer", 0);
    work();

    assertThat(body.response())
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableThat()
        .havingRootCause()
        .withMessage("no answer");
  }
}
