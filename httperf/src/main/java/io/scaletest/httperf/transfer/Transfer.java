package io.scaletest.httperf.transfer;

import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.SignedLatencySeries;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters and latency series of one role: bytes and blocks transferred, and how evenly. Safe for
 * use by many threads.
 */
public final class Transfer {
  /** The side of the connections. */
  public enum Role {
    SERVER("server"),
    CLIENT("client");

    private final String label;

    Role(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  private final Role role;
  private final LongAdder bytes = new LongAdder();
  private final LongAdder blocks = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder cut = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final AtomicLong openStreams = new AtomicLong();
  private final AtomicLong openConnections = new AtomicLong();
  private final AtomicLong firstByteAtNs = new AtomicLong();
  private final ErrorCounts errors = new ErrorCounts();
  private final SignedLatencySeries blockLateness;
  private final LatencySeries blockGap;
  private final LatencySeries firstByte;
  private final LatencySeries roundTrip;

  public Transfer(Role role) {
    this.role = role;
    this.blockLateness = new SignedLatencySeries(role + ".block.lateness");
    this.blockGap = new LatencySeries(role + ".block.gap");
    this.firstByte = new LatencySeries(role + ".first.byte");
    this.roundTrip = new LatencySeries(role + ".round.trip");
  }

  public Role role() {
    return role;
  }

  /** Counts bytes of blocks, written to or read from TLS. */
  public void addBytes(long count) {
    bytes.add(count);
  }

  /** Counts complete blocks. */
  public void addBlocks(long count) {
    blocks.add(count);
  }

  /** Notes when a first byte came; the first time counts. */
  public void firstByteAt(long nowNs) {
    if (firstByteAtNs.get() == 0) {
      firstByteAtNs.compareAndSet(0, nowNs);
    }
  }

  /** Returns when the first byte of all came; 0 if none did. */
  public long firstByteAtNs() {
    return firstByteAtNs.get();
  }

  /** A connection is up. */
  public void connectionOpened() {
    connections.increment();
    openConnections.incrementAndGet();
  }

  public void connectionClosed() {
    openConnections.decrementAndGet();
  }

  /** A stream of blocks has begun. */
  public void streamOpened() {
    openStreams.incrementAndGet();
  }

  /** A stream of blocks has ended with its last block. */
  public void streamCompleted() {
    openStreams.decrementAndGet();
    requests.increment();
  }

  /** A stream of blocks has ended before its last block, because one end wanted so. */
  public void streamCut() {
    openStreams.decrementAndGet();
    cut.increment();
  }

  /** A stream of blocks has failed. */
  public void streamFailed(String reason) {
    openStreams.decrementAndGet();
    errors.add(reason);
  }

  public long bytes() {
    return bytes.sum();
  }

  public long blocks() {
    return blocks.sum();
  }

  /** Returns how many requests were served, or answered, to their last block. */
  public long requests() {
    return requests.sum();
  }

  /** Returns how many streams ended before their last block without being an error. */
  public long cut() {
    return cut.sum();
  }

  /** Returns how many connections there were. */
  public long connections() {
    return connections.sum();
  }

  public long openStreams() {
    return openStreams.get();
  }

  public long openConnections() {
    return openConnections.get();
  }

  public ErrorCounts errors() {
    return errors;
  }

  /**
   * Server: written minus due. Client: received minus due, the first block due when the head of the
   * answer came; negative for a block that was under way for less time than the head.
   */
  public SignedLatencySeries blockLateness() {
    return blockLateness;
  }

  /** Between the ends of two successive blocks of a stream. */
  public LatencySeries blockGap() {
    return blockGap;
  }

  /** From the request, read or sent, to the first byte of the first block, written or read. */
  public LatencySeries firstByte() {
    return firstByte;
  }

  /** The kernel's round-trip times: at each connection's start, each log period, and the end. */
  public LatencySeries roundTrip() {
    return roundTrip;
  }
}
