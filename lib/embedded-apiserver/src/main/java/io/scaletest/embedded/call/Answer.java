package io.scaletest.embedded.call;

import java.util.Map;

/**
 * A response with its whole body.
 *
 * @param body not to be changed
 * @param headers beside content type and length; names in lower case
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  public static final String JSON = "application/json";
  public static final String TEXT = "text/plain; charset=utf-8";

  /** Returns an answer in JSON. */
  public static Answer json(int status, byte[] body) {
    return new Answer(status, JSON, body, Map.of());
  }
}
