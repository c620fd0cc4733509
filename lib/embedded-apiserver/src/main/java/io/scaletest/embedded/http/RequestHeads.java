package io.scaletest.embedded.http;

import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Parses the head of a request of either version of HTTP, and authenticates it. Stateless. */
final class RequestHeads {
  private static final String BEARER = "Bearer ";
  private static final byte[] TOO_LARGE =
      ("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
              + "\"message\":\"Request entity too large: limit is "
              + ProtocolChoice.MAX_BODY_BYTES
              + "\",\"reason\":\"RequestEntityTooLarge\",\"code\":413}")
          .getBytes(StandardCharsets.US_ASCII);

  private RequestHeads() {}

  static Answer tooLarge() {
    return new Answer(413, Answer.JSON, TOO_LARGE, Map.of());
  }

  /**
   * Returns a request.
   *
   * @param certified the user that the client's certificate names; empty where it has shown none
   * @param target path and query
   * @param headers values by lower-case names; empty where there is none
   */
  static Request request(
      Listener listener,
      String certified,
      String method,
      String target,
      UnaryOperator<String> headers,
      byte[] body) {
    int question = target.indexOf('?');
    String authorization = headers.apply("authorization");
    // As with the real server a certificate comes first.
    String user =
        certified.isEmpty() && authorization.startsWith(BEARER)
            ? listener.userOf(authorization.substring(BEARER.length())).orElse("")
            : certified;
    return new Request(
        method,
        question < 0 ? target : target.substring(0, question),
        question < 0 ? "" : target.substring(question + 1),
        headers.apply("accept"),
        headers.apply("content-type"),
        user,
        body);
  }
}
