package io.scaletest.httperf.client;

import io.netty.buffer.ByteBuf;
import io.scaletest.httperf.transfer.BlockRequest;
import io.scaletest.httperf.transfer.Transfer;
import io.scaletest.httperf.transfer.Verbosity;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer, timed block by block. Touched by its connection's event loop alone
 * once it was sent.
 */
final class BlockExchange {
  private static final Logger LOG = LoggerFactory.getLogger(BlockExchange.class);
  private static final double NS_PER_MS = 1e6;

  /** An answer that has not begun by then is not on its way: no path's round trip is as long. */
  static final long ANSWER_LIMIT_NS = TimeUnit.SECONDS.toNanos(1);

  private final BlockRequest request;
  private final long intendedNs;
  private final Completion completion;
  private int timesSent;
  private long sentNs;
  private long headNs;
  private long receivedBytes;
  private long receivedBlocks;
  private long lastBlockNs;
  private long unacknowledgedBytes;
  private long reads;
  private String status = "";

  /** Called once when a request has ended; an empty text means success. */
  @FunctionalInterface
  interface Completion {
    void ended(BlockExchange exchange, String failure);
  }

  /**
   * Returns a request to be sent.
   *
   * @param intendedNs when it is meant to be sent
   */
  BlockExchange(BlockRequest request, long intendedNs, Completion completion) {
    this.request = request;
    this.intendedNs = intendedNs;
    this.completion = completion;
  }

  BlockRequest request() {
    return request;
  }

  long intendedNs() {
    return intendedNs;
  }

  long sentNs() {
    return sentNs;
  }

  void sent(long nowNs) {
    sentNs = nowNs;
    timesSent++;
  }

  int timesSent() {
    return timesSent;
  }

  /**
   * Returns the bytes of all blocks that were due until a time.
   *
   * @param scheduled whether it was asked for at its intended time and for no more than its blocks.
   *     Otherwise it is one of a loop, counts from the head of its answer, for an answer under way
   *     is nothing that the path could carry, and would have been followed by the next one; where
   *     no answer began, from its intended time
   * @param firstByteAtNs when the time that is looked at began; 0 if it has not
   */
  long askedBytes(long nowNs, boolean scheduled, long firstByteAtNs) {
    if (scheduled) {
      return request.size() * request.dueBlocks(Math.max(0, nowNs - intendedNs));
    }
    if (isUnanswered(nowNs) && firstByteAtNs != 0) {
      return request.size() * request.duePeriods(nowNs - Math.max(intendedNs, firstByteAtNs));
    }
    return headNs == 0 || !isOk()
        ? 0
        : Math.max(receivedBytes, request.size() * request.duePeriods(nowNs - headNs));
  }

  /** Returns whether an answer is overdue: the server did not take the request. */
  boolean isUnanswered(long nowNs) {
    return headNs == 0 && nowNs - intendedNs >= ANSWER_LIMIT_NS;
  }

  /** Returns the bytes of blocks received. */
  long receivedBytes() {
    return receivedBytes;
  }

  /** Takes the head of the answer. */
  void head(CharSequence newStatus, long nowNs) {
    status = newStatus.toString();
    headNs = nowNs;
  }

  /** Takes bytes of the body, the next {@code length} of {@code data}, which are not consumed. */
  void body(
      ByteBuf data, int length, int flowBytes, long nowNs, Transfer transfer, Verbosity verbosity) {
    reads++;
    unacknowledgedBytes += flowBytes;
    if (!isOk()) {
      return; // a text that says why; not a block
    }
    if (receivedBytes == 0 && length > 0) {
      transfer.firstByte().record(nowNs - sentNs);
      transfer.firstByteAt(nowNs);
    }
    transfer.addBytes(length);
    long before = receivedBytes;
    receivedBytes += length;
    long blocks = receivedBytes / request.size();
    if (blocks > receivedBlocks) {
      blocksEnded(data, before, Math.min(blocks, request.blocks()), nowNs, transfer, verbosity);
    }
  }

  private void blocksEnded(
      ByteBuf data, long before, long blocks, long nowNs, Transfer transfer, Verbosity verbosity) {
    transfer.addBlocks(blocks - receivedBlocks);
    for (; receivedBlocks < blocks; receivedBlocks++) {
      long latenessNs = nowNs - headNs - request.dueNs(receivedBlocks);
      transfer.blockLateness().record(latenessNs);
      if (receivedBlocks > 0) {
        transfer.blockGap().record(nowNs - lastBlockNs);
      }
      lastBlockNs = nowNs;
      int last = (int) ((receivedBlocks + 1) * request.size() - 1 - before);
      if (data.getByte(data.readerIndex() + last) != BlockRequest.LAST_BYTE) {
        transfer.errors().add("a block does not end in Z");
      }
      if (verbosity.blocks()) {
        LOG.info("Got block {}, {} ms late", receivedBlocks, latenessNs / NS_PER_MS);
      }
    }
  }

  /** Returns the flow-control credit to give back, once it is at least {@code atLeast}; else 0. */
  int takeCredit(int atLeast) {
    if (unacknowledgedBytes < atLeast) {
      return 0;
    }
    int credit = (int) unacknowledgedBytes;
    unacknowledgedBytes = 0;
    return credit;
  }

  boolean isOk() {
    return status.equals("200");
  }

  /** The server has ended the answer. */
  void end(Verbosity verbosity, long nowNs) {
    if (verbosity.requests()) {
      LOG.info(
          "Got {} bytes in {} reads, {} ms", receivedBytes, reads, (nowNs - sentNs) / NS_PER_MS);
    }
    if (!isOk()) {
      fail("status " + status);
    } else if (receivedBytes != request.totalBytes()) {
      fail(receivedBytes < request.totalBytes() ? "answer is too short" : "answer is too long");
    } else {
      completion.ended(this, "");
    }
  }

  /** There will be no (further) answer. */
  void fail(String reason) {
    completion.ended(this, reason);
  }
}
