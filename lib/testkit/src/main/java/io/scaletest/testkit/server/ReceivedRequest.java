package io.scaletest.testkit.server;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A request as the server got it.
 *
 * @param method HTTP method
 * @param path path and query, still percent-encoded
 * @param headers header fields by lower-case name, pseudo-headers included
 * @param body the body; empty where the server does not record
 * @param arrivalNs when the last byte had come, on the server's ticker
 */
public record ReceivedRequest(
    String method, String path, Map<String, String> headers, byte[] body, long arrivalNs) {

  /** Returns the body as text. */
  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Returns the path without its query. */
  public String pathAlone() {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }
}
