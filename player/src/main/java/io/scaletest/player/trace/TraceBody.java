package io.scaletest.player.trace;

import java.util.Arrays;

/** The body of a request: JSON, or why there is none. Immutable but for the bytes, not copied. */
public final class TraceBody {
  /** Whether there is one. The order of the constants is that of the format. */
  public enum State {
    /** The request had none. */
    NONE,
    /** It is in the trace. */
    STORED,
    /** The request had one, but the source does not have it. */
    WITHHELD
  }

  /** A longer body is withheld: an API server takes 3 MiB at most. */
  public static final int MAX_BYTES = 16 << 20;

  private static final byte[] NOTHING = {};
  private static final TraceBody NONE = new TraceBody(State.NONE, 0, NOTHING);
  private static final TraceBody WITHHELD = new TraceBody(State.WITHHELD, 0, NOTHING);

  private final State state;
  private final int length;
  private final byte[] bytes;

  private TraceBody(State state, int length, byte[] bytes) {
    this.state = state;
    this.length = length;
    this.bytes = bytes;
  }

  public static TraceBody none() {
    return NONE;
  }

  public static TraceBody withheld() {
    return WITHHELD;
  }

  /** Returns a body of at most {@link #MAX_BYTES}. */
  public static TraceBody of(byte[] json) {
    if (json.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "body: must be of at most " + MAX_BYTES + " bytes, got " + json.length);
    }
    return new TraceBody(State.STORED, json.length, json);
  }

  /** Returns a body that is in the trace, but was not read. */
  static TraceBody unread(int length) {
    return new TraceBody(State.STORED, length, NOTHING);
  }

  public State state() {
    return state;
  }

  /** Returns how many bytes it has, read or not. */
  public int length() {
    return length;
  }

  /** Returns the bytes; none where there is no body, or where bodies are not read. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TraceBody body
        && state == body.state
        && length == body.length
        && Arrays.equals(bytes, body.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * state.hashCode() + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return state + " of " + length + " bytes";
  }
}
