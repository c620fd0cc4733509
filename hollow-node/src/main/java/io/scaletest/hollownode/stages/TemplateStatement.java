package io.scaletest.hollownode.stages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A part of a template that writes. Immutable. */
sealed interface TemplateStatement {
  /** How the list goes on that a statement stands in. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow write(TemplateScope scope, StringBuilder out) throws TemplateException;

  /** Statements one behind the other; what they declare ends with them. */
  record Block(List<TemplateStatement> statements) implements TemplateStatement {
    @Override
    public Flow write(TemplateScope scope, StringBuilder out) throws TemplateException {
      int mark = scope.enter();
      Flow flow = Flow.NEXT;
      for (TemplateStatement statement : statements) {
        flow = statement.write(scope, out);
        if (flow != Flow.NEXT) {
          break;
        }
      }
      scope.leave(mark);
      return flow;
    }
  }

  /** Text as it stands. */
  record Text(String text) implements TemplateStatement {
    @Override
    public Flow write(TemplateScope scope, StringBuilder out) {
      out.append(text);
      return Flow.NEXT;
    }
  }

  /** {@code break} or {@code continue}. */
  record Jump(Flow flow) implements TemplateStatement {
    @Override
    public Flow write(TemplateScope scope, StringBuilder out) {
      return flow;
    }
  }

  /** Writes the value of a pipeline. */
  record Print(TemplateExpression value) implements TemplateStatement {
    @Override
    public Flow write(TemplateScope scope, StringBuilder out) throws TemplateException {
      out.append(TemplateValues.text(value.value(scope)));
      return Flow.NEXT;
    }
  }

  /** {@code $name := value}, or {@code =}. */
  record SetVariable(String name, boolean declares, TemplateExpression value)
      implements TemplateStatement {
    @Override
    public Flow write(TemplateScope scope, StringBuilder out) throws TemplateException {
      set(scope);
      return Flow.NEXT;
    }

    Object set(TemplateScope scope) throws TemplateException {
      Object result = value.value(scope);
      if (declares) {
        scope.declare(name, result);
      } else {
        scope.assign(name, result);
      }
      return result;
    }
  }

  /** The pipeline of if and with, which may declare a variable. */
  record Condition(List<SetVariable> variable, TemplateExpression value) {
    Object value(TemplateScope scope) throws TemplateException {
      return variable.isEmpty() ? value.value(scope) : variable.get(0).set(scope);
    }
  }

  /**
   * {@code if} or {@code with}.
   *
   * @param movesDot whether the dot is the value inside
   */
  record If(Condition condition, boolean movesDot, Block then, Block otherwise)
      implements TemplateStatement {
    @Override
    public Flow write(TemplateScope scope, StringBuilder out) throws TemplateException {
      int mark = scope.enter();
      Object value = condition.value(scope);
      Flow flow;
      if (!TemplateValues.truth(value)) {
        flow = otherwise.write(scope, out);
      } else if (movesDot) {
        Object before = scope.setDot(value);
        flow = then.write(scope, out);
        scope.setDot(before);
      } else {
        flow = then.write(scope, out);
      }
      scope.leave(mark);
      return flow;
    }
  }

  /**
   * {@code range}.
   *
   * @param variables none, that of the element, or those of index and element
   * @param declares whether it declares them
   */
  record Range(
      List<String> variables,
      boolean declares,
      TemplateExpression over,
      Block body,
      Block otherwise)
      implements TemplateStatement {
    private record Entry(Object key, Object element) {}

    @Override
    public Flow write(TemplateScope scope, StringBuilder out) throws TemplateException {
      List<Entry> entries = entries(over.value(scope));
      if (entries.isEmpty()) {
        return otherwise.write(scope, out);
      }
      for (Entry entry : entries) {
        scope.turn();
        int mark = scope.enter();
        Object before = scope.setDot(entry.element());
        set(scope, entry);
        Flow flow = body.write(scope, out);
        scope.setDot(before);
        scope.leave(mark);
        if (flow == Flow.BREAK) {
          break;
        }
      }
      return Flow.NEXT;
    }

    private void set(TemplateScope scope, Entry entry) {
      for (int i = 0; i < variables.size(); i++) {
        boolean isKey = i == 0 && variables.size() > 1;
        Object value = isKey ? entry.key() : entry.element();
        if (declares) {
          scope.declare(variables.get(i), value);
        } else {
          scope.assign(variables.get(i), value);
        }
      }
    }

    private static List<Entry> entries(Object value) throws TemplateException {
      List<Entry> entries = new ArrayList<>();
      if (value instanceof List<?> list) {
        for (Object element : list) {
          entries.add(new Entry((long) entries.size(), element));
        }
      } else if (value instanceof Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, element) -> sorted.put(String.valueOf(key), element));
        sorted.forEach((key, element) -> entries.add(new Entry(key, element)));
      } else if (value != null) {
        throw new TemplateException("range can't iterate over " + TemplateValues.text(value));
      }
      return entries;
    }
  }
}
