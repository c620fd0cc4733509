package io.scaletest.kube.transport;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.Credential;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds the header fields of requests to one server and caches what repeats. For one event loop.
 */
final class RequestHeaders {
  private static final AsciiString USER_AGENT = AsciiString.cached("user-agent");
  private static final AsciiString ACCEPT = AsciiString.cached("accept");
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString AUTHORIZATION = AsciiString.cached("authorization");

  private static final AsciiString[] NO_HEADERS = {};
  private static final String IMPERSONATE = "impersonate-";

  /** Methods whose requests say how long their body is even if there is none. */
  private static final Set<String> BODY_METHODS = Set.of("POST", "PUT", "PATCH");

  private final AsciiString scheme;
  private final AsciiString authority;
  private final AsciiString userAgent;
  private final Credential credential;
  private final AsciiString[] configuredAs;
  private String lastAuthorization = "";
  private AsciiString lastAuthorizationAscii = AsciiString.EMPTY_STRING;
  private String lastMethod = "";
  private AsciiString lastMethodAscii = AsciiString.EMPTY_STRING;
  private String lastAccept = "";
  private AsciiString lastAcceptAscii = AsciiString.EMPTY_STRING;
  private String lastContentType = "";
  private AsciiString lastContentTypeAscii = AsciiString.EMPTY_STRING;
  private int lastLength = -1;
  private AsciiString lastLengthAscii = AsciiString.EMPTY_STRING;

  RequestHeaders(ServerAddress server, ClientConfiguration configuration) {
    this.scheme = AsciiString.of(server.tls() ? "https" : "http");
    this.authority = AsciiString.of(server.authority());
    this.userAgent = AsciiString.of(configuration.userAgent());
    this.credential = configuration.credential();
    this.configuredAs =
        configuration
            .impersonated()
            .map(Impersonation::new)
            .map(Impersonation::headers)
            .orElse(NO_HEADERS);
  }

  /** Returns the head of {@code request}, whose full path is {@code path}. */
  Http2Headers of(ApiRequest request, String path) {
    return ReadOnlyHttp2Headers.clientHeaders(
        false, method(request.method()), new AsciiString(path), scheme, authority, pairs(request));
  }

  /**
   * Returns the headers of {@code request} in HTTP/1.1.
   *
   * @param proxyAuthorization for the proxy that is asked; empty for nothing
   */
  HttpHeaders http1(ApiRequest request, String proxyAuthorization) {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    headers.add(HttpHeaderNames.HOST, authority);
    AsciiString[] pairs = pairs(request);
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(pairs[i], pairs[i + 1]);
    }
    if (request.body().length == 0 && BODY_METHODS.contains(request.method())) {
      headers.add(CONTENT_LENGTH, length(0));
    }
    if (!proxyAuthorization.isEmpty()) {
      headers.add(HttpHeaderNames.PROXY_AUTHORIZATION, proxyAuthorization);
    }
    return headers;
  }

  /** Returns names and values, alternating, of the fields that both protocols have. */
  private AsciiString[] pairs(ApiRequest request) {
    String authorization = credential.authorization();
    boolean hasBody = request.body().length > 0;
    AsciiString[] as = request.as().map(Impersonation::headers).orElse(configuredAs);
    if (!request.headers().isEmpty()) {
      return with(request.headers(), pairs(request, hasBody, authorization, as));
    }
    return pairs(request, hasBody, authorization, as);
  }

  private AsciiString[] pairs(
      ApiRequest request, boolean hasBody, String authorization, AsciiString[] as) {
    int pairs = 2 + (hasBody ? 2 : 0) + (authorization.isEmpty() ? 0 : 1);
    AsciiString[] others = new AsciiString[2 * pairs + as.length];
    int i = put(others, 0, USER_AGENT, userAgent);
    i = put(others, i, ACCEPT, accept(request.accept()));
    if (hasBody) {
      i = put(others, i, CONTENT_TYPE, contentType(request.contentType()));
      i = put(others, i, CONTENT_LENGTH, length(request.body().length));
    }
    if (!authorization.isEmpty()) {
      i = put(others, i, AUTHORIZATION, authorization(authorization));
    }
    System.arraycopy(as, 0, others, i, as.length);
    return others;
  }

  /** Returns {@code pairs} with the fields of a request, which stand for those of the same name. */
  private static AsciiString[] with(Map<String, List<String>> fields, AsciiString[] pairs) {
    boolean ownIdentity = fields.keySet().stream().anyMatch(name -> name.startsWith(IMPERSONATE));
    List<AsciiString> all = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      String name = pairs[i].toString();
      if (!fields.containsKey(name) && !(ownIdentity && name.startsWith(IMPERSONATE))) {
        all.add(pairs[i]);
        all.add(pairs[i + 1]);
      }
    }
    fields.forEach(
        (name, values) -> {
          for (String value : values) {
            all.add(new AsciiString(name));
            all.add(new AsciiString(value.getBytes(StandardCharsets.UTF_8), false));
          }
        });
    return all.toArray(NO_HEADERS);
  }

  private static int put(AsciiString[] pairs, int at, AsciiString name, AsciiString value) {
    pairs[at] = name;
    pairs[at + 1] = value;
    return at + 2;
  }

  private AsciiString method(String method) {
    if (!method.equals(lastMethod)) {
      lastMethod = method;
      lastMethodAscii = new AsciiString(method);
    }
    return lastMethodAscii;
  }

  private AsciiString accept(String mediaTypes) {
    if (!mediaTypes.equals(lastAccept)) {
      lastAccept = mediaTypes;
      lastAcceptAscii = new AsciiString(mediaTypes);
    }
    return lastAcceptAscii;
  }

  private AsciiString contentType(String type) {
    if (!type.equals(lastContentType)) {
      lastContentType = type;
      lastContentTypeAscii = new AsciiString(type);
    }
    return lastContentTypeAscii;
  }

  private AsciiString length(int length) {
    if (length != lastLength) {
      lastLength = length;
      lastLengthAscii = new AsciiString(Integer.toString(length));
    }
    return lastLengthAscii;
  }

  private AsciiString authorization(String value) {
    if (!value.equals(lastAuthorization)) {
      lastAuthorization = value;
      lastAuthorizationAscii = new AsciiString(value);
    }
    return lastAuthorizationAscii;
  }
}
