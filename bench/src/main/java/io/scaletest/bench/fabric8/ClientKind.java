package io.scaletest.bench.fabric8;

import java.util.Locale;

/** A way in which a program reaches the API server. */
enum ClientKind {
  /** The transport alone. */
  TRANSPORT,
  /** fabric8's {@code HttpClient} over the transport, without a thread a request. */
  ASYNC,
  /** fabric8's client over the transport. */
  DSL,
  /** fabric8's client as it comes, with its own HTTP client and reader of configurations. */
  STOCK;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ClientKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
