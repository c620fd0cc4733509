package io.scaletest.http2.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.scaletest.http2.socket.Outbound;
import org.junit.jupiter.api.Test;

class EmptyFlushFilterTest {
  private final Flushes flushes = new Flushes();
  private final EmbeddedChannel channel = new EmbeddedChannel(flushes, new EmptyFlushFilter());

  /** Counts what comes through. */
  private static final class Flushes extends ChannelOutboundHandlerAdapter {
    private int count;

    @Override
    public void flush(ChannelHandlerContext ctx) {
      count++;
      ctx.flush();
    }
  }

  @Test
  void aFlushOfNothingGoesNoFurther() {
    channel.flush();
    assertThat(flushes.count).isZero();
  }

  @Test
  void whatIsWrittenIsFlushedOnce() {
    Outbound.write(channel, "a");
    Outbound.write(channel, "b");
    channel.flush();
    channel.flush();

    assertThat(flushes.count).isOne();
    assertThat(channel.<String>readOutbound()).isEqualTo("a");
    assertThat(channel.<String>readOutbound()).isEqualTo("b");

    Outbound.writeAndFlush(channel, "c");
    assertThat(flushes.count).isEqualTo(2);
    assertThat(channel.<String>readOutbound()).isEqualTo("c");
  }
}
