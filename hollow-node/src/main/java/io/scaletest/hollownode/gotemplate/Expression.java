package io.scaletest.hollownode.gotemplate;

import java.util.ArrayList;
import java.util.List;

/** What has a value: an operand, or a pipeline. Immutable. */
sealed interface Expression {
  Object value(Scope scope) throws TemplateException;

  /** A number, string, boolean or nil. */
  record Literal(Object constant) implements Expression {
    @Override
    public Object value(Scope scope) {
      return constant;
    }
  }

  /** {@code .} */
  record Dot() implements Expression {
    @Override
    public Object value(Scope scope) {
      return scope.dot();
    }
  }

  /** {@code $name} */
  record Variable(String name) implements Expression {
    @Override
    public Object value(Scope scope) {
      return scope.variable(name);
    }
  }

  /** {@code .a.b} of something. */
  record Fields(Expression of, List<String> names) implements Expression {
    @Override
    public Object value(Scope scope) throws TemplateException {
      Object value = of.value(scope);
      for (String name : names) {
        value = Values.field(value, name);
      }
      return value;
    }
  }

  /** A call; arguments are evaluated from left to right. */
  record Call(String function, List<Expression> arguments) implements Expression {
    @Override
    public Object value(Scope scope) throws TemplateException {
      List<Object> values = new ArrayList<>(arguments.size());
      for (Expression argument : arguments) {
        values.add(argument.value(scope));
      }
      return scope.call(function, values);
    }
  }

  /** {@code and} or {@code or}: the first argument that decides, else the last. */
  record Logical(boolean decidedBy, List<Expression> arguments) implements Expression {
    @Override
    public Object value(Scope scope) throws TemplateException {
      Object value = null;
      for (Expression argument : arguments) {
        value = argument.value(scope);
        if (Values.truth(value) == decidedBy) {
          break;
        }
      }
      return value;
    }
  }
}
