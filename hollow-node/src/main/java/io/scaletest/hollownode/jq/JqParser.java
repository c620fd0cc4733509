package io.scaletest.hollownode.jq;

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

  private static final Map<String, Filter.OfOne> COMPARISONS =
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

  Filter query() {
    Filter filter = pipe();
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

  private Filter pipe() {
    depth++;
    if (depth > DEPTH_MAX) {
      throw refused("more than " + DEPTH_MAX + " parts within one another");
    }
    Filter filter = comma();
    while (takes("|")) {
      filter = Filter.pipe(filter, comma());
    }
    depth--;
    return filter;
  }

  private Filter comma() {
    Filter filter = alternative();
    while (takes(",")) {
      Filter first = filter;
      Filter then = alternative();
      filter =
          (input, out) -> {
            first.run(input, out);
            then.run(input, out);
          };
    }
    return filter;
  }

  private Filter alternative() {
    Filter filter = or();
    return takes("//") ? Filter.alternative(filter, alternative()) : filter;
  }

  private Filter or() {
    Filter filter = and();
    while (isWord("or")) {
      at++;
      filter = Filter.logical(filter, and(), true);
    }
    return filter;
  }

  private Filter and() {
    Filter filter = comparison();
    while (isWord("and")) {
      at++;
      filter = Filter.logical(filter, comparison(), false);
    }
    return filter;
  }

  private Filter comparison() {
    Filter left = sum();
    Filter.OfOne wanted =
        tokens.get(at).kind() == Kind.SIGN ? COMPARISONS.get(tokens.get(at).text()) : null;
    if (wanted == null) {
      return left;
    }
    at++;
    return Filter.two(left, sum(), (a, b) -> wanted.of(JqValues.compare(a, b)));
  }

  private Filter sum() {
    Filter filter = product();
    while (isSign("+") || isSign("-")) {
      boolean plus = takes("+");
      at += plus ? 0 : 1;
      Filter right = product();
      filter =
          Filter.two(filter, right, plus ? JqValues::add : (a, b) -> JqValues.calculate("-", a, b));
    }
    return filter;
  }

  private Filter product() {
    Filter filter = postfix();
    while (isSign("*") || isSign("/") || isSign("%")) {
      String sign = tokens.get(at).text();
      at++;
      filter = Filter.two(filter, postfix(), (a, b) -> JqValues.calculate(sign, a, b));
    }
    return filter;
  }

  private Filter postfix() {
    Filter filter = term();
    while (true) {
      if (takes("?")) {
        filter = Filter.quiet(filter);
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
  private Filter member(Filter of) {
    Token token = tokens.get(at);
    if (token.kind() != Kind.WORD && token.kind() != Kind.STRING) {
      throw unexpected();
    }
    at++;
    String name = token.kind() == Kind.WORD ? token.text() : string(token.text());
    return Filter.pipe(of, Filter.each(input -> JqValues.index(input, name)));
  }

  /** Reads {@code []} or {@code [index]}. */
  private Filter brackets(Filter of) {
    require("[");
    if (takes("]")) {
      return Filter.pipe(of, JqValues::iterate);
    }
    Filter index = pipe();
    if (isSign(":")) {
      throw refused("slices are not known here");
    }
    require("]");
    return (input, out) ->
        of.run(input, value -> index.run(input, by -> out.take(JqValues.index(value, by))));
  }

  private Filter term() {
    Token token = tokens.get(at);
    at++;
    switch (token.kind()) {
      case NUMBER:
        Object number = JqValues.number(new BigDecimal(token.text()));
        return Filter.each(input -> number);
      case STRING:
        String constant = string(token.text());
        return Filter.each(input -> constant);
      case WORD:
        return word(token.text());
      case SIGN:
        return sign(token.text());
      default:
        at--;
        throw unexpected();
    }
  }

  private Filter sign(String sign) {
    switch (sign) {
      case ".":
        Filter whole = Filter.each(input -> input);
        Kind behind = tokens.get(at).kind();
        boolean named = !tokens.get(at).spaced() && (behind == Kind.WORD || behind == Kind.STRING);
        return named ? member(whole) : whole;
      case "(":
        Filter inner = pipe();
        require(")");
        return inner;
      case "[":
        if (takes("]")) {
          return Filter.each(input -> new ArrayList<>());
        }
        Filter elements = pipe();
        require("]");
        return Filter.each(elements::all);
      case "-":
        Filter negated = postfix();
        return Filter.pipe(
            negated, Filter.each(value -> JqValues.number(JqValues.decimal(value).negate())));
      default:
        at--;
        throw unexpected();
    }
  }

  private Filter word(String word) {
    if (NOT_DONE.contains(word)) {
      throw refused(word + " is not known here");
    }
    if (word.equals("if")) {
      return condition();
    }
    List<Filter> arguments = new ArrayList<>(1);
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

  private Filter condition() {
    Filter condition = pipe();
    requireWord("then");
    Filter then = pipe();
    if (isWord("elif")) {
      at++;
      return Filter.condition(condition, then, condition());
    }
    Filter otherwise = Filter.each(input -> input);
    if (isWord("else")) {
      at++;
      otherwise = pipe();
    }
    requireWord("end");
    return Filter.condition(condition, then, otherwise);
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
