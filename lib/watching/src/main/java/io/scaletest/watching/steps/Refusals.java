package io.scaletest.watching.steps;

import static io.scaletest.wire.http.HttpStatus.BAD_REQUEST;
import static io.scaletest.wire.http.HttpStatus.UNPROCESSABLE;

import io.scaletest.watching.object.ServerStatus;

/**
 * Decides between a new list and a watch from the same version when the server has refused, by the
 * refusals since it last did not. For one thread.
 *
 * <p><i>Source:</i> client-go's reflector, but for a 410, which it always answers after a delay.
 */
public final class Refusals {
  /** After so many errors of the server in going on from a version, a new list is tried. */
  public static final int REWATCH_MAX = 3;

  private static final int SERVER_ERROR = 500;

  private int rewatches;

  /** Whether the version was too old, and no event has come since. */
  private boolean goneBefore;

  /** What a refusal leads to. */
  public enum Reaction {
    LIST_AT_ONCE,
    /** A list in pages, at once: the server does not stream lists. */
    LIST_IN_PAGES,
    LIST_AFTER_DELAY,
    /** The same watch, from the same version. */
    WATCH_AFTER_DELAY
  }

  /** What was refused. */
  public enum Attempt {
    STREAMED_LIST,
    LIST_PAGE,
    WATCH
  }

  /** A list begins. */
  public void listing() {
    rewatches = 0;
  }

  /** A watch from a version has brought something. */
  public void watchBrought() {
    rewatches = 0;
    goneBefore = false;
  }

  /** Takes note of a refusal and returns what to do. */
  public Reaction reactTo(ServerStatus status, Attempt refused) {
    if (status.isGone()) {
      return gone();
    }
    if (refused == Attempt.STREAMED_LIST
        && (status.code() == BAD_REQUEST || status.code() == UNPROCESSABLE)) {
      return Reaction.LIST_IN_PAGES;
    }
    if (refused != Attempt.WATCH) {
      return Reaction.LIST_AFTER_DELAY;
    }
    if (status.isThrottling()) {
      return Reaction.WATCH_AFTER_DELAY;
    }
    rewatches++;
    return status.code() >= SERVER_ERROR && rewatches < REWATCH_MAX
        ? Reaction.WATCH_AFTER_DELAY
        : Reaction.LIST_AFTER_DELAY;
  }

  /**
   * The version is too old to go on from: a new list, at once unless the last one led straight to
   * this.
   */
  private Reaction gone() {
    if (goneBefore) {
      return Reaction.LIST_AFTER_DELAY;
    }
    goneBefore = true;
    return Reaction.LIST_AT_ONCE;
  }
}
