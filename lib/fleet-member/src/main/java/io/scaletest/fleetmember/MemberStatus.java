package io.scaletest.fleetmember;

import java.util.OptionalInt;

/**
 * How far a member is. Immutable.
 *
 * @param state the answer
 * @param clockNs the pod's wall clock when it answered, in nanoseconds since the epoch
 * @param exit the program's exit status, 128 and the signal's number after a signal; empty while it
 *     runs
 * @param lastLine the last line that the program wrote to standard error; may be empty
 */
public record MemberStatus(State state, long clockNs, OptionalInt exit, String lastLine) {
  /** The states, in their order. */
  public enum State {
    /** The program gets ready. */
    STARTING,
    /** A driver waits for the instant to begin at; anything else does its work. */
    READY,
    /** A driver has been told when to begin. */
    STARTED,
    /** The program has ended, and its results wait for being collected. */
    ENDED
  }

  /** Returns the text that {@link #parse} reads. */
  String format() {
    KeyedLines lines = new KeyedLines().add("state", state).add("clock", clockNs);
    exit.ifPresent(status -> lines.add("exit", status));
    return lines.add("line", lastLine).toString();
  }

  /**
   * Reads what a member answered.
   *
   * @throws IllegalArgumentException if it is no status
   */
  public static MemberStatus parse(String text) {
    KeyedLines lines = KeyedLines.parse(text);
    return new MemberStatus(
        State.valueOf(lines.one("state")),
        lines.number("clock"),
        lines.all("exit").isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of((int) lines.number("exit")),
        lines.one("line"));
  }
}
