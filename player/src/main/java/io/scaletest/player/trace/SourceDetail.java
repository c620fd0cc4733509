package io.scaletest.player.trace;

/**
 * How much a source told of a request. The order of the constants is that of the format: new ones
 * come last.
 */
public enum SourceDetail {
  UNKNOWN,
  /** Who asked for what, when and with which outcome. */
  METADATA,
  /** The request's body, too. */
  REQUEST,
  /** The answer, too. */
  RESPONSE
}
