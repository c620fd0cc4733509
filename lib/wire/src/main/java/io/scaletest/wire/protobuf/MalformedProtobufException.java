package io.scaletest.wire.protobuf;

/** Bytes are not the protobuf that they should be; the message says why, in one line. */
public final class MalformedProtobufException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedProtobufException(String message) {
    super(message);
  }
}
