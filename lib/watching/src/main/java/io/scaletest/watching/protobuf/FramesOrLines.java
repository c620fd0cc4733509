package io.scaletest.watching.protobuf;

import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.EventFrames;
import io.scaletest.watching.object.EventLines;
import io.scaletest.watching.object.UnreadableAnswerException;
import java.nio.ByteBuffer;

/**
 * Cuts a watch's bytes into frames of protobuf, or into lines if its first byte says that it is
 * JSON: as the length of a frame that byte would stand for two gigabytes. For one thread.
 */
final class FramesOrLines implements EventCutter {
  private final Taker taker;
  private EventCutter cutter;

  FramesOrLines(Taker taker) {
    this.taker = taker;
  }

  @Override
  public void feed(ByteBuffer chunk) throws UnreadableAnswerException {
    if (cutter == null) {
      if (!chunk.hasRemaining()) {
        return;
      }
      boolean json = chunk.get(chunk.position()) == '{';
      cutter = json ? new EventLines(taker) : new EventFrames(taker);
    }
    cutter.feed(chunk);
  }
}
