package io.scaletest.wire.x509;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** A DER encoder (X.690) for the few types of value that certificates and keys need. Stateless. */
final class Der {
  static final byte[] TRUE = {(byte) 0xff};
  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BITS = 0x03;
  static final int OCTETS = 0x04;
  static final int NULL = 0x05;
  static final int OBJECT_ID = 0x06;
  static final int UTF8 = 0x0c;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int CONTEXT = 0x80;
  static final int CONSTRUCTED_CONTEXT = 0xa0;

  /** From this year on a date has a century (RFC 5280, 4.1.2.5). */
  private static final int GENERALIZED_FROM_YEAR = 2050;

  private static final int UTC_FROM_YEAR = 1950;
  private static final int LAST_YEAR = 9999;

  private static final DateTimeFormatter UTC_LAYOUT =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter GENERALIZED_LAYOUT =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(List<byte[]> parts) {
    return sequence(parts.toArray(new byte[0][]));
  }

  /** Returns a SEQUENCE of {@code parts}, which are values themselves. */
  static byte[] sequence(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return value(SEQUENCE, content.toByteArray());
  }

  /** Returns one value, its length in the shortest form. */
  static byte[] value(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int sign = length[0] == 0 ? 1 : 0; // a length has none
      out.write(0x80 | length.length - sign);
      out.write(length, sign, length.length - sign);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** Returns an INTEGER. */
  static byte[] integer(BigInteger number) {
    return value(INTEGER, number.toByteArray());
  }

  static byte[] bits(byte[] content) {
    byte[] withUnused = new byte[content.length + 1];
    System.arraycopy(content, 0, withUnused, 1, content.length);
    return value(BITS, withUnused);
  }

  /** Returns a date as certificates have it: before 2050 without its century. */
  static byte[] time(Instant instant) {
    int year = instant.atOffset(ZoneOffset.UTC).getYear();
    if (year < UTC_FROM_YEAR || year > LAST_YEAR) {
      throw new IllegalArgumentException(
          "date: must be of the years " + UTC_FROM_YEAR + " to " + LAST_YEAR + ", got " + instant);
    }
    return year < GENERALIZED_FROM_YEAR
        ? value(UTC_TIME, ascii(UTC_LAYOUT.format(instant)))
        : value(GENERALIZED_TIME, ascii(GENERALIZED_LAYOUT.format(instant)));
  }

  /** Returns an OBJECT IDENTIFIER; its first two arcs make one number. */
  static byte[] objectId(int... arcs) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    writeArc(content, arcs[0] * 40 + arcs[1]);
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

  /** Returns text that must be ASCII; nothing is replaced. */
  static byte[] ascii(String text) {
    if (text.chars().anyMatch(c -> c > 0x7f)) {
      throw new IllegalArgumentException("text: must be ASCII, got " + text);
    }
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
