package io.scaletest.report.input;

import io.scaletest.common.operation.Operation;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Reads the fields of one row from left to right: UTC times, words, numbers and Go's quoted
 * strings. No library's reader knows the latter, whose quotes are escaped with backslashes. One
 * thread.
 */
final class RowFields {
  /** What a time that is none reads as. */
  static final long NO_TIME = Long.MIN_VALUE;

  private static final int SECONDS_LENGTH = "2026-11-21 08:29:01".length();
  private static final int MILLIS_LENGTH = "2026-11-21 08:29:01.389".length();
  private static final long MS_PER_DAY = 86_400_000L;
  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private static final Operation[] OPERATIONS = Operation.values();

  /** Their words, as a line has them. */
  private static final byte[][] OPERATION_WORDS =
      Arrays.stream(OPERATIONS)
          .map(each -> each.word().getBytes(StandardCharsets.US_ASCII))
          .toArray(byte[][]::new);

  private byte[] bytes = new byte[0];
  private int at;
  private int to;
  private int cachedDate = -1;
  private long cachedDayMs;

  /** Where the quoted string that was read last has its content. */
  private int quotedFrom;

  private int quotedTo;

  void start(byte[] line, int from, int end) {
    bytes = line;
    at = from;
    to = end;
  }

  boolean atEnd() {
    return at == to;
  }

  /** Passes over a comma; false where there is none. */
  boolean comma() {
    if (at < to && bytes[at] == ',') {
      at++;
      return true;
    }
    return false;
  }

  /** Reads {@code yyyy-MM-dd HH:mm:ss.SSS}; {@link #NO_TIME} where there is none. */
  long millis() {
    if (to - at < MILLIS_LENGTH || bytes[at + SECONDS_LENGTH] != '.') {
      return NO_TIME;
    }
    long seconds = seconds();
    if (seconds == NO_TIME) {
      return NO_TIME;
    }
    int a = bytes[at + 1] - '0';
    int b = bytes[at + 2] - '0';
    int c = bytes[at + 3] - '0';
    if (((a | b | c) & ~0xF) != 0 || a > 9 || b > 9 || c > 9) {
      return NO_TIME;
    }
    at += 4;
    int thousandths = a * 100 + b * 10 + c;
    return seconds + thousandths;
  }

  /** Reads {@code yyyy-MM-dd HH:mm:ss}, as milliseconds; {@link #NO_TIME} where there is none. */
  long seconds() {
    if (to - at < SECONDS_LENGTH
        || bytes[at + 4] != '-'
        || bytes[at + 7] != '-'
        || bytes[at + 10] != ' '
        || bytes[at + 13] != ':'
        || bytes[at + 16] != ':') {
      return NO_TIME;
    }
    int century = two(at);
    int year = two(at + 2);
    int month = two(at + 5);
    int day = two(at + 8);
    int hour = two(at + 11);
    int minute = two(at + 14);
    int second = two(at + 17);
    if ((century | year | month | day | hour | minute | second) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return NO_TIME;
    }
    int date = ((century * 100 + year) * 100 + month) * 100 + day;
    if (date != cachedDate) {
      try {
        cachedDayMs = LocalDate.of(century * 100 + year, month, day).toEpochDay() * MS_PER_DAY;
      } catch (DateTimeException e) {
        return NO_TIME;
      }
      cachedDate = date;
    }
    at += SECONDS_LENGTH;
    return cachedDayMs + ((hour * 60L + minute) * 60 + second) * 1_000;
  }

  /** Returns a number of two digits; -1 where there is none. */
  private int two(int from) {
    int tens = bytes[from] - '0';
    int ones = bytes[from + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }

  /** Reads an operation's word, up to the comma behind it; null where there is none. */
  Operation operation() {
    for (int i = 0; i < OPERATIONS.length; i++) {
      byte[] word = OPERATION_WORDS[i];
      int end = at + word.length;
      if (end < to && bytes[end] == ',' && Arrays.equals(bytes, at, end, word, 0, word.length)) {
        at = end;
        return OPERATIONS[i];
      }
    }
    return null;
  }

  /** Reads a number of up to nine digits; -1 where there is none. */
  int number() {
    int from = at;
    int number = 0;
    while (at < to && at - from < 9 && bytes[at] >= '0' && bytes[at] <= '9') {
      number = number * 10 + bytes[at++] - '0';
    }
    return at == from ? -1 : number;
  }

  /** Reads a quoted string, whose place is known from then on; false where there is none. */
  boolean quoted() {
    if (at >= to || bytes[at] != '"') {
      return false;
    }
    int i = at + 1;
    while (i < to && bytes[i] != '"') {
      i += bytes[i] == '\\' ? 2 : 1;
    }
    if (i >= to) {
      return false;
    }
    quotedFrom = at + 1;
    quotedTo = i;
    at = i + 1;
    return true;
  }

  boolean isQuotedEmpty() {
    return quotedFrom == quotedTo;
  }

  /** Moves the beginning of the quoted string behind its last slash: a key's namespace goes. */
  void dropNamespace() {
    for (int i = quotedTo - 1; i >= quotedFrom; i--) {
      if (bytes[i] == '/') {
        quotedFrom = i + 1;
        return;
      }
    }
  }

  /** Returns a hash of 64 bits of the quoted string; never 0. */
  long quotedHash() {
    long hash = HASH_FACTOR;
    int i = quotedFrom;
    long word = 0;
    int shift = 0;
    for (; i < quotedTo; i++) {
      word |= (bytes[i] & 0xFFL) << shift;
      shift += 8;
      if (shift == 64) {
        hash = mix(hash ^ word);
        word = 0;
        shift = 0;
      }
    }
    hash = mix(mix(hash ^ word) + quotedTo - quotedFrom);
    return hash == 0 ? 1 : hash;
  }

  private static long mix(long value) {
    long mixed = value * HASH_FACTOR;
    mixed ^= mixed >>> 32;
    mixed *= 0xD6E8FEB86659FD93L;
    return mixed ^ (mixed >>> 29);
  }

  /** Returns the number behind the last dash of the quoted string; -1 where there is none. */
  long quotedNumber() {
    long number = 0;
    long scale = 1;
    int i = quotedTo - 1;
    for (; i >= quotedFrom && bytes[i] >= '0' && bytes[i] <= '9'; i--) {
      if (quotedTo - i > 15) {
        return -1;
      }
      number += (bytes[i] - '0') * scale;
      scale *= 10;
    }
    return i == quotedTo - 1 || i < quotedFrom || bytes[i] != '-' ? -1 : number;
  }

  int quotedFrom() {
    return quotedFrom;
  }

  int quotedTo() {
    return quotedTo;
  }

  /** Returns a quoted string, at most {@code charsMax} characters of it, its escapes undone. */
  String text(int from, int end, int charsMax) {
    int cutEnd = Math.min(end, from + charsMax * 4);
    String raw = new String(bytes, from, cutEnd - from, StandardCharsets.UTF_8);
    String text = raw.indexOf('\\') < 0 ? raw : GoUnquote.of(raw);
    if (text.length() <= charsMax) {
      return text;
    }
    int cut = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
    return text.substring(0, cut);
  }
}
