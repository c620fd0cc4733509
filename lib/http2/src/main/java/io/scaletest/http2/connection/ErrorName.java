package io.scaletest.http2.connection;

import io.netty.handler.codec.http2.Http2Error;

/** The words for an error code in RST_STREAM and GOAWAY (RFC 9113, section 7). */
public final class ErrorName {
  private ErrorName() {}

  /** Returns the code's name, or its number where it has none. */
  public static String of(long code) {
    Http2Error error = Http2Error.valueOf(code);
    return error == null ? "error " + code : error.name();
  }
}
