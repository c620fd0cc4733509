package io.scaletest.hollownode.stages;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What jq makes of values: truth, order, members, arithmetic. Stateless. */
final class JqValues {
  private JqValues() {}

  static boolean truth(Object value) {
    return value != null && !Boolean.FALSE.equals(value);
  }

  static JqException failure(Object value, String what) {
    return new JqException(type(value) + " " + what);
  }

  static String type(Object value) {
    return switch (rank(value)) {
      case 0 -> "null";
      case 1, 2 -> "boolean";
      case 3 -> "number";
      case 4 -> "string";
      case 5 -> "array";
      default -> "object";
    };
  }

  /** The order of jq's types. */
  private static int rank(Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof Boolean is) {
      return is ? 2 : 1;
    }
    if (value instanceof Number) {
      return 3;
    }
    if (value instanceof String) {
      return 4;
    }
    return value instanceof List ? 5 : 6;
  }

  static BigDecimal decimal(Object number) throws JqException {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    if (number instanceof BigInteger whole) {
      return new BigDecimal(whole);
    }
    if (number instanceof Number whole) {
      return BigDecimal.valueOf(whole.longValue());
    }
    throw failure(number, "is not a number");
  }

  static int compare(Object one, Object other) throws JqException {
    int byType = Integer.compare(rank(one), rank(other));
    if (byType != 0) {
      return byType;
    }
    switch (rank(one)) {
      case 3:
        return decimal(one).compareTo(decimal(other));
      case 4:
        return one.toString().compareTo(other.toString());
      case 5:
        return compareLists((List<?>) one, (List<?>) other);
      case 6:
        return compareMaps((Map<?, ?>) one, (Map<?, ?>) other);
      default:
        return 0;
    }
  }

  private static int compareLists(List<?> one, List<?> other) throws JqException {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int order = compare(one.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.size(), other.size());
  }

  private static int compareMaps(Map<?, ?> one, Map<?, ?> other) throws JqException {
    var a = new TreeMap<>(one);
    var b = new TreeMap<>(other);
    int order = compareLists(new ArrayList<>(a.keySet()), new ArrayList<>(b.keySet()));
    return order != 0
        ? order
        : compareLists(new ArrayList<>(a.values()), new ArrayList<>(b.values()));
  }

  /** Returns the member or element {@code by}; null where it or the whole is not there. */
  static Object index(Object of, Object by) throws JqException {
    if (of == null) {
      return null;
    }
    if (of instanceof Map<?, ?> map && by instanceof String) {
      return map.get(by);
    }
    if (of instanceof List<?> list && by instanceof Number) {
      int i = decimal(by).intValue();
      int at = i < 0 ? list.size() + i : i;
      return at >= 0 && at < list.size() ? list.get(at) : null;
    }
    throw failure(of, "has no element by " + type(by));
  }

  static void iterate(Object of, JqFilter.Out out) throws JqException {
    if (of instanceof List<?> list) {
      for (Object element : list) {
        out.take(element);
      }
    } else if (of instanceof Map<?, ?> map) {
      for (Object element : map.values()) {
        out.take(element);
      }
    } else {
      throw failure(of, "cannot be iterated over");
    }
  }

  static Object add(Object one, Object other) throws JqException {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    if (one instanceof String a && other instanceof String b) {
      return a + b;
    }
    if (one instanceof List<?> a && other instanceof List<?> b) {
      List<Object> both = new ArrayList<>(a);
      both.addAll(b);
      return both;
    }
    if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
      Map<String, Object> both = new LinkedHashMap<>(JsonTree.asObject(a));
      both.putAll(JsonTree.asObject(b));
      return both;
    }
    return number(decimal(one).add(decimal(other)));
  }

  static Object calculate(String sign, Object one, Object other) throws JqException {
    if (sign.equals("-") && one instanceof List<?> a && other instanceof List<?> b) {
      List<Object> rest = new ArrayList<>(a);
      rest.removeAll(b);
      return rest;
    }
    BigDecimal a = decimal(one);
    BigDecimal b = decimal(other);
    switch (sign) {
      case "-":
        return number(a.subtract(b));
      case "*":
        return number(a.multiply(b));
      default:
        if (b.signum() == 0) {
          throw failure(one, "cannot be divided by zero");
        }
        BigDecimal result =
            sign.equals("/")
                ? a.divide(b, MathContext.DECIMAL64)
                : new BigDecimal(a.toBigInteger().remainder(b.toBigInteger()));
        return number(result);
    }
  }

  /** Returns a number as a tree has it: whole ones as {@code Long}. */
  static Object number(BigDecimal value) {
    boolean isWhole = value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    if (isWhole && value.toBigInteger().bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  static Object length(Object value) throws JqException {
    if (value == null) {
      return 0L;
    }
    if (value instanceof String text) {
      return (long) text.codePointCount(0, text.length());
    }
    if (value instanceof List<?> list) {
      return (long) list.size();
    }
    if (value instanceof Map<?, ?> map) {
      return (long) map.size();
    }
    return number(decimal(value).abs());
  }

  static String text(Object value) {
    return value instanceof String text ? text : JsonWriter.text(value);
  }

  static String string(Object value) throws JqException {
    if (value instanceof String text) {
      return text;
    }
    throw failure(value, "is not a string");
  }

  static boolean contains(Object whole, Object part) throws JqException {
    if (whole instanceof Map<?, ?> a && part instanceof Map<?, ?> b) {
      for (Map.Entry<?, ?> member : b.entrySet()) {
        if (!a.containsKey(member.getKey())
            || !contains(a.get(member.getKey()), member.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (whole instanceof List<?> a && part instanceof List<?> b) {
      for (Object wanted : b) {
        boolean found = false;
        for (Object element : a) {
          found |= rank(element) == rank(wanted) && contains(element, wanted);
        }
        if (!found) {
          return false;
        }
      }
      return true;
    }
    if (whole instanceof String a && part instanceof String b) {
      return a.contains(b);
    }
    return compare(whole, part) == 0;
  }
}
