package io.scaletest.watching.loops;

import io.scaletest.watching.heads.EventHead;
import io.scaletest.watching.heads.HeadReader;

/**
 * Hears all loops, on event loops and for several loops at once: do not block. Of one loop the
 * calls come one after the other.
 */
public interface LoopListener {
  /** A list is complete and a watch is asked for. */
  void onWatching(int loop, String resourceVersion, int timeoutSeconds);

  /**
   * A watch is open.
   *
   * @param first whether it is the loop's first
   */
  void onOpened(int loop, boolean first);

  /**
   * An event has come.
   *
   * @param reader makes a text of the bytes, which are lent until the call returns
   */
  void onEvent(int loop, EventHead head, HeadReader reader, byte[] bytes, int offset, int length);

  /** A watch has ended, in order or not. */
  void onWatchEnded(int loop);

  /** A list failed, or could not be read; it is tried again. */
  void onListFailure(int loop, String why, long retryInNs);

  /**
   * A list or watch is sent again because the server asked for that, or because its connection was
   * lost: nothing has failed yet.
   */
  void onRetry(int loop, String what, long retryInNs);

  /** A watch was refused, or could not be opened; a list is next. */
  void onWatchFailure(int loop, String why, long retryInNs);

  /** An open watch broke, or cannot be read on; a list is next. */
  void onWatchBroken(int loop, String why, long retryInNs);

  /** A list after the first is complete. */
  void onRelisted(int loop, Missed missed);
}
