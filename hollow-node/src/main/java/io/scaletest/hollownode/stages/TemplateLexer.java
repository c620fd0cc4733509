package io.scaletest.hollownode.stages;

import io.scaletest.hollownode.stages.TemplateToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into tokens. For one use by one thread.
 *
 * <p><i>Source:</i> {@code text/template/parse/lex.go} of Go.
 */
final class TemplateLexer {
  private static final String BEGIN = "{{";
  private static final String END = "}}";
  private static final String SPACE = " \t\r\n";

  private final String text;
  private final List<TemplateToken> tokens = new ArrayList<>();
  private int at;
  private int line = 1;

  private TemplateLexer(String text) {
    this.text = text;
  }

  /**
   * Returns the tokens, the last one of kind {@link Kind#END}.
   *
   * @throws IllegalArgumentException naming the line
   */
  static List<TemplateToken> tokens(String text) {
    TemplateLexer lexer = new TemplateLexer(text);
    lexer.run();
    return lexer.tokens;
  }

  static IllegalArgumentException refused(int line, String rule) {
    return new IllegalArgumentException("line " + line + ": " + rule);
  }

  private void run() {
    boolean trimNext = false;
    while (at < text.length()) {
      int action = text.indexOf(BEGIN, at);
      int end = action < 0 ? text.length() : action;
      boolean trimThis = action >= 0 && isTrimAfter(action + BEGIN.length());
      text(text.substring(at, end), trimNext, trimThis);
      trimNext = false;
      at = end;
      if (action >= 0) {
        at += BEGIN.length() + (trimThis ? 1 : 0);
        trimNext = action();
      }
    }
    tokens.add(new TemplateToken(Kind.END, "", line, false));
  }

  private void text(String piece, boolean trimLeft, boolean trimRight) {
    String kept = trimLeft ? piece.stripLeading() : piece;
    kept = trimRight ? kept.stripTrailing() : kept;
    if (!kept.isEmpty()) {
      tokens.add(new TemplateToken(Kind.TEXT, kept, line, false));
    }
    line += lines(piece);
  }

  private static int lines(String piece) {
    return (int) piece.chars().filter(c -> c == '\n').count();
  }

  private boolean isTrimAfter(int place) {
    return place + 1 < text.length()
        && text.charAt(place) == '-'
        && SPACE.indexOf(text.charAt(place + 1)) >= 0;
  }

  /** Reads an action to its end; returns whether white space behind it is to be trimmed. */
  private boolean action() {
    int begun = line;
    int comment = at;
    while (comment < text.length() && SPACE.indexOf(text.charAt(comment)) >= 0) {
      comment++;
    }
    if (text.startsWith("/*", comment)) {
      return comment(comment);
    }
    tokens.add(new TemplateToken(Kind.ACTION_BEGINS, BEGIN, line, false));
    while (true) {
      boolean spaced = skipSpace();
      if (at >= text.length()) {
        throw refused(begun, "the action is not closed");
      }
      if (spaced && text.startsWith("-" + END, at)) {
        return ends(1 + END.length(), true);
      }
      if (text.startsWith(END, at)) {
        return ends(END.length(), false);
      }
      token(spaced);
    }
  }

  private boolean comment(int from) {
    int end = text.indexOf("*/", from);
    int close = end < 0 ? -1 : text.indexOf(END, end);
    if (close < 0) {
      throw refused(line, "the comment is not closed");
    }
    String rest = text.substring(end + "*/".length(), close).strip();
    if (!rest.isEmpty() && !rest.equals("-")) {
      throw refused(line, "a comment must be all of its action");
    }
    line += lines(text.substring(at, close));
    at = close + END.length();
    return rest.equals("-");
  }

  private boolean ends(int length, boolean trim) {
    tokens.add(new TemplateToken(Kind.ACTION_ENDS, END, line, false));
    at += length;
    return trim;
  }

  private boolean skipSpace() {
    int from = at;
    while (at < text.length() && SPACE.indexOf(text.charAt(at)) >= 0) {
      if (text.charAt(at) == '\n') {
        line++;
      }
      at++;
    }
    return at > from;
  }

  private void token(boolean spaced) {
    char c = text.charAt(at);
    if (c == '"' || c == '`') {
      string(c, spaced);
    } else if (text.startsWith(":=", at)) {
      add(Kind.SIGN, ":=", spaced, 2);
    } else if ("|(),=".indexOf(c) >= 0) {
      add(Kind.SIGN, String.valueOf(c), spaced, 1);
    } else if (c == '.') {
      String name = word(at + 1);
      if (name.isEmpty()) {
        add(Kind.DOT, ".", spaced, 1);
      } else {
        add(Kind.FIELD, name, spaced, 1 + name.length());
      }
    } else if (c == '$') {
      String name = word(at + 1);
      add(Kind.VARIABLE, name, spaced, 1 + name.length());
    } else if (Character.isDigit(c) || (c == '-' || c == '+') && isDigit(at + 1)) {
      int end = at + 1;
      while (end < text.length()
          && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '.')) {
        end++;
      }
      add(Kind.NUMBER, text.substring(at, end), spaced, end - at);
    } else {
      String word = word(at);
      if (word.isEmpty()) {
        throw refused(line, "unexpected " + c + " in an action");
      }
      add(Kind.WORD, word, spaced, word.length());
    }
  }

  private boolean isDigit(int place) {
    return place < text.length() && Character.isDigit(text.charAt(place));
  }

  private String word(int from) {
    int end = from;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    return text.substring(from, end);
  }

  private void add(Kind kind, String value, boolean spaced, int length) {
    tokens.add(new TemplateToken(kind, value, line, spaced));
    at += length;
  }

  private void string(char quote, boolean spaced) {
    StringBuilder value = new StringBuilder();
    int begun = line;
    int i = at + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      char c = text.charAt(i);
      if (c == '\n') {
        if (quote == '"') {
          break;
        }
        line++;
      }
      if (c == '\\' && quote == '"' && i + 1 < text.length()) {
        i++;
        c = escaped(text.charAt(i));
      }
      value.append(c);
      i++;
    }
    if (i >= text.length() || text.charAt(i) != quote) {
      throw refused(begun, "the string is not closed");
    }
    tokens.add(new TemplateToken(Kind.STRING, value.toString(), begun, spaced));
    at = i + 1;
  }

  private char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '"', '\\', '\'' -> c;
      default -> throw refused(line, "unknown escape \\" + c + " in a string");
    };
  }
}
