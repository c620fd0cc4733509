package io.scaletest.hollownode.stages;

import io.scaletest.hollownode.stages.TemplateStatement.Block;
import io.scaletest.hollownode.stages.TemplateStatement.Condition;
import io.scaletest.hollownode.stages.TemplateStatement.Flow;
import io.scaletest.hollownode.stages.TemplateToken.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Makes statements of tokens. For one use by one thread.
 *
 * <p><i>Source:</i> {@code text/template/parse/parse.go} of Go.
 */
final class TemplateParser {
  private static final Set<String> NOT_DONE = Set.of("define", "template", "block");

  /** Deeper ones would be a mistake, and their execution a stack that runs out. */
  private static final int DEPTH_MAX = 100;

  private final List<TemplateToken> tokens;
  private final Set<String> functions;

  /** The variables that are known at this place, innermost last. */
  private final Deque<String> variables = new ArrayDeque<>();

  private int at;
  private int loops;
  private int depth;

  TemplateParser(List<TemplateToken> tokens, Set<String> functions) {
    this.tokens = tokens;
    this.functions = functions;
    variables.add("");
  }

  Block template() {
    Block block = block();
    if (!peek().is(Kind.END)) {
      throw refused("unexpected " + tokens.get(at + 1).text());
    }
    return block;
  }

  private TemplateToken peek() {
    return tokens.get(at);
  }

  private TemplateToken next() {
    TemplateToken token = tokens.get(at);
    at++;
    return token;
  }

  private IllegalArgumentException refused(String rule) {
    return TemplateLexer.refused(peek().line(), rule);
  }

  /** Reads statements up to the end, or to an action that only the caller understands. */
  private Block block() {
    depth++;
    if (depth > DEPTH_MAX) {
      throw refused("more than " + DEPTH_MAX + " blocks within one another");
    }
    List<TemplateStatement> statements = new ArrayList<>();
    int known = variables.size();
    while (!peek().is(Kind.END) && !isEndOrElse()) {
      TemplateToken token = next();
      statements.add(token.is(Kind.TEXT) ? new TemplateStatement.Text(token.text()) : action());
    }
    forget(known);
    depth--;
    return new Block(List.copyOf(statements));
  }

  private void forget(int known) {
    while (variables.size() > known) {
      variables.removeLast();
    }
  }

  private boolean isEndOrElse() {
    return peek().is(Kind.ACTION_BEGINS)
        && (tokens.get(at + 1).isWord("end") || tokens.get(at + 1).isWord("else"));
  }

  private TemplateStatement action() {
    TemplateToken first = peek();
    if (!first.is(Kind.WORD)) {
      return pipeline();
    }
    if (NOT_DONE.contains(first.text())) {
      throw refused(first.text() + " is not done here");
    }
    switch (first.text()) {
      case "if":
      case "with":
        at++;
        return condition(first.text());
      case "range":
        at++;
        return range();
      case "break":
      case "continue":
        return jump();
      default:
        return pipeline();
    }
  }

  private TemplateStatement jump() {
    boolean leaves = next().text().equals("break");
    if (loops == 0) {
      throw refused("break and continue must be inside of a range");
    }
    endAction();
    return new TemplateStatement.Jump(leaves ? Flow.BREAK : Flow.CONTINUE);
  }

  private TemplateStatement condition(String word) {
    int known = variables.size();
    List<TemplateStatement.SetVariable> variable = new ArrayList<>(1);
    TemplateExpression value = null;
    if (isVariableSet()) {
      variable.add(setVariable());
    } else {
      value = pipe(false);
    }
    endAction();
    Block then = block();
    Block otherwise = otherwise(word);
    forget(known);
    return new TemplateStatement.If(
        new Condition(variable, value), word.equals("with"), then, otherwise);
  }

  /** Reads {@code else} and {@code end}; {@code else if} and {@code else with} end with them. */
  private Block otherwise(String word) {
    requireWithin(word);
    at++;
    if (next().text().equals("end")) {
      endAction();
      return new Block(List.of());
    }
    if (peek().isWord("if") || peek().isWord("with")) {
      TemplateToken chained = next();
      if (word.equals("range")) {
        throw refused("else " + chained.text() + " must not follow a range");
      }
      return new Block(List.of(condition(chained.text())));
    }
    endAction();
    Block otherwise = block();
    requireWithin(word);
    at++;
    if (!next().text().equals("end")) {
      throw refused("a second else");
    }
    endAction();
    return otherwise;
  }

  private void requireWithin(String word) {
    if (!peek().is(Kind.ACTION_BEGINS)) {
      throw refused(word + " has no end");
    }
  }

  private TemplateStatement range() {
    int known = variables.size();
    List<String> names = new ArrayList<>(2);
    boolean declares = true;
    if (peek().is(Kind.VARIABLE) && (isVariableSet() || tokens.get(at + 1).isSign(","))) {
      names.add(next().text());
      if (peek().isSign(",")) {
        at++;
        names.add(requireVariable());
      }
      declares = next().text().equals(":=");
    }
    TemplateExpression over = pipe(false);
    endAction();
    for (String name : names) {
      if (declares) {
        variables.add(name);
      } else {
        requireKnown(name);
      }
    }
    loops++;
    Block body = block();
    loops--;
    forget(known);
    return new TemplateStatement.Range(
        List.copyOf(names), declares, over, body, otherwise("range"));
  }

  private String requireVariable() {
    if (!peek().is(Kind.VARIABLE)) {
      throw refused("a variable must follow the comma");
    }
    return next().text();
  }

  private boolean isVariableSet() {
    TemplateToken sign = tokens.get(Math.min(at + 1, tokens.size() - 1));
    return peek().is(Kind.VARIABLE) && (sign.isSign(":=") || sign.isSign("="));
  }

  private TemplateStatement.SetVariable setVariable() {
    String name = next().text();
    boolean declares = next().text().equals(":=");
    TemplateExpression value = pipe(false);
    if (declares) {
      variables.add(name);
    } else {
      requireKnown(name);
    }
    return new TemplateStatement.SetVariable(name, declares, value);
  }

  private void requireKnown(String name) {
    if (!variables.contains(name)) {
      throw refused("undefined variable $" + name);
    }
  }

  private TemplateStatement pipeline() {
    TemplateStatement statement =
        isVariableSet() ? setVariable() : new TemplateStatement.Print(pipe(false));
    endAction();
    return statement;
  }

  private void endAction() {
    if (!peek().is(Kind.ACTION_ENDS)) {
      throw refused("unexpected " + peek().text() + " in an action");
    }
    at++;
  }

  /** Reads commands with bars between them, up to the end of the action or of the parenthesis. */
  private TemplateExpression pipe(boolean inParenthesis) {
    depth++;
    if (depth > DEPTH_MAX) {
      throw refused("more than " + DEPTH_MAX + " parentheses within one another");
    }
    TemplateExpression value = command(null);
    while (peek().isSign("|")) {
      at++;
      value = command(value);
    }
    boolean ended = inParenthesis ? peek().isSign(")") : peek().is(Kind.ACTION_ENDS);
    if (!ended) {
      throw refused("unexpected " + peek().text() + " in an action");
    }
    depth--;
    return value;
  }

  /**
   * Reads one command.
   *
   * @param piped the value before the bar, which is the last argument; null where there is none
   */
  private TemplateExpression command(TemplateExpression piped) {
    boolean isFunction = peek().is(Kind.WORD) && !isConstant(peek().text());
    String function = isFunction ? next().text() : "";
    List<TemplateExpression> operands = new ArrayList<>();
    while (isOperand()) {
      operands.add(operand());
    }
    if (!isFunction) {
      if (operands.isEmpty()) {
        throw refused("a value is missing");
      }
      if (piped != null || operands.size() > 1) {
        throw refused("only a function takes arguments");
      }
      return operands.get(0);
    }
    if (piped != null) {
      operands.add(piped);
    }
    return call(function, operands);
  }

  private TemplateExpression call(String function, List<TemplateExpression> arguments) {
    boolean isOr = function.equals("or");
    if (isOr || function.equals("and")) {
      if (arguments.isEmpty()) {
        throw refused(function + " needs arguments");
      }
      return new TemplateExpression.Logical(isOr, List.copyOf(arguments));
    }
    if (!functions.contains(function) && !TemplateFunctions.ALL.containsKey(function)) {
      throw refused("function " + function + " is not known here");
    }
    return new TemplateExpression.Call(function, List.copyOf(arguments));
  }

  private static boolean isConstant(String word) {
    return word.equals("true") || word.equals("false") || word.equals("nil");
  }

  private boolean isOperand() {
    return switch (peek().kind()) {
      case WORD, FIELD, VARIABLE, DOT, STRING, NUMBER -> true;
      case SIGN -> peek().isSign("(");
      default -> false;
    };
  }

  private TemplateExpression operand() {
    TemplateExpression term = term();
    List<String> fields = new ArrayList<>();
    while (peek().is(Kind.FIELD) && !peek().spaced()) {
      fields.add(next().text());
    }
    return fields.isEmpty() ? term : new TemplateExpression.Fields(term, List.copyOf(fields));
  }

  private TemplateExpression term() {
    TemplateToken token = next();
    switch (token.kind()) {
      case DOT:
        return new TemplateExpression.Dot();
      case FIELD:
        return new TemplateExpression.Fields(new TemplateExpression.Dot(), List.of(token.text()));
      case VARIABLE:
        requireKnown(token.text());
        return new TemplateExpression.Variable(token.text());
      case STRING:
        return new TemplateExpression.Literal(token.text());
      case NUMBER:
        return new TemplateExpression.Literal(number(token));
      case WORD:
        return isConstant(token.text())
            ? new TemplateExpression.Literal(
                token.text().equals("nil") ? null : token.text().equals("true"))
            : call(token.text(), List.of());
      default:
        TemplateExpression inner = pipe(true);
        at++;
        return inner;
    }
  }

  private static Object number(TemplateToken token) {
    try {
      boolean isReal = token.text().indexOf('.') >= 0;
      if (isReal) {
        return Double.valueOf(token.text());
      }
      return Long.decode(token.text());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "line " + token.line() + ": bad number " + token.text(), e);
    }
  }
}
