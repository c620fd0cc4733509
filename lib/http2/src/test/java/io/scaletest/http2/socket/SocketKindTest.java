package io.scaletest.http2.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class SocketKindTest {
  @ParameterizedTest
  @EnumSource
  void aClientReachesAServerOfTheSameKind(SocketKind kind) {
    assumeTrue(kind != SocketKind.EPOLL || Epoll.isAvailable(), "no epoll on this platform");
    EventLoopGroup loops = kind.eventLoops(1, "socket-under-test");
    try {
      Channel listening =
          new ServerBootstrap()
              .group(loops)
              .channel(kind.serverChannel())
              .childHandler(new ChannelInboundHandlerAdapter())
              .bind("127.0.0.1", 0)
              .syncUninterruptibly()
              .channel();

      Channel connected =
          new Bootstrap()
              .group(loops)
              .channel(kind.channel())
              .handler(new ChannelInboundHandlerAdapter())
              .connect(listening.localAddress())
              .syncUninterruptibly()
              .channel();

      assertThat(connected.isActive()).isTrue();
    } finally {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
