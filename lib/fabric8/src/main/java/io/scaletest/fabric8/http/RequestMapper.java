package io.scaletest.fabric8.http;

import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.scaletest.kube.transport.ApiRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Turns fabric8's requests into the transport's. Immutable. */
final class RequestMapper {
  private static final byte[] NO_BODY = {};
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** The beginning of the names of a WebSocket's header fields, beside {@code origin}. */
  private static final String OF_WEB_SOCKET = "sec-websocket-";

  private final String base;
  private final String pathPrefix;

  /**
   * @param base scheme, host and port of the server that the transport is configured for
   * @param pathPrefix path that the transport puts before each path by itself
   */
  RequestMapper(String base, String pathPrefix) {
    this.base = base;
    this.pathPrefix = pathPrefix;
  }

  /**
   * Returns the same request for the transport.
   *
   * @throws IOException where the body cannot be read
   * @throws IllegalArgumentException where a header field or the path cannot be sent
   */
  ApiRequest map(StandardHttpRequest request) throws IOException {
    URI uri = request.uri();
    String asked = baseOf(uri);
    boolean configured = asked.equals(base);
    String path = uri.getRawPath();
    if (configured && !pathPrefix.isEmpty() && path.startsWith(pathPrefix)) {
      path = path.substring(pathPrefix.length());
    }
    if (uri.getRawQuery() != null) {
      path = path + "?" + uri.getRawQuery();
    }
    byte[] body = body(request);
    String contentType = request.getContentType();
    if (contentType == null) {
      contentType = Optional.ofNullable(request.header("Content-Type")).orElse("");
    }
    return new ApiRequest(
        request.method(),
        path.startsWith("/") ? path : "/" + path,
        body.length == 0 ? "" : contentType,
        body,
        ApiRequest.BodyUse.WITH_HEAD,
        configured ? Optional.empty() : Optional.of(asked),
        "application/json, */*",
        Optional.empty(),
        headers(request.headers()));
  }

  private static String baseOf(URI uri) {
    String scheme =
        switch (uri.getScheme()) {
          case "ws" -> "http";
          case "wss" -> "https";
          default -> uri.getScheme();
        };
    int port = uri.getPort();
    if (port < 0) {
      port = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    }
    return scheme + "://" + uri.getHost() + ":" + port;
  }

  private static byte[] body(StandardHttpRequest request) throws IOException {
    StandardHttpRequest.BodyContent content = request.body();
    if (content == null) {
      return NO_BODY;
    }
    if (content instanceof StandardHttpRequest.StringBodyContent text) {
      return text.getContent().getBytes(StandardCharsets.UTF_8);
    }
    if (content instanceof StandardHttpRequest.ByteArrayBodyContent bytes) {
      return bytes.getContent();
    }
    if (content instanceof StandardHttpRequest.InputStreamBodyContent stream) {
      return stream.getContent().readAllBytes();
    }
    throw new IOException("a body of " + content.getClass() + ", which is not known");
  }

  private static Map<String, List<String>> headers(Map<String, List<String>> fields) {
    Map<String, List<String>> mapped = new LinkedHashMap<>();
    fields.forEach(
        (name, values) -> {
          String lowerCase = name.toLowerCase(Locale.ROOT);
          if (!isDropped(lowerCase)) {
            mapped.computeIfAbsent(lowerCase, key -> new ArrayList<>()).addAll(values);
          }
        });
    return mapped;
  }

  /** The transport sets its own, and an HTTP/2 stream has no use for those of a WebSocket. */
  private static boolean isDropped(String name) {
    return ApiRequest.isOfTransport(name)
        || name.equals("origin")
        || name.startsWith(OF_WEB_SOCKET);
  }

  /** Tells whether the answer has no end of its own: a watch, or a log that is followed. */
  static boolean isEndless(URI uri) {
    String query = uri.getRawQuery();
    return isWatch(uri) || query != null && ("&" + query + "&").contains("&follow=true&");
  }

  static boolean isWatch(URI uri) {
    return ApiRequest.isWatch(uri.getRawQuery());
  }
}
