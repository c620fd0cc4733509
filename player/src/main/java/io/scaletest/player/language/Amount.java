package io.scaletest.player.language;

import java.util.regex.Pattern;

/** What a parameter of a scenario is an amount of: how it is written, as in a specification. */
public enum Amount {
  COUNT(Grammar.POSITIVE, "<count>"),
  RATE(Grammar.RATE_WORD, "<rate>"),
  DURATION(Grammar.DURATION_WORD, "<duration>"),
  SIZE(Grammar.SIZE_WORD, "<size>"),
  SPEED(Grammar.SPEED, "<bytes/s>"),
  SHARE(Grammar.SHARE, "<share>"),
  TEXT(Grammar.TEXT, "<text>");

  private final Form.Word word;
  private final String label;

  Amount(Form.Word word, String label) {
    this.word = word;
    this.label = label;
  }

  /** Returns what stands for a value in help texts. */
  public String label() {
    return label;
  }

  /**
   * Returns the value as it was given.
   *
   * @throws IllegalArgumentException with the rule that it breaks
   */
  public String check(String value) {
    if (!Pattern.matches(word.pattern(), value)) {
      throw new IllegalArgumentException("must be " + word.rule());
    }
    return value;
  }
}
