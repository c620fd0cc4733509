package io.scaletest.player.trace;

/**
 * The media type of a patch. The order of the constants is that of the format: new ones come last.
 */
public enum PatchType {
  /** The request is no patch. */
  NONE,
  JSON,
  MERGE,
  STRATEGIC,
  /** Server-side apply. */
  APPLY,
  /** The source has neither the type nor the body. */
  UNKNOWN
}
