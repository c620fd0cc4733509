package io.scaletest.hollownode.stages;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Go's templates make of values: truth, text, fields, order. Stateless. */
final class TemplateValues {
  private TemplateValues() {}

  static boolean truth(Object value) {
    if (value instanceof Boolean is) {
      return is;
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    return value != null && !value.toString().isEmpty();
  }

  /** Returns the value as {@code fmt.Print} writes it. */
  static String text(Object value) {
    if (value == null) {
      return "<no value>";
    }
    if (value instanceof Double real) {
      BigDecimal exact = BigDecimal.valueOf(real);
      return exact.stripTrailingZeros().toPlainString();
    }
    if (value instanceof List<?> list) {
      StringBuilder text = new StringBuilder("[");
      for (Object element : list) {
        text.append(text.length() > 1 ? " " : "").append(element == null ? "<nil>" : text(element));
      }
      return text.append(']').toString();
    }
    if (value instanceof Map<?, ?> map) {
      StringBuilder text = new StringBuilder("map[");
      for (Map.Entry<?, ?> entry : new TreeMap<>(map).entrySet()) {
        text.append(text.length() > "map[".length() ? " " : "").append(entry.getKey()).append(':');
        text.append(entry.getValue() == null ? "<nil>" : text(entry.getValue()));
      }
      return text.append(']').toString();
    }
    return value.toString();
  }

  static Object field(Object of, String name) throws TemplateException {
    if (of instanceof Map<?, ?> map) {
      return map.get(name);
    }
    if (of == null) {
      return null;
    }
    throw new TemplateException("can't evaluate field " + name + " in " + text(of));
  }

  /** Returns an element of a map or a list. */
  static Object index(Object of, Object by) throws TemplateException {
    if (of instanceof Map<?, ?> map) {
      return map.get(text(by));
    }
    if (of instanceof List<?> list) {
      long i = whole(by);
      if (i < 0 || i >= list.size()) {
        throw new TemplateException("index out of range: " + i);
      }
      return list.get((int) i);
    }
    throw new TemplateException(of == null ? "index of untyped nil" : "can't index " + text(of));
  }

  /** Returns the whole number that a value is, or that a text says, as sprig's {@code int64}. */
  static long whole(Object value) throws TemplateException {
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof Boolean is) {
      return is ? 1 : 0;
    }
    try {
      return value == null ? 0 : new BigDecimal(value.toString()).longValue();
    } catch (NumberFormatException e) {
      throw new TemplateException("must be a number, got " + text(value));
    }
  }

  /** Tells whether two values are equal; values of different kinds are an error, nulls are not. */
  static boolean equal(Object one, Object other) throws TemplateException {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    requireComparable(one, other);
    return order(one, other) == 0;
  }

  /** Compares two numbers or two texts. */
  static int compare(Object one, Object other) throws TemplateException {
    if (one == null || other == null || one instanceof Boolean) {
      throw new TemplateException("invalid type for comparison");
    }
    requireComparable(one, other);
    return order(one, other);
  }

  private static void requireComparable(Object one, Object other) throws TemplateException {
    String kind = kind(one);
    if (kind.isEmpty() || !kind.equals(kind(other))) {
      throw new TemplateException(
          "incompatible types for comparison: " + text(one) + " and " + text(other));
    }
  }

  private static String kind(Object value) {
    if (value instanceof Boolean) {
      return "bool";
    }
    if (value instanceof Long || value instanceof Double) {
      return "number";
    }
    return value instanceof String || value instanceof JsonNumber ? "string" : "";
  }

  private static int order(Object one, Object other) {
    if (one instanceof Long a && other instanceof Long b) {
      return Long.compare(a, b);
    }
    if (one instanceof Number a && other instanceof Number b) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    return one.toString().compareTo(other.toString());
  }
}
