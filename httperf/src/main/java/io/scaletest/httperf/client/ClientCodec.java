package io.scaletest.httperf.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;
import io.scaletest.common.clock.Ticker;
import io.scaletest.httperf.socket.PeerWatch;
import java.util.concurrent.TimeUnit;

/** HTTP/2 of the client, but for the DATA frames, which {@link DataFrames} takes out before. */
final class ClientCodec extends Http2ConnectionHandler {
  private final Ticker ticker;
  private ChannelHandlerContext context;

  private ClientCodec(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Ticker ticker) {
    super(decoder, encoder, settings);
    this.ticker = ticker;
  }

  static ClientCodec of(Http2FrameListener listener, Http2Settings settings, Ticker ticker) {
    return new Builder(listener, settings, ticker).build();
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<ClientCodec, Builder> {
    private final Ticker ticker;

    Builder(Http2FrameListener listener, Http2Settings settings, Ticker ticker) {
      this.ticker = ticker;
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
      return new ClientCodec(decoder, encoder, settings, ticker);
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

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == PeerWatch.PING) {
      long content = TimeUnit.NANOSECONDS.toMillis(ticker.nanos());
      encoder().writePing(ctx, false, content, ctx.newPromise());
      ctx.flush();
    }
    super.userEventTriggered(ctx, event);
  }
}
