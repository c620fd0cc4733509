package io.scaletest.fleetmember;

import java.util.List;

/**
 * What one member of a fleet is to do. The fleet writes it into the Secret that each pod of the run
 * mounts, under the member's own key; the member reads it when it starts. Immutable.
 *
 * @param token what each request to the member must have in the header {@link
 *     MemberApi#TOKEN_HEADER}
 * @param port on which the member listens
 * @param startWithinS seconds after which a driver that was never told when to begin is ended
 * @param keepS seconds for which results are kept for whoever collects them
 * @param readyWhen text of a line that the program prints as soon as it does its work; empty for a
 *     driver, which has a start gate
 * @param command the program and its arguments
 */
public record MemberPlan(
    String token, int port, long startWithinS, long keepS, String readyWhen, List<String> command) {

  public MemberPlan {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command: must not be empty");
    }
  }

  /** Returns whether the program waits for an instant at which to begin. */
  public boolean gated() {
    return readyWhen.isEmpty();
  }

  /** Returns the text that {@link #parse} reads. */
  public String format() {
    KeyedLines lines =
        new KeyedLines()
            .add("token", token)
            .add("port", port)
            .add("startWithin", startWithinS)
            .add("keep", keepS)
            .add("readyWhen", readyWhen);
    command.forEach(word -> lines.add("word", word));
    return lines.toString();
  }

  /**
   * Reads what {@link #format} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static MemberPlan parse(String text) {
    KeyedLines lines = KeyedLines.parse(text);
    return new MemberPlan(
        lines.one("token"),
        (int) lines.number("port"),
        lines.number("startWithin"),
        lines.number("keep"),
        lines.one("readyWhen"),
        lines.all("word"));
  }
}
