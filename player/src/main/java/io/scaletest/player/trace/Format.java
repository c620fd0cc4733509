package io.scaletest.player.trace;

/** What a trace file is made of, in bytes; docs/player/trace-format.md has it in words. */
final class Format {
  /** Neither text nor any other format's; a transfer that changes ends of lines breaks it. */
  static final byte[] MAGIC = {(byte) 0x89, 'S', 'T', 'R', 'C', '\r', '\n', 0x1a};

  /** The version that is written, and the newest that is read. */
  static final int VERSION = 1;

  static final int VERSION_BYTES = 2;

  /** The kinds of blocks. One in lower case may be left out by who does not know it. */
  static final int HEADER = 'H';

  static final int BODIES = 'B';
  static final int ENTRIES = 'E';
  static final int FOOTER = 'F';

  /** Of a block before its content: kind, stored length, length, checksum. */
  static final int FRAME_BYTES = 1 + 3 * Integer.BYTES;

  /** Of them those that the checksum is of, too. */
  static final int CHECKED_FRAME_BYTES = 1 + 2 * Integer.BYTES;

  /** A longer block is none of ours; it bounds what a reader takes of memory. */
  static final int BLOCK_BYTES_MAX = 64 << 20;

  // The flags of an entry's head, three bytes; where an enum stands, its ordinal.
  static final int KIND_MASK = 0x03;
  static final int TRAFFIC_SHIFT = 2;
  static final int TRAFFIC_MASK = 0x0f;
  static final int HAS_DURATION = 0x40;
  static final int HAS_LIFETIME = 0x80;

  static final int PATCH_MASK = 0x07;
  static final int PATCH_INFERRED = 0x08;
  static final int ORIGIN_SHIFT = 4;
  static final int ORIGIN_MASK = 0x07;
  static final int HAS_GENERATE_NAME = 0x80;

  static final int BODY_MASK = 0x03;
  static final int DETAIL_SHIFT = 2;
  static final int DETAIL_MASK = 0x03;
  static final int HAS_ID = 0x10;
  static final int HAS_UID = 0x20;
  static final int HAS_VERSION = 0x40;

  static final int NS_PER_US = 1_000;

  private Format() {}
}
