package io.scaletest.hollownode.stages;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * One of a selector's {@code matchExpressions}. Immutable.
 *
 * @param key finds values in the object
 * @param values of which one must, or none may, be among those found
 */
record Requirement(JqQuery key, Operator operator, List<String> values) {
  /** How what was found is judged. */
  enum Operator {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** Returns the operator of that name. */
    static Operator of(String text) {
      for (Operator operator : values()) {
        if (operator.text.equals(text)) {
          return operator;
        }
      }
      throw new IllegalArgumentException("must be In, NotIn, Exists or DoesNotExist, got " + text);
    }

    boolean takesValues() {
      return this == IN || this == NOT_IN;
    }
  }

  Requirement {
    values = List.copyOf(values);
  }

  boolean matches(Map<String, Object> object) {
    List<Object> found = key.run(object);
    return switch (operator) {
      case IN -> isAmong(found);
      case NOT_IN -> !isAmong(found);
      case EXISTS -> !found.isEmpty();
      case DOES_NOT_EXIST -> found.isEmpty();
    };
  }

  private boolean isAmong(List<Object> found) {
    for (Object each : found) {
      boolean isScalar = each instanceof String || each instanceof Boolean || each instanceof Long;
      if (isScalar && values.contains(each.toString())) {
        return true;
      }
      if (each instanceof BigDecimal number && values.contains(number.toPlainString())) {
        return true;
      }
    }
    return false;
  }
}
