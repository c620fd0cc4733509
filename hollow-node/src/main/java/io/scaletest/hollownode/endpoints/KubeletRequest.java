package io.scaletest.hollownode.endpoints;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;

/**
 * One request to a kubelet, without its body, which nothing here reads. Immutable.
 *
 * @param path without the query, decoded
 */
record KubeletRequest(
    String method,
    String uri,
    String path,
    QueryStringDecoder query,
    HttpHeaders headers,
    boolean keepAlive) {

  static KubeletRequest of(FullHttpRequest message) {
    QueryStringDecoder query = new QueryStringDecoder(message.uri());
    return new KubeletRequest(
        message.method().name(),
        message.uri(),
        query.path(),
        query,
        message.headers().copy(),
        HttpUtil.isKeepAlive(message));
  }

  /** Returns the words between the slashes. */
  List<String> words() {
    String stripped = path.replaceAll("^/+|/+$", "");
    return List.of(stripped.split("/", -1));
  }

  /** Returns every value of a parameter. */
  List<String> values(String name) {
    return query.parameters().getOrDefault(name, List.of());
  }

  boolean flag(String name) {
    return values(name).contains("true") || values(name).contains("1");
  }
}
