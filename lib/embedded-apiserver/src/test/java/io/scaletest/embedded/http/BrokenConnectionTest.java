package io.scaletest.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BrokenConnectionTest {
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
              BrokenConnection.close(ctx, cause);
            }
          });

  @Test
  void aDelayedTaskThatThrowsClosesItsConnection() {
    run(
        () -> {
          throw new IllegalStateException("on purpose");
        });

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aDelayedTaskThatEndsInOrderLeavesItsConnection() {
    run(() -> {});

    assertThat(channel.isOpen()).isTrue();
  }

  private void run(Runnable task) {
    BrokenConnection.onFailure(
        channel.pipeline().firstContext(),
        channel.eventLoop().schedule(task, 0, TimeUnit.MILLISECONDS));
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }
}
