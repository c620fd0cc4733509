package io.scaletest.hollownode.stages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One execution of a template: the dot, the variables, the functions. For one thread. */
final class TemplateScope {
  /** A manifest has some thousand; keeps a template that counts to a billion harmless. */
  private static final int TURNS_MAX = 100_000;

  private final Map<String, GoFunction> functions;
  private final List<String> names = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private Object dot;
  private int turns;

  TemplateScope(Object data, Map<String, GoFunction> functions) {
    this.functions = functions;
    this.dot = data;
    declare("", data);
  }

  Object dot() {
    return dot;
  }

  /** Replaces the dot; returns the one before. */
  Object setDot(Object value) {
    Object before = dot;
    dot = value;
    return before;
  }

  /** Returns what {@link #leave} takes, to forget what is declared from here on. */
  int enter() {
    return names.size();
  }

  void leave(int mark) {
    names.subList(mark, names.size()).clear();
    values.subList(mark, values.size()).clear();
  }

  void declare(String name, Object value) {
    names.add(name);
    values.add(value);
  }

  void assign(String name, Object value) {
    values.set(names.lastIndexOf(name), value);
  }

  Object variable(String name) {
    return values.get(names.lastIndexOf(name));
  }

  /** Counts a turn of a loop. */
  void turn() throws TemplateException {
    turns++;
    if (turns > TURNS_MAX) {
      throw new TemplateException("its loops take more than " + TURNS_MAX + " turns");
    }
  }

  Object call(String function, List<Object> arguments) throws TemplateException {
    GoFunction own = functions.get(function);
    return (own == null ? TemplateFunctions.ALL.get(function) : own).call(arguments);
  }
}
