package io.scaletest.player.anonymise;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Puts another word in place of a word, by a key: of the same length, a letter for a letter, small
 * or large, and a digit for a digit, so that what is a valid name stays one. Of words of up to
 * {@value #EXACT_CHARS} characters no two become the same, of longer ones none that anybody will
 * see. For one thread.
 *
 * <p><i>Source:</i> a Feistel network whose rounds are HMAC-SHA256, walked until it is inside the
 * words of that shape (Black and Rogaway, "Ciphers with Arbitrary Finite Domains").
 */
final class TokenCipher {
  /** So many characters of 26 letters have a number in 62 bits. */
  static final int EXACT_CHARS = 12;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int ROUNDS = 10;
  private static final int LETTERS = 26;
  private static final int DIGITS = 10;
  private static final int HEX_DIGITS = 16;

  /** So many characters of a long word have bytes of their own; then they are taken again. */
  private static final int STREAM_BYTES = 256;

  private static final int UUID_VERSION_MASK = 0xf000;

  private final Mac mac;

  TokenCipher(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is of every Java", e);
    }
  }

  /** Returns the word that stands for a word of letters and digits. */
  String word(String word) {
    return mapped(word, shape(word));
  }

  /** Returns the digits that stand for some of base 16, in small letters. */
  String hex(String digits) {
    return mapped(digits, "h".repeat(digits.length()));
  }

  /** Returns the number that stands for a number from 0 to {@code limit}, exclusively. */
  int number(int number, int limit) {
    return (int) permuted(number, limit, "n" + limit);
  }

  /** Returns the UUID that stands for a text, as those that are random look. */
  UUID uuid(String text) {
    mac.update((byte) 'u');
    ByteBuffer sum = ByteBuffer.wrap(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    return new UUID(
        sum.getLong() & ~(long) UUID_VERSION_MASK | 0x4000L,
        sum.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L);
  }

  private static String shape(String word) {
    StringBuilder shape = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      shape.append(c >= '0' && c <= '9' ? '0' : c >= 'A' && c <= 'Z' ? 'A' : 'a');
    }
    return shape.toString();
  }

  private String mapped(String word, String shape) {
    return word.length() <= EXACT_CHARS && isAscii(word)
        ? exact(word, shape)
        : streamed(word, shape);
  }

  private static boolean isAscii(String word) {
    return word.chars().allMatch(c -> c < 128);
  }

  private String exact(String word, String shape) {
    long number = 0;
    long limit = 1;
    for (int i = 0; i < word.length(); i++) {
      int radix = radix(shape.charAt(i));
      number = number * radix + digit(word.charAt(i), shape.charAt(i));
      limit *= radix;
    }
    long left = permuted(number, limit, shape);
    char[] chars = new char[word.length()];
    for (int i = chars.length - 1; i >= 0; i--) {
      int radix = radix(shape.charAt(i));
      chars[i] = character((int) (left % radix), shape.charAt(i));
      left /= radix;
    }
    return new String(chars);
  }

  private long permuted(long number, long limit, String shape) {
    int half = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(limit - 1) + 1) / 2);
    byte[] tweak = shape.getBytes(StandardCharsets.UTF_8);
    long at = number;
    do {
      at = feistel(at, half, tweak);
    } while (at >= limit);
    return at;
  }

  private long feistel(long number, int half, byte[] tweak) {
    long mask = (1L << half) - 1;
    long left = number >>> half;
    long right = number & mask;
    for (int round = 0; round < ROUNDS; round++) {
      mac.update(tweak);
      mac.update((byte) round);
      mac.update(ByteBuffer.allocate(Long.BYTES).putLong(right).flip());
      long next = left ^ ByteBuffer.wrap(mac.doFinal()).getLong() & mask;
      left = right;
      right = next;
    }
    return left << half | right;
  }

  private String streamed(String word, String shape) {
    mac.update((byte) 's');
    byte[] seed = mac.doFinal(word.getBytes(StandardCharsets.UTF_8));
    byte[] stream = new byte[Math.min(STREAM_BYTES, 2 * word.length() + seed.length)];
    for (int at = 0; at < stream.length; at += seed.length) {
      System.arraycopy(seed, 0, stream, at, Math.min(seed.length, stream.length - at));
      seed = mac.doFinal(seed);
    }
    StringBuilder mapped = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      int at = 2 * i % (stream.length - 1);
      int number = (stream[at] & 0xff) << Byte.SIZE | stream[at + 1] & 0xff;
      mapped.append(character(number % radix(shape.charAt(i)), shape.charAt(i)));
    }
    return mapped.toString();
  }

  private static int radix(char shape) {
    return switch (shape) {
      case '0' -> DIGITS;
      case 'h' -> HEX_DIGITS;
      default -> LETTERS;
    };
  }

  private static int digit(char c, char shape) {
    return shape == 'h' ? Character.digit(c, HEX_DIGITS) : c - shape;
  }

  private static char character(int digit, char shape) {
    return shape == 'h' ? Character.forDigit(digit, HEX_DIGITS) : (char) (shape + digit);
  }
}
