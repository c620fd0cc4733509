package io.scaletest.watching.heads;

import io.scaletest.watching.object.UnreadableAnswerException;
import java.nio.charset.StandardCharsets;

/**
 * The fields of one protobuf message, one after the other, without knowing its type. For one
 * thread.
 */
final class ProtobufFields {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int VARINT_BITS_MAX = 64;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int number;
  private boolean delimited;
  private long value;
  private int from;
  private int length;

  ProtobufFields(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + length;
  }

  /** Goes to the next field; returns false after the last. */
  boolean next() throws UnreadableAnswerException {
    if (at == end) {
      return false;
    }
    long tag = varint();
    number = (int) (tag >>> 3);
    int kind = (int) tag & 7;
    delimited = kind == LENGTH_DELIMITED;
    switch (kind) {
      case VARINT -> value = varint();
      case FIXED_64 -> skip(Long.BYTES);
      case FIXED_32 -> skip(Integer.BYTES);
      case LENGTH_DELIMITED -> {
        long announced = varint();
        if (announced < 0 || announced > end - at) {
          throw cut();
        }
        length = (int) announced;
        from = at;
        at += length;
      }
      default -> throw new UnreadableAnswerException("a protobuf field of unknown kind " + kind);
    }
    return true;
  }

  /** Tells whether this is the field of that number, with a text, bytes or a message. */
  boolean is(int wanted) {
    return delimited && number == wanted;
  }

  /** Tells whether this is the field of that number, with a whole number. */
  boolean isNumber(int wanted) {
    return !delimited && number == wanted;
  }

  long number() {
    return value;
  }

  String text() {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Returns the fields of the message in this field. */
  ProtobufFields message() {
    return new ProtobufFields(bytes, from, length);
  }

  /** Returns the fields behind {@code magic}, with which this field's bytes must begin. */
  ProtobufFields messageBehind(byte[] magic) throws UnreadableAnswerException {
    return behind(magic, bytes, from, length);
  }

  static ProtobufFields behind(byte[] magic, byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    for (int i = 0; i < magic.length; i++) {
      if (i >= length || bytes[offset + i] != magic[i]) {
        throw new UnreadableAnswerException("the server's answer is no Kubernetes protobuf");
      }
    }
    return new ProtobufFields(bytes, offset + magic.length, length - magic.length);
  }

  private void skip(int count) throws UnreadableAnswerException {
    if (end - at < count) {
      throw cut();
    }
    at += count;
  }

  private long varint() throws UnreadableAnswerException {
    long result = 0;
    for (int shift = 0; shift < VARINT_BITS_MAX; shift += 7) {
      if (at == end) {
        throw cut();
      }
      byte next = bytes[at++];
      result |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return result;
      }
    }
    throw new UnreadableAnswerException("a protobuf number is longer than 64 bits");
  }

  private static UnreadableAnswerException cut() {
    return new UnreadableAnswerException("a protobuf message is cut off");
  }
}
