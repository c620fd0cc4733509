package io.scaletest.hollownode.stages;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The functions of jq that are known here, by name and number of arguments. Stateless. */
final class JqFunctions {
  private static final Map<String, Function<List<JqFilter>, JqFilter>> ALL = all();

  private JqFunctions() {}

  /** What is done with the input and one argument. */
  private interface OfInput {
    Object of(Object input, Object argument) throws JqException;
  }

  /**
   * Returns the call of a function.
   *
   * @throws IllegalArgumentException if there is none of this name and number of arguments
   */
  static JqFilter call(String name, List<JqFilter> arguments) {
    Function<List<JqFilter>, JqFilter> function = ALL.get(name + "/" + arguments.size());
    if (function == null) {
      throw new IllegalArgumentException(
          "jq's " + name + "/" + arguments.size() + " is not known here");
    }
    return function.apply(arguments);
  }

  private static Map<String, Function<List<JqFilter>, JqFilter>> all() {
    Map<String, Function<List<JqFilter>, JqFilter>> all = new HashMap<>();
    plain(all, "not", value -> !JqValues.truth(value));
    plain(all, "length", JqValues::length);
    plain(all, "type", JqValues::type);
    plain(all, "tostring", JqValues::text);
    plain(all, "tonumber", JqFunctions::number);
    plain(all, "keys", JqFunctions::keys);
    plain(all, "first", value -> JqValues.index(value, 0L));
    plain(all, "last", value -> JqValues.index(value, -1L));
    plain(all, "add", JqFunctions::sum);
    plain(all, "any", value -> any(value, JqFilter.each(element -> element)));
    plain(all, "all", value -> !any(value, JqFilter.each(element -> !JqValues.truth(element))));
    plain(
        all, "ascii_downcase", value -> JqValues.string(value).toLowerCase(java.util.Locale.ROOT));
    plain(all, "ascii_upcase", value -> JqValues.string(value).toUpperCase(java.util.Locale.ROOT));
    all.put("empty/0", arguments -> (input, out) -> {});
    all.put("null/0", arguments -> JqFilter.each(input -> null));
    all.put("true/0", arguments -> JqFilter.each(input -> true));
    all.put("false/0", arguments -> JqFilter.each(input -> false));
    all.put(
        "select/1",
        arguments ->
            JqFilter.condition(
                arguments.get(0), JqFilter.each(input -> input), (input, out) -> {}));
    all.put(
        "map/1",
        arguments ->
            JqFilter.each(input -> JqFilter.pipe(JqValues::iterate, arguments.get(0)).all(input)));
    all.put("any/1", arguments -> JqFilter.each(input -> any(input, arguments.get(0))));
    all.put(
        "all/1",
        arguments ->
            JqFilter.each(
                input ->
                    !any(
                        input,
                        JqFilter.pipe(
                            arguments.get(0), JqFilter.each(value -> !JqValues.truth(value))))));
    all.put(
        "first/1",
        arguments ->
            (input, out) -> {
              List<Object> results = arguments.get(0).all(input);
              if (!results.isEmpty()) {
                out.take(results.get(0));
              }
            });
    with(all, "has", JqFunctions::has);
    with(all, "contains", JqValues::contains);
    with(all, "inside", (input, whole) -> JqValues.contains(whole, input));
    with(
        all,
        "startswith",
        (input, part) -> JqValues.string(input).startsWith(JqValues.string(part)));
    with(all, "endswith", (input, part) -> JqValues.string(input).endsWith(JqValues.string(part)));
    with(all, "ltrimstr", (input, part) -> trimmed(input, part, true));
    with(all, "rtrimstr", (input, part) -> trimmed(input, part, false));
    with(all, "test", JqFunctions::matches);
    with(all, "split", JqFunctions::split);
    with(all, "join", JqFunctions::joined);
    return Map.copyOf(all);
  }

  private static void plain(
      Map<String, Function<List<JqFilter>, JqFilter>> all, String name, JqFilter.OfOne what) {
    all.put(name + "/0", arguments -> JqFilter.each(what));
  }

  private static void with(
      Map<String, Function<List<JqFilter>, JqFilter>> all, String name, OfInput what) {
    all.put(
        name + "/1",
        arguments ->
            (input, out) ->
                arguments.get(0).run(input, argument -> out.take(what.of(input, argument))));
  }

  private static Object number(Object value) throws JqException {
    if (value instanceof String text) {
      try {
        return JqValues.number(new BigDecimal(text.strip()));
      } catch (NumberFormatException e) {
        throw JqValues.failure(value, "is not a number");
      }
    }
    return JqValues.number(JqValues.decimal(value));
  }

  private static Object keys(Object value) throws JqException {
    if (value instanceof Map<?, ?> map) {
      return new ArrayList<Object>(new TreeSet<>(map.keySet()));
    }
    List<Object> numbers = new ArrayList<>();
    JqValues.iterate(value, element -> numbers.add((long) numbers.size()));
    return numbers;
  }

  private static Object sum(Object value) throws JqException {
    Object[] sum = new Object[1];
    JqValues.iterate(value, element -> sum[0] = JqValues.add(sum[0], element));
    return sum[0];
  }

  private static boolean any(Object value, JqFilter condition) throws JqException {
    for (Object result : JqFilter.pipe(JqValues::iterate, condition).all(value)) {
      if (JqValues.truth(result)) {
        return true;
      }
    }
    return false;
  }

  private static Object has(Object input, Object key) throws JqException {
    if (input instanceof Map<?, ?> map) {
      return map.containsKey(JqValues.string(key));
    }
    if (input instanceof List<?> list) {
      int i = JqValues.decimal(key).intValue();
      return i >= 0 && i < list.size();
    }
    throw JqValues.failure(input, "has no keys");
  }

  private static Object trimmed(Object input, Object part, boolean atStart) {
    if (input instanceof String text && part instanceof String piece) {
      if (atStart && text.startsWith(piece)) {
        return text.substring(piece.length());
      }
      if (!atStart && text.endsWith(piece)) {
        return text.substring(0, text.length() - piece.length());
      }
    }
    return input;
  }

  private static Object matches(Object input, Object pattern) throws JqException {
    try {
      return Pattern.compile(JqValues.string(pattern)).matcher(JqValues.string(input)).find();
    } catch (PatternSyntaxException e) {
      throw JqValues.failure(pattern, "is not a pattern");
    }
  }

  private static Object split(Object input, Object separator) throws JqException {
    String text = JqValues.string(input);
    return new ArrayList<Object>(
        text.isEmpty()
            ? List.of()
            : List.of(text.split(Pattern.quote(JqValues.string(separator)), -1)));
  }

  private static Object joined(Object input, Object separator) throws JqException {
    StringBuilder text = new StringBuilder();
    String between = JqValues.string(separator);
    boolean[] later = new boolean[1];
    JqValues.iterate(
        input,
        element -> {
          text.append(later[0] ? between : "");
          text.append(element == null ? "" : JqValues.text(element));
          later[0] = true;
        });
    return text.toString();
  }
}
