package io.scaletest.hollownode.stages;

import java.util.ArrayList;
import java.util.List;

/** What has a value: an operand, or a pipeline. Immutable. */
sealed interface TemplateExpression {
  Object value(TemplateScope scope) throws TemplateException;

  /** A number, string, boolean or nil. */
  record Literal(Object constant) implements TemplateExpression {
    @Override
    public Object value(TemplateScope scope) {
      return constant;
    }
  }

  /** {@code .} */
  record Dot() implements TemplateExpression {
    @Override
    public Object value(TemplateScope scope) {
      return scope.dot();
    }
  }

  /** {@code $name} */
  record Variable(String name) implements TemplateExpression {
    @Override
    public Object value(TemplateScope scope) {
      return scope.variable(name);
    }
  }

  /** {@code .a.b} of something. */
  record Fields(TemplateExpression of, List<String> names) implements TemplateExpression {
    @Override
    public Object value(TemplateScope scope) throws TemplateException {
      Object value = of.value(scope);
      for (String name : names) {
        value = TemplateValues.field(value, name);
      }
      return value;
    }
  }

  /** A call; arguments are evaluated from left to right. */
  record Call(String function, List<TemplateExpression> arguments) implements TemplateExpression {
    @Override
    public Object value(TemplateScope scope) throws TemplateException {
      List<Object> values = new ArrayList<>(arguments.size());
      for (TemplateExpression argument : arguments) {
        values.add(argument.value(scope));
      }
      return scope.call(function, values);
    }
  }

  /** {@code and} or {@code or}: the first argument that decides, else the last. */
  record Logical(boolean decidedBy, List<TemplateExpression> arguments)
      implements TemplateExpression {
    @Override
    public Object value(TemplateScope scope) throws TemplateException {
      Object value = null;
      for (TemplateExpression argument : arguments) {
        value = argument.value(scope);
        if (TemplateValues.truth(value) == decidedBy) {
          break;
        }
      }
      return value;
    }
  }
}
