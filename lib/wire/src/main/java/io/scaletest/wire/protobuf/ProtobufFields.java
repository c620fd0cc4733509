package io.scaletest.wire.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of one protobuf message, one after the other, without knowing its type. For one
 * thread.
 */
public final class ProtobufFields {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int VARINT_BITS_MAX = 64;
  private static final long FIELD_MAX = (1 << 29) - 1;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int number;
  private boolean delimited;
  private long value;
  private int from;
  private int length;

  /** Reads {@code length} of the bytes from {@code offset} on, which are not copied. */
  public ProtobufFields(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + length;
  }

  /** Goes to the next field; returns false after the last. */
  public boolean next() throws MalformedProtobufException {
    if (at == end) {
      return false;
    }
    long tag = varint();
    if (tag >>> 3 == 0 || tag >>> 3 > FIELD_MAX) {
      throw new MalformedProtobufException("a protobuf field of impossible number " + (tag >>> 3));
    }
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
      default -> throw new MalformedProtobufException("a protobuf field of unknown kind " + kind);
    }
    return true;
  }

  /** Tells whether this is the field of that number, with a text, bytes or a message. */
  public boolean is(int wanted) {
    return delimited && number == wanted;
  }

  /** Tells whether this is the field of that number, with a whole number. */
  public boolean isNumber(int wanted) {
    return !delimited && number == wanted;
  }

  /** Returns the number by which this field is known in its message. */
  public int field() {
    return number;
  }

  /** Returns where this field's text, bytes or message begins in the bytes that are read. */
  public int offset() {
    return from;
  }

  /** Returns how many bytes this field's text, bytes or message has. */
  public int length() {
    return length;
  }

  /** Returns this field's whole number. */
  public long number() {
    return value;
  }

  /** Returns a copy of this field's text, bytes or message. */
  public byte[] content() {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** Returns this field's text. */
  public String text() {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Tells whether this field's text is {@code wanted}, of which nothing is made into an object. */
  public boolean textIs(byte[] wanted) {
    return Arrays.equals(bytes, from, from + length, wanted, 0, wanted.length);
  }

  /** Returns the fields of the message in this field. */
  public ProtobufFields message() {
    return new ProtobufFields(bytes, from, length);
  }

  /** Returns the fields of the API server's object in this field. */
  public ProtobufFields object() throws MalformedProtobufException {
    return rawObject().message();
  }

  /** Returns fields of the envelope in this field that stand at the API server's object itself. */
  public ProtobufFields rawObject() throws MalformedProtobufException {
    return ProtobufObject.raw(bytes, from, length);
  }

  /**
   * Goes to the next field of that number with a text, bytes or a message, and returns this.
   *
   * @throws MalformedProtobufException if there is none
   */
  public ProtobufFields find(int wanted) throws MalformedProtobufException {
    while (next()) {
      if (is(wanted)) {
        return this;
      }
    }
    throw new MalformedProtobufException("a protobuf message has no field " + wanted);
  }

  /**
   * Goes to the next field of that number and returns the fields of its message.
   *
   * @throws MalformedProtobufException if there is none
   */
  public ProtobufFields first(int wanted) throws MalformedProtobufException {
    return find(wanted).message();
  }

  private void skip(int count) throws MalformedProtobufException {
    if (end - at < count) {
      throw cut();
    }
    at += count;
  }

  private long varint() throws MalformedProtobufException {
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
    throw new MalformedProtobufException("a protobuf number is longer than 64 bits");
  }

  private static MalformedProtobufException cut() {
    return new MalformedProtobufException("a protobuf message is cut off");
  }
}
