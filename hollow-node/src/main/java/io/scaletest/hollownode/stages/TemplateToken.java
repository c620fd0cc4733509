package io.scaletest.hollownode.stages;

/**
 * A piece of a template. Immutable.
 *
 * @param text as it stands there; of a string its value, of a field its name without the dot
 * @param line counted from 1
 * @param spaced whether white space stands before it
 */
record TemplateToken(Kind kind, String text, int line, boolean spaced) {
  /** What a piece is. */
  enum Kind {
    /** Text outside of actions. */
    TEXT,
    ACTION_BEGINS,
    ACTION_ENDS,
    /** A keyword, a function, true, false or nil. */
    WORD,
    FIELD,
    VARIABLE,
    DOT,
    STRING,
    NUMBER,
    /** One of {@code | ( ) , = :=}. */
    SIGN,
    END
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }
}
