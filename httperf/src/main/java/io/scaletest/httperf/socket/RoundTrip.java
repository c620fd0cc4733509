package io.scaletest.httperf.socket;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** What the kernel knows of a path. */
final class RoundTrip {
  private RoundTrip() {}

  /** Returns the kernel's smoothed round-trip time of a connection, where it tells. */
  static OptionalLong smoothedNs(Channel channel) {
    return channel.isActive() && channel instanceof EpollSocketChannel socket
        ? OptionalLong.of(TimeUnit.MICROSECONDS.toNanos(socket.tcpInfo().rtt()))
        : OptionalLong.empty();
  }
}
