package io.scaletest.http2.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Locale;

/** The socket implementations: epoll on Linux, the JDK's selector elsewhere. */
public enum SocketKind {
  EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class) {
    @Override
    IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory();
    }
  },
  NIO(NioSocketChannel.class, NioServerSocketChannel.class) {
    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }
  };

  /** As Go's clients. */
  private static final int KEEP_ALIVE_SECONDS = 30;

  private final Class<? extends Channel> channel;
  private final Class<? extends ServerChannel> serverChannel;

  SocketKind(Class<? extends Channel> channel, Class<? extends ServerChannel> serverChannel) {
    this.channel = channel;
    this.serverChannel = serverChannel;
  }

  /** Returns the kind with the least cost that this platform has. */
  public static SocketKind best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /** Returns the class of a client's sockets. */
  public Class<? extends Channel> channel() {
    return channel;
  }

  /** Returns the class of a listening socket. */
  public Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  abstract IoHandlerFactory handlers();

  /**
   * Lets the system notice within some minutes that the other end of a silent connection is dead,
   * where the protocol has no ping.
   */
  public static void keepAlive(Channel connection) {
    connection.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    if (connection instanceof EpollSocketChannel) {
      connection.config().setOption(EpollChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
      connection.config().setOption(EpollChannelOption.TCP_KEEPINTVL, KEEP_ALIVE_SECONDS);
    }
  }

  /** Returns daemon threads that drive sockets of this kind. */
  public EventLoopGroup eventLoops(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), handlers());
  }

  /**
   * Returns why a port cannot be listened on, in a few words for the user, without names of
   * functions and numbers of errors.
   */
  public static String bindFailure(Throwable cause) {
    // Netty's native transports have: bind(..) failed with error(-98): Address already in use.
    String reason =
        String.valueOf(cause.getMessage())
            .replaceFirst("^.*error\\(-?\\d+\\): ", "")
            .toLowerCase(Locale.ROOT);
    return reason.contains("in use") ? "is taken on this machine" : reason;
  }
}
