package io.scaletest.httperf.socket;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.httperf.transfer.Transfer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of one role's open connections: what each negotiated, and its round-trip time. Safe
 * for use by many threads.
 */
public final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final double NS_PER_MS = 1e6;

  /** How many connections have a log line in each period. */
  private static final int TOLD_MAX = 16;

  private final Transfer transfer;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private final Map<String, LongAdder> agreements = new ConcurrentHashMap<>();
  private final LongAdder refusals = new LongAdder();
  private final AtomicReference<String> firstRefusal = new AtomicReference<>("");

  public Connections(Transfer transfer) {
    this.transfer = transfer;
  }

  /** Counts a connection whose TLS is up, until its channel closes. */
  public void opened(Channel channel, String protocol) {
    String agreement = agreement(channel, protocol);
    agreements.computeIfAbsent(agreement, key -> new LongAdder()).increment();
    open.add(channel);
    transfer.connectionOpened();
    roundTripNs(channel).ifPresent(transfer.roundTrip()::record);
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}: {}{}", channel.remoteAddress(), agreement, roundTrip(channel));
    }
    channel
        .closeFuture()
        .addListener(
            closed -> {
              open.remove(channel);
              transfer.connectionClosed();
              LOG.debug("{}: closed", channel.remoteAddress());
            });
  }

  /** Notes that the system gave this process no connection that a client had asked for. */
  public void notGiven(Throwable why) {
    refusals.increment();
    if (firstRefusal.compareAndSet("", String.valueOf(why.getMessage()))) {
      LOG.warn("no further connection can be taken: {}", firstRefusal.get());
    }
  }

  /** Returns how often the system gave none; tried again each second. */
  public long notGiven() {
    return refusals.sum();
  }

  /** Returns why; empty as long as it gave all. */
  public String whyNotGiven() {
    return firstRefusal.get();
  }

  private static String agreement(Channel channel, String protocol) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      return protocol;
    }
    SSLSession session = tls.engine().getSession();
    return session.getProtocol() + " " + session.getCipherSuite() + " " + protocol;
  }

  /** Returns the kernel's smoothed round-trip time of a connection, where it has one. */
  private static OptionalLong roundTripNs(Channel channel) {
    return channel.isActive() && channel instanceof EpollSocketChannel socket
        ? OptionalLong.of(TimeUnit.MICROSECONDS.toNanos(socket.tcpInfo().rtt()))
        : OptionalLong.empty();
  }

  private String roundTrip(Channel channel) {
    OptionalLong ns = roundTripNs(channel);
    return ns.isEmpty() ? "" : ", round trip " + ns.getAsLong() / NS_PER_MS + " ms";
  }

  /** Returns how many connections there were of each protocol, cipher suite and ALPN protocol. */
  public Map<String, Long> agreements() {
    Map<String, Long> counts = new TreeMap<>();
    agreements.forEach((agreement, count) -> counts.put(agreement, count.sum()));
    return counts;
  }

  /** Records the round-trip time of each open connection, and logs the first few. */
  public void sampleRoundTrips(Consumer<String> lines) {
    int told = 0;
    for (Channel channel : open) {
      OptionalLong ns = roundTripNs(channel);
      if (ns.isPresent()) {
        transfer.roundTrip().record(ns.getAsLong());
        if (told < TOLD_MAX) {
          lines.accept(channel.remoteAddress() + roundTrip(channel));
          told++;
        }
      }
    }
  }

  /** Closes them all. */
  public void close() {
    open.forEach(Outbound::close);
  }
}
