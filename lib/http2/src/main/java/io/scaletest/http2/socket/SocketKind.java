package io.scaletest.http2.socket;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** How sockets are driven: by epoll directly on Linux, by the JDK's selector elsewhere. */
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

  /** Returns daemon threads that drive sockets of this kind. */
  public EventLoopGroup eventLoops(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), handlers());
  }
}
