package io.scaletest.hollownode.pools;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of the nodes of a pool: one {@code %d}, or {@code %05d} with leading zeros, stands for the
 * node's number. Immutable.
 */
final class NamePattern {
  private static final Pattern NUMBER = Pattern.compile("%(?:0([1-9]))?d");
  private static final Pattern NODE_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /** A node's name is also the value of its label {@code kubernetes.io/hostname}. */
  private static final int LONGEST_NAME = 63;

  private final String text;
  private final String before;
  private final String after;
  private final int width;
  private final boolean numbered;

  private NamePattern(String text) {
    this.text = text;
    Matcher matcher = NUMBER.matcher(text);
    numbered = matcher.find();
    before = numbered ? text.substring(0, matcher.start()) : text;
    after = numbered ? text.substring(matcher.end()) : "";
    width = numbered && matcher.group(1) != null ? Integer.parseInt(matcher.group(1)) : 1;
  }

  /**
   * Returns the pattern of {@code count} names.
   *
   * @throws IllegalArgumentException with the rule and the text
   */
  public static NamePattern of(String text, int count) {
    NamePattern pattern = new NamePattern(text);
    if (!pattern.numbered && count > 1) {
      throw new IllegalArgumentException(
          "must contain %d, or %05d, for the number of each of " + count + " nodes, got " + text);
    }
    if (pattern.after.indexOf('%') >= 0 || pattern.before.indexOf('%') >= 0) {
      throw new IllegalArgumentException("must contain one %d, or %05d, got " + text);
    }
    String longest = pattern.name(count - 1);
    if (longest.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "must give names of at most " + LONGEST_NAME + " characters, got " + longest);
    }
    if (!NODE_NAME.matcher(longest).matches()) {
      throw new IllegalArgumentException(
          "must give names of lower-case letters, digits, - and ., got " + longest);
    }
    return pattern;
  }

  /** Returns the name of a node, counted from 0. */
  public String name(int number) {
    return numbered
        ? before + String.format(Locale.ROOT, "%0" + width + "d", number) + after
        : text;
  }

  @Override
  public String toString() {
    return text;
  }
}
