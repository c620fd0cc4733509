package io.scaletest.httperf.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.scaletest.httperf.transfer.BlockRequest;
import io.scaletest.httperf.transfer.Transfer;
import io.scaletest.httperf.transfer.Verbosity;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How much a request has asked for until a time. */
class BlockExchangeTest {
  private static final long MS = 1_000_000;

  /** Ten blocks of 100 bytes, one each 10 ms, intended at 1 s. */
  private final BlockExchange exchange =
      new BlockExchange(new BlockRequest(100, 10, 10), 1_000 * MS, (ended, failure) -> {});

  @Test
  void aLoopAsksFromTheHeadOfTheAnswerOn() {
    exchange.sent(1_000 * MS);

    assertThat(exchange.askedBytes(5_000 * MS, false, 0)).isZero();
    exchange.head("200", 5_000 * MS);

    assertThat(exchange.askedBytes(5_000 * MS, false, 0)).isEqualTo(100);
    assertThat(exchange.askedBytes(5_045 * MS, false, 0)).isEqualTo(500);
  }

  @Test
  void aLoopWhoseAnswerNeverBeginsHasAskedSinceTheFirstByteOfAll() {
    exchange.sent(1_000 * MS);

    assertThat(exchange.askedBytes(1_999 * MS, false, 500 * MS)).isZero();
    assertThat(exchange.askedBytes(2_000 * MS, false, 500 * MS)).isEqualTo(10_100);
    assertThat(exchange.askedBytes(5_000 * MS, false, 4_000 * MS)).isEqualTo(10_100);
  }

  @Test
  void anAnswerThatIsOnItsWayIsNotMissing() {
    exchange.sent(1_000 * MS);

    assertThat(exchange.isUnanswered(1_999 * MS)).isFalse();
    assertThat(exchange.isUnanswered(2_000 * MS)).isTrue();
    exchange.head("200", 2_000 * MS);
    assertThat(exchange.isUnanswered(9_000 * MS)).isFalse();
  }

  @Test
  void aLoopWhoseAnswerIsLateWouldHaveAskedForMore() {
    exchange.head("200", 1_000 * MS);

    assertThat(exchange.askedBytes(1_195 * MS, false, 0)).isEqualTo(2_000);
  }

  @Test
  void whatCameWasAskedFor() {
    exchange.head("200", 1_000 * MS);
    ByteBuf data = Unpooled.wrappedBuffer("Z".repeat(1_000).getBytes(StandardCharsets.US_ASCII));
    exchange.body(
        data, 1_000, 1_000, 1_001 * MS, new Transfer(Transfer.Role.CLIENT), new Verbosity(0));

    assertThat(exchange.askedBytes(1_001 * MS, false, 0)).isEqualTo(1_000);
    assertThat(exchange.receivedBytes()).isEqualTo(1_000);
  }

  @Test
  void aRefusalCarriesNothingAndAskedForNothing() {
    exchange.head("503", 1_000 * MS);

    assertThat(exchange.askedBytes(5_000 * MS, false, 0)).isZero();
  }

  @Test
  void aScheduleAsksAtItsTimesForWhatItAsksAndNoMore() {
    assertThat(exchange.askedBytes(999 * MS, true, 0)).isEqualTo(100);
    assertThat(exchange.askedBytes(1_045 * MS, true, 0)).isEqualTo(500);
    assertThat(exchange.askedBytes(9_000 * MS, true, 0)).isEqualTo(1_000);
  }
}
