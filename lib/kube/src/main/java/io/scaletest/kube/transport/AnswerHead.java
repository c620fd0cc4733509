package io.scaletest.kube.transport;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Copies the header fields of an answer for those who read them. */
final class AnswerHead {
  private AnswerHead() {}

  /** Returns the fields of an answer of HTTP/2 without those of the protocol itself. */
  static Map<String, List<String>> of(Http2Headers head) {
    return of((Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>>) head);
  }

  /** Returns the fields by their names in small letters, each with its values in order. */
  static Map<String, List<String>> of(
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
}
