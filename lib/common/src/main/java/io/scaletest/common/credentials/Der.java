package io.scaletest.common.credentials;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writes the few kinds of DER values that certificates and keys are made of (X.690). */
public final class Der {
  static final byte[] TRUE = {(byte) 0xff};
  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BITS = 0x03;
  public static final int OCTETS = 0x04;
  public static final int NULL = 0x05;
  public static final int OBJECT_ID = 0x06;
  static final int UTF8 = 0x0c;
  static final int TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int CONTEXT = 0x80;
  public static final int CONSTRUCTED_CONTEXT = 0xa0;

  private static final DateTimeFormatter TIME_LAYOUT =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(List<byte[]> parts) {
    return sequence(parts.toArray(new byte[0][]));
  }

  /** Returns a SEQUENCE of {@code parts}, which are values themselves. */
  public static byte[] sequence(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return value(SEQUENCE, content.toByteArray());
  }

  /**
   * Returns one value.
   *
   * @param content at most 65,535 bytes: the length's longest form here has two
   */
  public static byte[] value(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 4);
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** Returns an INTEGER. */
  public static byte[] integer(BigInteger number) {
    return value(INTEGER, number.toByteArray());
  }

  static byte[] bits(byte[] content) {
    byte[] withUnused = new byte[content.length + 1];
    System.arraycopy(content, 0, withUnused, 1, content.length);
    return value(BITS, withUnused);
  }

  static byte[] time(Instant instant) {
    return value(TIME, ascii(TIME_LAYOUT.format(instant)));
  }

  /** Returns an OBJECT IDENTIFIER; its first two arcs make one number. */
  public static byte[] objectId(int... arcs) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(arcs[0] * 40 + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      writeArc(content, arcs[i]);
    }
    return value(OBJECT_ID, content.toByteArray());
  }

  private static void writeArc(ByteArrayOutputStream out, int arc) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (arc >> shift != 0) {
        out.write(0x80 | arc >> shift & 0x7f);
      }
    }
    out.write(arc & 0x7f);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
