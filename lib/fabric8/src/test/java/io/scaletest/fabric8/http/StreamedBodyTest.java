package io.scaletest.fabric8.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A body is told in order, whatever order its workers work in. */
class StreamedBodyTest {
  @RegisterExtension final RethrowingFaults faults = new RethrowingFaults();
  private final LatestFirst workers = new LatestFirst();
  private final StreamedBody body =
      new StreamedBody(null, (part, stream) -> {}, workers.factory(faults));

  @Test
  void anEndThatIsHandedOverBeforeItsHeadDoesNotReplaceIt() {
    body.onOpen(200, 0);
    body.onEnd("", 0);
    workers.work();

    assertThat(body.response())
        .succeedsWithin(0, TimeUnit.SECONDS)
        .satisfies(answer -> assertThat(answer.code()).isEqualTo(200));
    assertThat(body.done()).isCompleted();
  }

  @Test
  void anEndAfterAHeadThatSaysNoIsTheEndOfTheBodyAlone() {
    body.onOpen(503, 0);
    body.onEnd("cut", 0);
    workers.work();

    assertThat(body.response())
        .succeedsWithin(0, TimeUnit.SECONDS)
        .satisfies(answer -> assertThat(answer.code()).isEqualTo(503));
    assertThat(body.done()).isCompletedExceptionally();
  }

  @Test
  void anEndWithoutAHeadIsAFailure() {
    body.onEnd("no answer", 0);
    workers.work();

    assertThat(body.response())
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableThat()
        .havingRootCause()
        .withMessage("no answer");
  }
}
