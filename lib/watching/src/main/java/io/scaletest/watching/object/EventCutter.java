package io.scaletest.watching.object;

import java.nio.ByteBuffer;

/** Cuts a watch's bytes into events, wherever the chunks were cut. For one thread. */
public interface EventCutter {
  /**
   * Takes the next bytes and hands on every event that they complete.
   *
   * @throws UnreadableAnswerException if an event is longer than any can be
   */
  void feed(ByteBuffer chunk) throws UnreadableAnswerException;

  /** Takes one event; the bytes are lent until the call returns. */
  @FunctionalInterface
  interface Taker {
    /** Returns false to have no more events, of this chunk or a later one. */
    boolean take(byte[] bytes, int offset, int length);
  }

  /** How events lie in the bytes. */
  @FunctionalInterface
  interface Framing {
    /** Returns a cutter that hands its events to {@code taker}. */
    EventCutter cutter(Taker taker);
  }
}
