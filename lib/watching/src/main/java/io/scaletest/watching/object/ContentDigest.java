package io.scaletest.watching.object;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A 64-bit digest of a JSON value, read straight from the parser's buffer, or of bytes. Digests of
 * one content in two encodings differ.
 *
 * <p>The members of an object count whatever their order (their digests are added up), the elements
 * of an array in their order. Two different values have the same digest by chance only, once in
 * 2<sup>64</sup>; nobody is kept from making such a pair on purpose.
 */
public final class ContentDigest {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private ContentDigest() {}

  /** Returns the digest of a value under a name: what an object adds up. */
  static long member(String name, long valueDigest) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    return mix(mix(hash) ^ Long.rotateLeft(valueDigest, 31));
  }

  /**
   * Returns the digest of bytes in a field of a protobuf message: what a message adds up, in which
   * fields, and the entries of a map, may stand in any order.
   */
  public static long field(int number, byte[] bytes, int offset, int length) {
    long hash = (FNV_OFFSET ^ number) * FNV_PRIME;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ bytes[i]) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** Reads the value at which the parser stands, to its last token, and returns its digest. */
  static long ofValue(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      long sum = 1;
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        sum += member(name, ofValue(parser));
      }
      return mix(sum);
    }
    if (token == JsonToken.START_ARRAY) {
      long hash = 2;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        hash = mix(hash ^ ofValue(parser));
      }
      return hash;
    }
    return scalar(parser, token.id());
  }

  private static long scalar(JsonParser parser, int tokenId) {
    char[] characters = parser.getStringCharacters();
    int from = parser.getStringOffset();
    int end = from + parser.getStringLength();
    // The kind of token counts: "1" is not 1.
    long hash = (FNV_OFFSET ^ tokenId) * FNV_PRIME;
    for (int i = from; i < end; i++) {
      hash = (hash ^ characters[i]) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** The finisher of MurmurHash3: each bit of the input reaches each bit of the output. */
  private static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
