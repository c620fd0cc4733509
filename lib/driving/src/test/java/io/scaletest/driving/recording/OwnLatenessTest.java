package io.scaletest.driving.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.transport.ApiReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnLatenessTest {
  private static final long MS = 1_000_000;
  private static final byte[] NO_BODY = {};

  private final List<Long> heard = new ArrayList<>();
  private final OwnLateness own =
      new OwnLateness((operation, number, intendedNs, reply) -> heard.add(number));

  @Test
  void theWaitForAStreamIsTheServers() {
    // Meant for 1 ms, handed over at 3, a stream at 700, sent at 704.
    own.completed(
        Operation.CREATE,
        1,
        1 * MS,
        new ApiReply(201, NO_BODY, "", true, 3 * MS, 700 * MS, 704 * MS, 800 * MS));

    assertThat(own.series().total().getMaxValue() / MS).isEqualTo(6);
    assertThat(heard).containsExactly(1L);
  }

  @Test
  void aRequestThatNeverWentOutIsNotLateButItIsHeardOf() {
    own.completed(Operation.CREATE, 2, 0, ApiReply.unsent("no route", 0, 60_000 * MS));

    assertThat(own.series().total().getTotalCount()).isZero();
    assertThat(heard).containsExactly(2L);
  }
}
