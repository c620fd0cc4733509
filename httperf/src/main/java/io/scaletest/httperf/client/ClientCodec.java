package io.scaletest.httperf.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;
import io.scaletest.common.clock.Ticker;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.httperf.socket.PeerWatch;
import java.util.function.Consumer;

/** HTTP/2 of the client, but for the DATA frames, which {@link DataFrames} takes out before. */
final class ClientCodec extends Http2ConnectionHandler {
  private final Ticker ticker;
  private final Consumer<Throwable> onFault;
  private ChannelHandlerContext context;

  private ClientCodec(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Ticker ticker,
      Consumer<Throwable> onFault) {
    super(decoder, encoder, settings);
    this.ticker = ticker;
    this.onFault = onFault;
  }

  /**
   * Returns a codec; {@code onFault} takes exceptions that end the connection and are none of
   * HTTP/2.
   */
  static ClientCodec of(
      Http2FrameListener listener,
      Http2Settings settings,
      Ticker ticker,
      Consumer<Throwable> onFault) {
    return new Builder(listener, settings, ticker, onFault).build();
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<ClientCodec, Builder> {
    private final Ticker ticker;
    private final Consumer<Throwable> onFault;

    Builder(
        Http2FrameListener listener,
        Http2Settings settings,
        Ticker ticker,
        Consumer<Throwable> onFault) {
      this.ticker = ticker;
      this.onFault = onFault;
      server(false);
      frameListener(listener);
      initialSettings(settings);
      gracefulShutdownTimeoutMillis(0);
    }

    @Override
    protected ClientCodec build() {
      return super.build();
    }

    @Override
    protected ClientCodec build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new ClientCodec(decoder, encoder, settings, ticker, onFault);
    }
  }

  ChannelHandlerContext context() {
    return context;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
  }

  /** What is no fault of HTTP/2 is one of the connection: TLS, the socket, this program. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
      onFault.accept(cause);
      Outbound.close(ctx);
    } else {
      super.exceptionCaught(ctx, cause);
    }
  }

  /** Also what the listener of its frames throws comes here. */
  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception http2) {
    onFault.accept(cause);
    super.onConnectionError(ctx, outbound, cause, http2);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    PeerWatch.pingIfAsked(this, ctx, event, ticker);
    super.userEventTriggered(ctx, event);
  }
}
