package io.scaletest.httperf.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.scaletest.common.clock.Ticker;
import io.scaletest.httperf.transfer.BlockRequest;
import io.scaletest.httperf.transfer.Transfer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one request: blocks, each when it is due or, if the reader or the network would not
 * have it then, as soon as they do.
 *
 * <p>It is one entry of the flow controller, which asks it for as many bytes as the windows and the
 * socket take. A block that is due is a larger number here and nothing else: its bytes are made
 * when they may go. So a slow or disconnected reader holds no memory.
 *
 * <p>For the connection's event loop alone.
 */
final class BlockStream implements Http2RemoteFlowController.FlowControlled {
  private static final Logger LOG = LoggerFactory.getLogger(BlockStream.class);

  /** The flow controller counts in int. */
  private static final long DUE_BYTES_MAX = 1 << 30;

  private static final double NS_PER_MS = 1e6;

  private final BlockServerConnection connection;
  private final Http2Stream stream;
  private final BlockRequest request;
  private final Transfer transfer;
  private final Ticker ticker;
  private final long startNs;

  private long dueBlocks;
  private long writtenBytes;
  private long writtenBlocks;
  private long lastWrittenNs;
  private boolean closed;

  BlockStream(
      BlockServerConnection connection,
      Http2Stream stream,
      BlockRequest request,
      Transfer transfer,
      Ticker ticker) {
    this.connection = connection;
    this.stream = stream;
    this.request = request;
    this.transfer = transfer;
    this.ticker = ticker;
    this.startNs = ticker.nanos();
  }

  BlockServerConnection connection() {
    return connection;
  }

  boolean isClosed() {
    return closed;
  }

  /** Returns the due time of the first block that is not yet announced. */
  long nextDueNs() {
    return startNs + request.dueNs(dueBlocks);
  }

  /** Begins: the first block is due now. */
  void start() {
    transfer.streamOpened();
    due(startNs);
  }

  /**
   * Offers the due blocks to the flow controller. Called only while it has nothing of this stream.
   */
  void due(long nowNs) {
    long ready = request.dueBlocks(nowNs - startNs) - dueBlocks;
    dueBlocks += Math.min(ready, Math.max(1, DUE_BYTES_MAX / request.size()));
    connection.offer(stream, this);
  }

  /** Ends it, whatever was written. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean complete = writtenBytes == request.totalBytes();
    if (complete) {
      transfer.streamCompleted();
    } else {
      transfer.streamCut();
    }
    if (connection.verbosity().requests()) {
      LOG.info(
          "Wrote {} blocks of {} in {} ms{}",
          writtenBlocks,
          request.size(),
          (ticker.nanos() - startNs) / NS_PER_MS,
          complete ? "" : " of " + request.blocks() + ", then the stream was closed");
    }
  }

  @Override
  public int size() {
    return (int) (dueBlocks * request.size() - writtenBytes);
  }

  @Override
  public void write(ChannelHandlerContext ctx, int allowedBytes) {
    int left = Math.min(allowedBytes, size());
    if (left == 0) {
      return;
    }
    long nowNs = ticker.nanos();
    if (writtenBytes == 0) {
      transfer.firstByte().record(nowNs - startNs);
    }
    transfer.addBytes(left);
    int frameMax = connection.frameBytesMax();
    while (left > 0) {
      int length = Math.min(left, frameMax);
      boolean last = writtenBytes + length == request.totalBytes();
      connection.output().append(ctx, stream.id(), request.size(), writtenBytes, length, last);
      writtenBytes += length;
      left -= length;
    }
    completed(writtenBytes / request.size(), nowNs);
  }

  private void completed(long blocks, long nowNs) {
    transfer.addBlocks(blocks - writtenBlocks);
    for (; writtenBlocks < blocks; writtenBlocks++) {
      long dueNs = startNs + request.dueNs(writtenBlocks);
      transfer.blockLateness().record(nowNs - dueNs);
      if (writtenBlocks > 0) {
        transfer.blockGap().record(nowNs - lastWrittenNs);
      }
      lastWrittenNs = nowNs;
      if (connection.verbosity().blocks()) {
        LOG.info(
            "Stream {}: wrote block {} of {}, {} ms late",
            stream.id(),
            writtenBlocks,
            request.size(),
            (nowNs - dueNs) / NS_PER_MS);
      }
    }
  }

  @Override
  public void writeComplete() {
    if (closed) {
      return;
    }
    if (writtenBytes == request.totalBytes()) {
      connection.ended(stream);
    } else {
      connection.schedule().add(this, ticker.nanos());
    }
  }

  @Override
  public void error(ChannelHandlerContext ctx, Throwable cause) {
    // The stream is being closed: close() is called for it, too.
  }

  @Override
  public boolean merge(ChannelHandlerContext ctx, Http2RemoteFlowController.FlowControlled next) {
    return false;
  }
}
