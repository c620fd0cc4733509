package io.scaletest.kube.protobuf;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds fields in an object that an API server answered in protobuf's encoding. What is cut off or
 * no protobuf has no fields.
 *
 * <p><i>Source:</i> such an answer is the four bytes {@code k8s\0} and a message {@code Unknown}
 * around the object (apimachinery's runtime/generated.proto).
 */
public final class ProtobufObject {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  /** {@code raw} in {@code Unknown}. */
  private static final int RAW_FIELD = 2;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int WIRE_TYPE_BITS = 3;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_MAX_BYTES = 10;

  /** Where the reading is, and the message. */
  private final byte[] message;

  private int at;

  private ProtobufObject(byte[] message, int at) {
    this.message = message;
    this.at = at;
  }

  /** Returns the object's own encoding; empty if {@code body} is not an object in protobuf. */
  public static Optional<byte[]> unwrap(byte[] body) {
    if (body.length < MAGIC.length || Arrays.mismatch(body, MAGIC) != MAGIC.length) {
      return Optional.empty();
    }
    return new ProtobufObject(body, MAGIC.length).find(RAW_FIELD);
  }

  /** Returns the content of a message's first field of this number that is text, bytes, message. */
  public static Optional<byte[]> field(byte[] message, int number) {
    return new ProtobufObject(message, 0).find(number);
  }

  private Optional<byte[]> find(int number) {
    while (at < message.length) {
      long tag = varint();
      int wireType = (int) (tag & ((1 << WIRE_TYPE_BITS) - 1));
      long length =
          switch (wireType) {
            case VARINT -> {
              varint();
              yield 0;
            }
            case FIXED64 -> Long.BYTES;
            case LENGTH_DELIMITED -> varint();
            case FIXED32 -> Integer.BYTES;
            default -> -1;
          };
      if (length < 0 || length > message.length - at) {
        return Optional.empty();
      }
      if (wireType == LENGTH_DELIMITED && tag >>> WIRE_TYPE_BITS == number) {
        return Optional.of(Arrays.copyOfRange(message, at, at + (int) length));
      }
      at += (int) length;
    }
    return Optional.empty();
  }

  /** Returns the next number; -1, which nothing takes for a length, if it is cut off. */
  private long varint() {
    long value = 0;
    for (int i = 0; i < VARINT_MAX_BYTES && at < message.length; i++) {
      byte next = message[at++];
      value |= (long) (next & 0x7f) << (i * VARINT_BITS);
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }
}
