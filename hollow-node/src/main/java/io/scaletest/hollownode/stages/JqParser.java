package io.scaletest.hollownode.stages;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a filter of a query's text. For one use by one thread. */
final class JqParser {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)"
              + "|(?<string>\"(?:[^\"\\\\]|\\\\.)*\")"
              + "|(?<sign>\\.\\.|//|==|!=|<=|>=|[.|,()\\[\\]{}?:;<>+\\-*/%$@])"
              + "|(?<word>[A-Za-z_][A-Za-z0-9_]*))");

  private static final Set<String> NOT_DONE =
      Set.of("def", "as", "reduce", "foreach", "try", "label", "import", "include");

  private static final Map<String, JqFilter.OfOne> COMPARISONS =
      Map.of(
          "==", order -> (int) order == 0,
          "!=", order -> (int) order != 0,
          "<", order -> (int) order < 0,
          "<=", order -> (int) order <= 0,
          ">", order -> (int) order > 0,
          ">=", order -> (int) order >= 0);

  /** Deeper ones would be a mistake, and their execution a stack that runs out. */
  private static final int DEPTH_MAX = 100;

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int depth;

  private enum Kind {
    NUMBER,
    STRING,
    SIGN,
    WORD,
    END
  }

  /** A piece of the query; {@code spaced} where white space stands before it. */
  private record Token(Kind kind, String text, boolean spaced) {}

  JqParser(String text) {
    this.text = text;
    Matcher matcher = TOKEN.matcher(text);
    int from = 0;
    while (from < text.stripTrailing().length()) {
      if (!matcher.find(from) || matcher.start() != from) {
        throw refused("unexpected " + text.substring(from).strip());
      }
      for (Kind kind : List.of(Kind.NUMBER, Kind.STRING, Kind.SIGN, Kind.WORD)) {
        String found = matcher.group(kind.name().toLowerCase(java.util.Locale.ROOT));
        if (found != null) {
          tokens.add(new Token(kind, found, Character.isWhitespace(text.charAt(from))));
        }
      }
      from = matcher.end();
    }
    tokens.add(new Token(Kind.END, "", false));
  }

  private IllegalArgumentException refused(String rule) {
    return new IllegalArgumentException("jq query " + text.strip() + ": " + rule);
  }

  JqFilter query() {
    JqFilter filter = pipe();
    if (tokens.get(at).kind() != Kind.END) {
      throw unexpected();
    }
    return filter;
  }

  private IllegalArgumentException unexpected() {
    Token token = tokens.get(at);
    if (token.kind() == Kind.WORD && NOT_DONE.contains(token.text())) {
      return refused(token.text() + " is not known here");
    }
    return refused(token.kind() == Kind.END ? "ends too early" : "unexpected " + token.text());
  }

  private boolean isSign(String sign) {
    return tokens.get(at).kind() == Kind.SIGN && tokens.get(at).text().equals(sign);
  }

  private boolean isWord(String word) {
    return tokens.get(at).kind() == Kind.WORD && tokens.get(at).text().equals(word);
  }

  private boolean takes(String sign) {
    boolean found = isSign(sign);
    at += found ? 1 : 0;
    return found;
  }

  private void require(String sign) {
    if (!takes(sign)) {
      throw unexpected();
    }
  }

  private void requireWord(String word) {
    if (!isWord(word)) {
      throw unexpected();
    }
    at++;
  }

  private JqFilter pipe() {
    depth++;
    if (depth > DEPTH_MAX) {
      throw refused("more than " + DEPTH_MAX + " parts within one another");
    }
    JqFilter filter = comma();
    while (takes("|")) {
      filter = JqFilter.pipe(filter, comma());
    }
    depth--;
    return filter;
  }

  private JqFilter comma() {
    JqFilter filter = alternative();
    while (takes(",")) {
      JqFilter first = filter;
      JqFilter then = alternative();
      filter =
          (input, out) -> {
            first.run(input, out);
            then.run(input, out);
          };
    }
    return filter;
  }

  private JqFilter alternative() {
    JqFilter filter = or();
    return takes("//") ? JqFilter.alternative(filter, alternative()) : filter;
  }

  private JqFilter or() {
    JqFilter filter = and();
    while (isWord("or")) {
      at++;
      filter = JqFilter.logical(filter, and(), true);
    }
    return filter;
  }

  private JqFilter and() {
    JqFilter filter = comparison();
    while (isWord("and")) {
      at++;
      filter = JqFilter.logical(filter, comparison(), false);
    }
    return filter;
  }

  private JqFilter comparison() {
    JqFilter left = sum();
    JqFilter.OfOne wanted =
        tokens.get(at).kind() == Kind.SIGN ? COMPARISONS.get(tokens.get(at).text()) : null;
    if (wanted == null) {
      return left;
    }
    at++;
    return JqFilter.two(left, sum(), (a, b) -> wanted.of(JqValues.compare(a, b)));
  }

  private JqFilter sum() {
    JqFilter filter = product();
    while (isSign("+") || isSign("-")) {
      boolean plus = takes("+");
      at += plus ? 0 : 1;
      JqFilter right = product();
      filter =
          JqFilter.two(
              filter, right, plus ? JqValues::add : (a, b) -> JqValues.calculate("-", a, b));
    }
    return filter;
  }

  private JqFilter product() {
    JqFilter filter = postfix();
    while (isSign("*") || isSign("/") || isSign("%")) {
      String sign = tokens.get(at).text();
      at++;
      filter = JqFilter.two(filter, postfix(), (a, b) -> JqValues.calculate(sign, a, b));
    }
    return filter;
  }

  private JqFilter postfix() {
    JqFilter filter = term();
    while (true) {
      if (takes("?")) {
        filter = JqFilter.quiet(filter);
      } else if (isSign("[")) {
        filter = brackets(filter);
      } else if (takes(".")) {
        filter = isSign("[") ? brackets(filter) : member(filter);
      } else {
        return filter;
      }
    }
  }

  /** Reads {@code name} or {@code "name"} behind a dot. */
  private JqFilter member(JqFilter of) {
    Token token = tokens.get(at);
    if (token.kind() != Kind.WORD && token.kind() != Kind.STRING) {
      throw unexpected();
    }
    at++;
    String name = token.kind() == Kind.WORD ? token.text() : string(token.text());
    return JqFilter.pipe(of, JqFilter.each(input -> JqValues.index(input, name)));
  }

  /** Reads {@code []} or {@code [index]}. */
  private JqFilter brackets(JqFilter of) {
    require("[");
    if (takes("]")) {
      return JqFilter.pipe(of, JqValues::iterate);
    }
    JqFilter index = pipe();
    if (isSign(":")) {
      throw refused("slices are not known here");
    }
    require("]");
    return (input, out) ->
        of.run(input, value -> index.run(input, by -> out.take(JqValues.index(value, by))));
  }

  private JqFilter term() {
    Token token = tokens.get(at);
    at++;
    switch (token.kind()) {
      case NUMBER:
        Object number = JqValues.number(new BigDecimal(token.text()));
        return JqFilter.each(input -> number);
      case STRING:
        String constant = string(token.text());
        return JqFilter.each(input -> constant);
      case WORD:
        return word(token.text());
      case SIGN:
        return sign(token.text());
      default:
        at--;
        throw unexpected();
    }
  }

  private JqFilter sign(String sign) {
    switch (sign) {
      case ".":
        JqFilter whole = JqFilter.each(input -> input);
        Kind behind = tokens.get(at).kind();
        boolean named = !tokens.get(at).spaced() && (behind == Kind.WORD || behind == Kind.STRING);
        return named ? member(whole) : whole;
      case "(":
        JqFilter inner = pipe();
        require(")");
        return inner;
      case "[":
        if (takes("]")) {
          return JqFilter.each(input -> new ArrayList<>());
        }
        JqFilter elements = pipe();
        require("]");
        return JqFilter.each(elements::all);
      case "-":
        JqFilter negated = postfix();
        return JqFilter.pipe(
            negated, JqFilter.each(value -> JqValues.number(JqValues.decimal(value).negate())));
      default:
        at--;
        throw unexpected();
    }
  }

  private JqFilter word(String word) {
    if (NOT_DONE.contains(word)) {
      throw refused(word + " is not known here");
    }
    if (word.equals("if")) {
      return condition();
    }
    List<JqFilter> arguments = new ArrayList<>(1);
    if (takes("(")) {
      do {
        arguments.add(pipe());
      } while (takes(";"));
      require(")");
    }
    try {
      return JqFunctions.call(word, List.copyOf(arguments));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(refused(e.getMessage()).getMessage(), e);
    }
  }

  private JqFilter condition() {
    JqFilter condition = pipe();
    requireWord("then");
    JqFilter then = pipe();
    if (isWord("elif")) {
      at++;
      return JqFilter.condition(condition, then, condition());
    }
    JqFilter otherwise = JqFilter.each(input -> input);
    if (isWord("else")) {
      at++;
      otherwise = pipe();
    }
    requireWord("end");
    return JqFilter.condition(condition, then, otherwise);
  }

  private String string(String quoted) {
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      if (c == '\\') {
        i++;
        c = escaped(quoted.charAt(i));
      }
      value.append(c);
    }
    return value.toString();
  }

  private char escaped(char c) {
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> throw refused("\\" + c + " in a string is not known here");
    };
  }
}
