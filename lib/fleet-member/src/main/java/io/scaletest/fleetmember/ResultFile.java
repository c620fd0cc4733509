package io.scaletest.fleetmember;

import java.util.List;

/**
 * A file that a member offers.
 *
 * @param name letters, digits, dots, dashes and underscores; not first a dot
 * @param bytes its length
 * @param sha256 in hexadecimal
 */
public record ResultFile(String name, long bytes, String sha256) {
  private static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]*";

  public ResultFile {
    if (!isName(name)) {
      throw new IllegalArgumentException("name: no name of a result: " + name);
    }
  }

  /** Returns whether a result can have this name, which is then no path out of a folder. */
  static boolean isName(String name) {
    return name.matches(NAME);
  }

  String format() {
    return sha256 + " " + bytes + " " + name + "\n";
  }

  /**
   * Reads a list of files, a line each.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static List<ResultFile> parse(String text) {
    return text.lines().map(ResultFile::parseLine).toList();
  }

  private static ResultFile parseLine(String line) {
    String[] words = line.split(" ");
    if (words.length != 3) {
      throw new IllegalArgumentException("no file of a member: " + line);
    }
    return new ResultFile(words[2], Long.parseLong(words[1]), words[0]);
  }
}
