package io.scaletest.player.trace;

/** What an entry is. The order of the constants is that of the format: new ones come last. */
public enum EntryKind {
  /** A request. */
  REQUEST,
  /** An object that was there when the trace begins; its body is the object. */
  INITIAL
}
