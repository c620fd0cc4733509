package io.scaletest.player.trace;

/**
 * From where an object's name is known. The order of the constants is that of the format: new ones
 * come last.
 */
public enum NameOrigin {
  /** There is none: the request is of a collection, or failed before it had one. */
  NONE,
  /** The request named the object. */
  REQUEST,
  /** The server made the name up, and its answer told. */
  ANSWER,
  /** The server made the name up; a later request of the same log named the object, most likely. */
  LATER,
  /** The server made the name up, and nothing tells it. */
  UNKNOWN
}
