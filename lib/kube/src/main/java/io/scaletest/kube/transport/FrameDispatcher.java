package io.scaletest.kube.transport;

import static io.scaletest.wire.http.HttpStatus.UNAUTHORIZED;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.scaletest.common.clock.Ticker;
import io.scaletest.http2.connection.ErrorName;
import io.scaletest.http2.connection.UnprioritizedFrames;
import io.scaletest.kube.config.Credential;
import java.nio.charset.StandardCharsets;

/**
 * Dispatches the frames that a server sends: those of a stream to the exchange on it; SETTINGS,
 * GOAWAY and PING to the connection. For the connection's event loop alone.
 */
final class FrameDispatcher extends UnprioritizedFrames {
  private static final int FIRST_FINAL_STATUS = 200;

  private final ApiConnection connection;
  private final OpenExchanges exchanges;
  private final Credential credential;
  private final Ticker ticker;
  private final SlowReading slow;

  FrameDispatcher(ApiConnection connection, OpenExchanges exchanges, HttpTransport transport) {
    this.connection = connection;
    this.exchanges = exchanges;
    this.credential = transport.configuration().credential();
    this.ticker = transport.ticker();
    this.slow = new SlowReading(connection);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    connection.settingsRead(settings.maxConcurrentStreams());
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers head, int padding, boolean endOfStream) {
    Exchange exchange = exchanges.get(id);
    if (exchange == null || exchange.isEnded()) {
      return;
    }
    long nowNs = ticker.nanos();
    CharSequence statusText = head.status();
    if (statusText != null) {
      int status = statusOf(statusText);
      if (status < FIRST_FINAL_STATUS) {
        return;
      }
      if (status == UNAUTHORIZED) {
        credential.refused();
      }
      exchange.retryAfterS =
          ResponseHeaders.retryAfterS(status, head.get(ResponseHeaders.RETRY_AFTER));
      if (exchange.request.readsHead()) {
        exchange.head = ResponseHeaders.all(head);
      }
      exchange.onHead(status, lengthOf(head), nowNs);
    }
    if (endOfStream) {
      exchange.complete(nowNs);
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream) {
    int consumed = data.readableBytes() + padding;
    Exchange exchange = exchanges.get(id);
    if (exchange != null && !exchange.isEnded()) {
      long nowNs = ticker.nanos();
      if (data.isReadable()) {
        exchange.onBytes(data, nowNs);
      }
      if (endOfStream) {
        exchange.complete(nowNs);
      } else if (exchange.bytesPerSecond() > 0) {
        return slow.read(ctx, id, consumed, exchange.bytesPerSecond());
      }
    }
    return consumed;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
    Exchange exchange = exchanges.get(id);
    if (exchange != null) {
      exchange.fail("the server reset the stream: " + ErrorName.of(errorCode), ticker.nanos());
    }
  }

  @Override
  public void onGoAwayRead(
      ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
    String reason = "";
    if (errorCode != Http2Error.NO_ERROR.code()) {
      String debug = FailureText.oneLine(debugData.toString(StandardCharsets.UTF_8));
      reason = "the server sent GOAWAY: " + ErrorName.of(errorCode) + " " + debug;
    }
    connection.goAwayRead(reason);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) {
    connection.pingAnswered();
  }

  private static int statusOf(CharSequence text) {
    int status = 0;
    for (int i = 0; i < text.length(); i++) {
      status = status * 10 + text.charAt(i) - '0';
    }
    return status;
  }

  private static long lengthOf(Http2Headers head) {
    return head.getLong("content-length", -1L);
  }
}
