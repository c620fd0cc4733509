package io.scaletest.httperf.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.scaletest.http2.connection.ErrorName;
import io.scaletest.http2.connection.UnprioritizedFrames;
import io.scaletest.http2.socket.Outbound;
import java.util.ArrayList;
import java.util.List;

/**
 * One HTTP/2 connection that is up: its streams and its flow-control credit. For its event loop
 * alone.
 *
 * <p>Windows are large and their updates rare: data is consumed as it comes, so the windows hold
 * nothing back, and nothing is buffered for them either.
 */
final class EstablishedConnection {
  /** A stream alone is not held back on a path of 5 Gbit/s and 100 ms. */
  static final int STREAM_WINDOW_BYTES = 64 * 1024 * 1024;

  /** The largest that there is. */
  static final int CONNECTION_WINDOW_BYTES = Integer.MAX_VALUE;

  private static final int STREAM_CREDIT_BYTES = STREAM_WINDOW_BYTES / 4;
  private static final int CONNECTION_CREDIT_BYTES = STREAM_WINDOW_BYTES / 2;

  /** What our server makes of it is its own affair. */
  private static final int FRAME_BYTES_MAX = 1024 * 1024;

  private final ClientContext client;
  private final Owner owner;
  private final IntObjectMap<BlockExchange> exchanges = new IntObjectHashMap<>();
  private final ClientCodec codec;
  private final ChannelHandlerContext dataContext;
  private long unacknowledgedBytes;
  private boolean answered;
  private boolean leaving;
  private String failure = "the connection was lost";

  /** The owner of connections, which queues the requests. Called on the event loop. */
  interface Owner {
    /** A stream may have become free. */
    void streamFree();

    /**
     * The server takes no further streams on a connection, whose others go on.
     *
     * @param untouched requests that the server promises not to have begun
     */
    void leaving(EstablishedConnection connection, List<BlockExchange> untouched);
  }

  private EstablishedConnection(ClientContext client, Owner owner, ChannelHandlerContext ctx) {
    this.client = client;
    this.owner = owner;
    Http2Settings settings =
        Http2Settings.defaultSettings()
            .pushEnabled(false)
            .initialWindowSize(STREAM_WINDOW_BYTES)
            .maxFrameSize(FRAME_BYTES_MAX);
    var dataFrames = new DataFrames(new Receiver());
    codec = ClientCodec.of(new Listener(), settings, client.ticker(), this::failed);
    ctx.pipeline().addLast(dataFrames).addLast(codec);
    dataContext = ctx.pipeline().context(dataFrames);
  }

  /** Begins HTTP/2 on a channel whose TLS has agreed on it. */
  static EstablishedConnection open(
      ClientContext client, Owner owner, ChannelHandlerContext context) {
    var connection = new EstablishedConnection(client, owner, context);
    connection.writeWindowUpdate(
        Http2CodecUtil.CONNECTION_STREAM_ID,
        CONNECTION_WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
    context.flush();
    return connection;
  }

  /** Returns whether the server would take one more stream. */
  boolean canOpenStream() {
    return !leaving && codec.connection().local().canOpenStream();
  }

  /** Returns whether the server has begun an answer on it. */
  boolean hasAnswered() {
    return answered;
  }

  /** Returns what became of it, for requests that it leaves without an answer. */
  String failure() {
    return failure;
  }

  /** Sends a request, with the next {@link #flush}. */
  void send(BlockExchange exchange) {
    Http2Headers head =
        new DefaultHttp2Headers()
            .method("GET")
            .scheme("https")
            .authority(client.plan().base().authority())
            .path(exchange.request().target(client.plan().base().path()))
            .set("user-agent", "scaletest httperf");
    ChannelHandlerContext ctx = codec.context();
    int streamId = codec.connection().local().incrementAndGetNextStreamId();
    exchange.sent(client.ticker().nanos());
    exchanges.put(streamId, exchange);
    codec
        .encoder()
        .writeHeaders(ctx, streamId, head, 0, true, ctx.newPromise())
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                String why = "the request was not sent: " + written.cause().getMessage();
                client.tasks().guarded(() -> end(streamId, why)).run();
              }
            });
  }

  void flush() {
    codec.flush(codec.context());
  }

  /** Closes it, whatever is under way. */
  void close() {
    Outbound.close(codec.context());
  }

  /** Returns the requests that have no whole answer, and forgets them. */
  List<BlockExchange> takeUnanswered() {
    List<BlockExchange> unanswered = new ArrayList<>(exchanges.values());
    exchanges.clear();
    return unanswered;
  }

  private void failed(Throwable cause) {
    client.tasks().pipeline(cause);
    failure = "the connection failed: " + cause.getMessage();
  }

  private void end(int streamId, String reason) {
    BlockExchange exchange = exchanges.remove(streamId);
    if (exchange == null) {
      return;
    }
    if (reason.isEmpty()) {
      exchange.end(client.verbosity(), client.ticker().nanos());
    } else {
      exchange.fail(reason);
    }
    if (!leaving) {
      owner.streamFree();
    } else if (exchanges.isEmpty()) {
      close();
    }
  }

  /** Takes the data and gives credit for it. */
  private final class Receiver implements DataFrames.Sink {
    @Override
    public void data(int streamId, ByteBuf data, int length, int flowBytes) {
      unacknowledgedBytes += flowBytes;
      if (unacknowledgedBytes >= CONNECTION_CREDIT_BYTES) {
        writeWindowUpdate(Http2CodecUtil.CONNECTION_STREAM_ID, (int) unacknowledgedBytes);
        unacknowledgedBytes = 0;
      }
      BlockExchange exchange = exchanges.get(streamId);
      if (exchange != null) {
        long nowNs = client.ticker().nanos();
        exchange.body(data, length, flowBytes, nowNs, client.transfer(), client.verbosity());
        int credit = exchange.takeCredit(STREAM_CREDIT_BYTES);
        if (credit > 0) {
          writeWindowUpdate(streamId, credit);
        }
      }
    }

    @Override
    public void dataEnd(int streamId) {
      Http2Stream stream = codec.connection().stream(streamId);
      if (stream != null) {
        codec.closeStreamRemote(stream, codec.context().newSucceededFuture());
      }
      end(streamId, "");
    }
  }

  /** Bypasses the codec, which does not see DATA frames. */
  private void writeWindowUpdate(int streamId, int bytes) {
    ByteBuf frame = dataContext.alloc().buffer(DataFrames.HEAD_BYTES + Integer.BYTES);
    frame.writeMedium(Integer.BYTES);
    frame.writeByte(Http2FrameTypes.WINDOW_UPDATE);
    frame.writeByte(0);
    frame.writeInt(streamId);
    frame.writeInt(bytes);
    Outbound.write(dataContext, frame);
  }

  /** Takes what is not data. */
  private final class Listener extends UnprioritizedFrames {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int padding,
        boolean endOfStream) {
      BlockExchange exchange = exchanges.get(streamId);
      if (exchange != null && headers.status() != null) {
        answered = true;
        exchange.head(headers.status(), client.ticker().nanos());
      }
      if (endOfStream) {
        end(streamId, "");
      }
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
      end(streamId, "the server reset the stream: " + ErrorName.of(errorCode));
    }

    /**
     * RFC 9113, 6.8: streams up to the last one go on to their end; the server has not begun the
     * others and never will. A server that leaves in order says so twice, first without a limit.
     */
    @Override
    public void onGoAwayRead(
        ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
      failure = "the server said GOAWAY: " + ErrorName.of(errorCode);
      leaving = true;
      int[] ids =
          exchanges.keySet().stream().mapToInt(id -> id).filter(id -> id > lastStreamId).toArray();
      List<BlockExchange> untouched = new ArrayList<>();
      for (int id : ids) {
        untouched.add(exchanges.remove(id));
      }
      owner.leaving(EstablishedConnection.this, untouched);
      if (exchanges.isEmpty()) {
        Outbound.close(ctx);
      }
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      owner.streamFree();
    }
  }
}
