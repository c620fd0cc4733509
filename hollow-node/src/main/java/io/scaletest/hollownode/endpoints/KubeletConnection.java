package io.scaletest.hollownode.endpoints;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.scaletest.hollownode.endpoints.KubeletAuth.Verdict;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.http2.socket.PeerFault;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a kubelet, HTTP/1.1 over TLS: finds out who asks and whether they may, then
 * lets {@link KubeletPages} answer. One request at a time. For its event loop.
 */
final class KubeletConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  static final String TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json";

  private static final Logger LOG = LoggerFactory.getLogger(KubeletConnection.class);
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final String BEARER = "Bearer ";

  /** The first words of what a kubelet's read-only port has. */
  private static final Set<String> READ_BY_ALL = Set.of("healthz", "metrics", "pods", "stats");

  private final NodeEndpoint endpoint;
  private final Optional<KubeletAuth> auth;
  private boolean busy;

  /**
   * @param auth empty where everybody may read and nobody more
   */
  private KubeletConnection(NodeEndpoint endpoint, Optional<KubeletAuth> auth) {
    this.endpoint = endpoint;
    this.auth = auth;
  }

  /** Makes a connection one to a node's kubelet. */
  static void install(Channel connection, SslContext tls, NodeEndpoint endpoint, KubeletAuth auth) {
    connection.pipeline().addLast(tls.newHandler(connection.alloc()));
    install(connection, new KubeletConnection(endpoint, Optional.of(auth)));
  }

  /** Makes a connection one to what a node's kubelet lets everybody read, without TLS. */
  static void installReadOnly(Channel connection, NodeEndpoint endpoint) {
    install(connection, new KubeletConnection(endpoint, Optional.empty()));
  }

  private static void install(Channel connection, KubeletConnection handler) {
    connection
        .pipeline()
        .addLast(new HttpServerCodec(), new HttpObjectAggregator(BODY_BYTES_MAX), handler);
  }

  NodeEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken(ctx, cause);
  }

  /** Closes a connection; what is a fault of this program is logged. */
  static void broken(ChannelHandlerContext ctx, Throwable cause) {
    if (!PeerFault.is(cause)) {
      LOG.error("{}: connection closed for a fault", ctx.channel().localAddress(), cause);
    }
    Outbound.close(ctx);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    if (message.decoderResult().isFailure() || busy) {
      Outbound.close(ctx); // nobody pipelines
      return;
    }
    busy = true;
    KubeletRequest request = KubeletRequest.of(message);
    if (auth.isPresent()) {
      authenticate(ctx, request, auth.get());
    } else if (READ_BY_ALL.contains(request.words().get(0))) {
      KubeletPages.serve(ctx, this, request);
    } else {
      answer(ctx, request, 404, TEXT, "404 page not found\n");
    }
  }

  private void authenticate(ChannelHandlerContext ctx, KubeletRequest request, KubeletAuth checks) {
    Optional<KubeletUser> user = checks.userOf(certificates(ctx));
    String token = token(request);
    if (user.isPresent() || token.isEmpty()) {
      authenticated(ctx, request, checks, user);
      return;
    }
    NodeContext node = endpoint.node();
    node.loop()
        .run(
            () ->
                checks.userOf(
                    node,
                    token,
                    known ->
                        ctx.executor().execute(() -> authenticated(ctx, request, checks, known))));
  }

  private static X509Certificate[] certificates(ChannelHandlerContext ctx) {
    try {
      Certificate[] chain =
          ctx.pipeline().get(SslHandler.class).engine().getSession().getPeerCertificates();
      return Arrays.copyOf(chain, chain.length, X509Certificate[].class);
    } catch (SSLPeerUnverifiedException e) {
      return new X509Certificate[0];
    }
  }

  private static String token(KubeletRequest request) {
    String header = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    return header.startsWith(BEARER) ? header.substring(BEARER.length()).strip() : "";
  }

  private void authenticated(
      ChannelHandlerContext ctx,
      KubeletRequest request,
      KubeletAuth checks,
      Optional<KubeletUser> user) {
    if (user.isEmpty()) {
      answer(ctx, request, 401, TEXT, "Unauthorized");
      return;
    }
    String verb = KubeletAuth.verb(request.method());
    List<String> subresources = KubeletAuth.subresources(request.path());
    NodeContext node = endpoint.node();
    node.loop()
        .run(
            () ->
                checks.check(
                    node,
                    user.get(),
                    verb,
                    subresources,
                    verdict ->
                        ctx.executor().execute(() -> decided(ctx, request, user.get(), verdict))));
  }

  private void decided(
      ChannelHandlerContext ctx, KubeletRequest request, KubeletUser user, Verdict verdict) {
    String attributes =
        "(user="
            + user.name()
            + ", verb="
            + KubeletAuth.verb(request.method())
            + ", resource=nodes, subresource(s)=["
            + String.join(" ", KubeletAuth.subresources(request.path()))
            + "])";
    switch (verdict) {
      case ALLOWED -> KubeletPages.serve(ctx, this, request);
      case FORBIDDEN -> answer(ctx, request, 403, TEXT, "Forbidden " + attributes + "\n");
      default -> answer(ctx, request, 500, TEXT, "Authorization error " + attributes);
    }
  }

  void answer(
      ChannelHandlerContext ctx, KubeletRequest request, int status, String type, String text) {
    answer(ctx, request, status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers a request; the next may come. */
  void answer(
      ChannelHandlerContext ctx, KubeletRequest request, int status, String type, byte[] body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    HttpUtil.setKeepAlive(response, request.keepAlive());
    Outbound.writeAndFlush(ctx, response);
    answered(ctx, request);
  }

  /** The answer to a request is written; the next may come. */
  void answered(ChannelHandlerContext ctx, KubeletRequest request) {
    busy = false;
    if (!request.keepAlive()) {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }
}
