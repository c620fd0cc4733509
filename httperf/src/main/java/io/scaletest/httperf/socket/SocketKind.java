package io.scaletest.httperf.socket;

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
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** How sockets are driven: by epoll directly on Linux, by the JDK's selector elsewhere. */
public enum SocketKind {
  EPOLL {
    @Override
    IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    public Class<? extends Channel> channel() {
      return EpollSocketChannel.class;
    }

    @Override
    public Class<? extends ServerChannel> serverChannel() {
      return EpollServerSocketChannel.class;
    }

    @Override
    public OptionalLong roundTripNs(Channel channel) {
      return channel.isActive() && channel instanceof EpollSocketChannel socket
          ? OptionalLong.of(TimeUnit.MICROSECONDS.toNanos(socket.tcpInfo().rtt()))
          : OptionalLong.empty();
    }
  },
  NIO {
    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    public Class<? extends Channel> channel() {
      return NioSocketChannel.class;
    }

    @Override
    public Class<? extends ServerChannel> serverChannel() {
      return NioServerSocketChannel.class;
    }

    @Override
    public OptionalLong roundTripNs(Channel channel) {
      return OptionalLong.empty();
    }
  };

  /** Returns the kind with the least cost that this platform has. */
  public static SocketKind best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory handlers();

  /** Returns the class of a client's sockets. */
  public abstract Class<? extends Channel> channel();

  /** Returns the class of a listening socket. */
  public abstract Class<? extends ServerChannel> serverChannel();

  /** Returns the kernel's smoothed round-trip time of a connection, where it tells. */
  public abstract OptionalLong roundTripNs(Channel channel);

  /** Returns daemon threads that drive sockets of this kind. */
  public EventLoopGroup eventLoops(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), handlers());
  }
}
