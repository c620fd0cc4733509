package io.scaletest.httperf.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import io.scaletest.http2.connection.UnprioritizedFrames;
import io.scaletest.http2.socket.Outbound;
import io.scaletest.httperf.transfer.BlockRequest;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frame listener of a connection: reads requests and begins their answers. For its event loop
 * alone.
 */
final class RequestReader extends UnprioritizedFrames {
  private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);
  private static final AsciiString GET = AsciiString.cached("GET");
  private static final AsciiString HEAD = AsciiString.cached("HEAD");
  private static final AsciiString BINARY = AsciiString.cached("application/octet-stream");
  private static final AsciiString OK = AsciiString.cached("200");
  private static final Map<String, String> TEXT =
      Map.of(HttpHeaderNames.CONTENT_TYPE.toString(), "text/plain; charset=utf-8");
  private static final Map<String, String> TEXT_AND_ALLOW =
      Map.of(
          HttpHeaderNames.CONTENT_TYPE.toString(),
          "text/plain; charset=utf-8",
          HttpHeaderNames.ALLOW.toString(),
          "GET, HEAD");

  private final ServerContext server;
  private BlockServerConnection connection;

  RequestReader(ServerContext server) {
    this.server = server;
  }

  /** Sets what answers are written to; once, before the first request. */
  void connection(BlockServerConnection value) {
    connection = value;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean endOfStream) {
    if (headers.path() == null || headers.method() == null) {
      return; // trailers
    }
    Http2Stream stream = connection.connection().stream(streamId);
    String target = headers.path().toString();
    if (server.verbosity().targets()) {
      LOG.info("{} {}", headers.method(), target);
    }
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    boolean headOnly = HEAD.contentEquals(headers.method());
    var answer = new PageAnswer(connection, stream, headOnly);
    if (!path.equals(BlockRequest.PATH) && !Pages.owns(path)) {
      refuse(answer, 404, TEXT, path + ": there are /blocks, /metrics and /debug/pprof/");
    } else if (!headOnly && !GET.contentEquals(headers.method())) {
      refuse(answer, 405, TEXT_AND_ALLOW, headers.method() + ": only GET and HEAD are served");
    } else if (Pages.owns(path)) {
      CharSequence accept = headers.get(HttpHeaderNames.ACCEPT, "");
      server.pages().answer(answer, path, query, accept.toString());
    } else {
      sendBlocks(ctx, stream, query, answer);
    }
  }

  private void sendBlocks(
      ChannelHandlerContext ctx, Http2Stream stream, String query, PageAnswer answer) {
    BlockRequest request;
    try {
      request = BlockRequest.parse(query);
    } catch (IllegalArgumentException e) {
      refuse(answer, 400, TEXT, e.getMessage());
      return;
    }
    Http2Headers head =
        new DefaultHttp2Headers()
            .status(OK)
            .set(HttpHeaderNames.CONTENT_TYPE, BINARY)
            .setLong(HttpHeaderNames.CONTENT_LENGTH, request.totalBytes());
    boolean headOnly = answer.isHeadOnly();
    Outbound.frame(
        connection.encoder().writeHeaders(ctx, stream.id(), head, 0, headOnly, ctx.newPromise()));
    if (!headOnly) {
      connection.startBlocks(stream, request);
    }
  }

  private void refuse(PageAnswer answer, int status, Map<String, String> fields, String reason) {
    LOG.debug("{}: {} {}", connection.context().channel().remoteAddress(), status, reason);
    server.transfer().errors().add(status + " " + reason);
    answer.send(status, fields, reason + "\n");
  }
}
