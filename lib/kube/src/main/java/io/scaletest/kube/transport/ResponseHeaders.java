package io.scaletest.kube.transport;

import static io.scaletest.wire.http.HttpStatus.TOO_MANY_REQUESTS;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads the header fields of an answer, in whichever HTTP. Stateless. */
final class ResponseHeaders {
  static final String RETRY_AFTER = "retry-after";

  /** After so long a request that only reads is sent again when its connection was lost. */
  static final int LOST_S = 1;

  /** A server that wants to be left alone for longer has answered. */
  private static final int MAX_S = 300;

  private static final int SERVER_ERROR = 500;

  private ResponseHeaders() {}

  /** Returns the fields of an answer of HTTP/2 without those of the protocol itself. */
  static Map<String, List<String>> all(Http2Headers head) {
    return all(
        (Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>>) head);
  }

  /** Returns the fields by their names in small letters, each with its values in order. */
  static Map<String, List<String>> all(
      Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> fields) {
    Map<String, List<String>> copy = new TreeMap<>();
    for (Map.Entry<? extends CharSequence, ? extends CharSequence> field : fields) {
      String name = field.getKey().toString().toLowerCase(Locale.ROOT);
      if (!name.startsWith(":")) {
        copy.computeIfAbsent(name, key -> new ArrayList<>(1)).add(field.getValue().toString());
      }
    }
    return copy;
  }

  /**
   * Returns after how many seconds the server wants to be asked again; {@link ApiReply#NO_RETRY}
   * where it asks for nothing.
   *
   * <p><i>Source:</i> client-go's {@code checkWait}: only of answers 429 and 5xx, and only a whole
   * number; a date is not read. Of an answer that never came, its {@code retryAfterResponse}.
   *
   * @param header the header's value, or null
   */
  static int retryAfterS(int status, CharSequence header) {
    if (header == null || (status != TOO_MANY_REQUESTS && status < SERVER_ERROR)) {
      return ApiReply.NO_RETRY;
    }
    try {
      int seconds = Math.max(0, Integer.parseInt(header.toString()));
      return seconds > MAX_S ? ApiReply.NO_RETRY : seconds;
    } catch (NumberFormatException e) {
      return ApiReply.NO_RETRY;
    }
  }
}
