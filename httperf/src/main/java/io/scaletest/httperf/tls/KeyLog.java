package io.scaletest.httperf.tls;

import java.nio.charset.StandardCharsets;

/**
 * A sink of TLS secrets in NSS key-log format. Safe for use by many threads; must not block long.
 */
@FunctionalInterface
public interface KeyLog {
  /** Takes one line, without its end: label, client random and secret, in hexadecimal. */
  void line(byte[] ascii);

  /** Takes one line. */
  default void line(String text) {
    line(text.getBytes(StandardCharsets.US_ASCII));
  }
}
