package io.scaletest.report.input;

import java.util.ArrayList;
import java.util.List;

/** What was not taken from one file: the first places with their line, and a count. One thread. */
public final class LeftOut {
  static final int NAMED_MAX = 20;

  private final List<String> named = new ArrayList<>();
  private long count;

  /**
   * Notes that something was left out.
   *
   * @param line number of the line, from 1; 0 where it is no single line
   */
  public void add(long line, String reason) {
    count++;
    if (named.size() < NAMED_MAX) {
      named.add(line == 0 ? reason : "line " + line + ": " + reason);
    }
  }

  /** Returns how many lines, or other things, were left out. */
  public long count() {
    return count;
  }

  /** Returns the first of them. */
  public List<String> named() {
    return List.copyOf(named);
  }
}
