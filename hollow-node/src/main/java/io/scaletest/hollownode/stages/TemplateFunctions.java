package io.scaletest.hollownode.stages;

import io.scaletest.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The functions that every template has: Go's own, and those of sprig that are deterministic and
 * that manifests of objects use. Stateless.
 */
final class TemplateFunctions {
  static final Map<String, GoFunction> ALL = all();

  private static final int INDENT_MAX = 1_000;

  private TemplateFunctions() {}

  /** What is done with two texts. */
  private interface OfTwo {
    Object of(String first, String second);
  }

  /** What is done with two whole numbers. */
  private interface OfNumbers {
    long of(long first, long second) throws TemplateException;
  }

  private static Map<String, GoFunction> all() {
    Map<String, GoFunction> all = new HashMap<>();
    addGo(all);
    addTexts(all);
    addNumbers(all);
    addCollections(all);
    // The parser knows these two by itself; they are here so that they are no unknown functions.
    all.put("and", arguments -> arguments);
    all.put("or", arguments -> arguments);
    return Map.copyOf(all);
  }

  private static void addGo(Map<String, GoFunction> all) {
    all.put("not", arguments -> !TemplateValues.truth(one("not", arguments)));
    all.put("eq", TemplateFunctions::equalToAny);
    all.put("ne", arguments -> !TemplateValues.equal(two("ne", arguments, 0), arguments.get(1)));
    all.put("lt", arguments -> compared("lt", arguments, order -> order < 0));
    all.put("le", arguments -> compared("le", arguments, order -> order <= 0));
    all.put("gt", arguments -> compared("gt", arguments, order -> order > 0));
    all.put("ge", arguments -> compared("ge", arguments, order -> order >= 0));
    all.put("index", TemplateFunctions::index);
    all.put("len", arguments -> length(one("len", arguments)));
    all.put("print", arguments -> joined(arguments, ""));
    all.put("println", arguments -> joined(arguments, " ") + "\n");
    all.put("printf", Printf::format);
  }

  private static void addTexts(Map<String, GoFunction> all) {
    text(all, "upper", text -> text.toUpperCase(Locale.ROOT));
    text(all, "lower", text -> text.toLowerCase(Locale.ROOT));
    text(all, "trim", String::strip);
    text(all, "toString", text -> text);
    text(all, "quote", text -> Printf.quoted(text));
    text(all, "squote", text -> "'" + text + "'");
    text(
        all,
        "b64enc",
        text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    texts(all, "contains", (part, text) -> text.contains(part));
    texts(all, "hasPrefix", (part, text) -> text.startsWith(part));
    texts(all, "hasSuffix", (part, text) -> text.endsWith(part));
    texts(
        all,
        "trimPrefix",
        (part, text) -> text.startsWith(part) ? text.substring(part.length()) : text);
    texts(
        all,
        "trimSuffix",
        (part, text) ->
            text.endsWith(part) ? text.substring(0, text.length() - part.length()) : text);
    texts(
        all,
        "splitList",
        (separator, text) -> {
          List<Object> parts = new ArrayList<>();
          int from = 0;
          int at = separator.isEmpty() ? -1 : text.indexOf(separator);
          while (at >= 0) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
            at = text.indexOf(separator, from);
          }
          parts.add(text.substring(from));
          return parts;
        });
    all.put(
        "replace",
        arguments -> {
          require("replace", arguments, 3, 3);
          return string(arguments.get(2))
              .replace(string(arguments.get(0)), string(arguments.get(1)));
        });
    all.put("indent", arguments -> indented("indent", arguments));
    all.put("nindent", arguments -> "\n" + indented("nindent", arguments));
  }

  private static void addNumbers(Map<String, GoFunction> all) {
    all.put("int", arguments -> TemplateValues.whole(one("int", arguments)));
    all.put("int64", arguments -> TemplateValues.whole(one("int64", arguments)));
    all.put("add1", arguments -> TemplateValues.whole(one("add1", arguments)) + 1);
    numbers(all, "add", Long::sum);
    numbers(all, "sub", (a, b) -> a - b);
    numbers(all, "mul", (a, b) -> a * b);
    numbers(all, "div", (a, b) -> a / divisor(b));
    numbers(all, "mod", (a, b) -> a % divisor(b));
    numbers(all, "max", Math::max);
    numbers(all, "min", Math::min);
  }

  private static void addCollections(Map<String, GoFunction> all) {
    all.put("dict", TemplateFunctions::dictionary);
    all.put("list", arguments -> new ArrayList<>(arguments));
    all.put(
        "default",
        arguments -> {
          Object given = arguments.size() < 2 ? null : two("default", arguments, 1);
          return TemplateValues.truth(given) ? given : arguments.get(0);
        });
    all.put("empty", arguments -> !TemplateValues.truth(one("empty", arguments)));
    all.put(
        "coalesce",
        arguments -> arguments.stream().filter(TemplateValues::truth).findFirst().orElse(null));
    all.put(
        "ternary",
        arguments -> {
          require("ternary", arguments, 3, 3);
          return arguments.get(TemplateValues.truth(arguments.get(2)) ? 0 : 1);
        });
    all.put(
        "hasKey",
        arguments ->
            two("hasKey", arguments, 0) instanceof Map<?, ?> map
                && map.containsKey(string(arguments.get(1))));
    all.put(
        "get",
        arguments -> {
          Object value =
              two("get", arguments, 0) instanceof Map<?, ?> map
                  ? map.get(string(arguments.get(1)))
                  : null;
          return value == null ? "" : value;
        });
    all.put(
        "join",
        arguments -> {
          Object list = two("join", arguments, 1);
          return joined(
              list instanceof List<?> many ? many : Arrays.asList(list), string(arguments.get(0)));
        });
    all.put("first", arguments -> end("first", arguments, true));
    all.put("last", arguments -> end("last", arguments, false));
    all.put("toJson", arguments -> json(one("toJson", arguments)));
  }

  private static void text(Map<String, GoFunction> all, String name, UnaryOperator<String> what) {
    all.put(name, arguments -> what.apply(string(one(name, arguments))));
  }

  private static void texts(Map<String, GoFunction> all, String name, OfTwo what) {
    all.put(name, arguments -> what.of(string(two(name, arguments, 0)), string(arguments.get(1))));
  }

  private static void numbers(Map<String, GoFunction> all, String name, OfNumbers what) {
    all.put(
        name,
        arguments -> {
          require(name, arguments, 2, Integer.MAX_VALUE);
          long result = TemplateValues.whole(arguments.get(0));
          for (Object argument : arguments.subList(1, arguments.size())) {
            result = what.of(result, TemplateValues.whole(argument));
          }
          return result;
        });
  }

  private static long divisor(long number) throws TemplateException {
    if (number == 0) {
      throw new TemplateException("division by zero");
    }
    return number;
  }

  /** Checks how many arguments there are. */
  private static void require(String function, List<Object> arguments, int least, int most)
      throws TemplateException {
    if (arguments.size() < least || arguments.size() > most) {
      throw new TemplateException(function + ": wrong number of arguments: " + arguments.size());
    }
  }

  private static Object one(String function, List<Object> arguments) throws TemplateException {
    require(function, arguments, 1, 1);
    return arguments.get(0);
  }

  private static Object two(String function, List<Object> arguments, int wanted)
      throws TemplateException {
    require(function, arguments, 2, 2);
    return arguments.get(wanted);
  }

  /** Returns a value as sprig's {@code strval} does. */
  private static String string(Object value) {
    return value == null ? "" : TemplateValues.text(value);
  }

  /** As Go: what the first equals one of; a null is equal to nothing that is there. */
  private static Object equalToAny(List<Object> arguments) throws TemplateException {
    require("eq", arguments, 2, Integer.MAX_VALUE);
    for (Object other : arguments.subList(1, arguments.size())) {
      if (TemplateValues.equal(arguments.get(0), other)) {
        return true;
      }
    }
    return false;
  }

  private static Object compared(String function, List<Object> arguments, Predicate<Integer> wanted)
      throws TemplateException {
    return wanted.test(TemplateValues.compare(two(function, arguments, 0), arguments.get(1)));
  }

  private static Object index(List<Object> arguments) throws TemplateException {
    require("index", arguments, 1, Integer.MAX_VALUE);
    Object value = arguments.get(0);
    for (Object by : arguments.subList(1, arguments.size())) {
      value = TemplateValues.index(value, by);
    }
    return value;
  }

  private static long length(Object value) throws TemplateException {
    if (value instanceof Map<?, ?> map) {
      return map.size();
    }
    if (value instanceof List<?> list) {
      return list.size();
    }
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
    throw new TemplateException("len of " + TemplateValues.text(value));
  }

  private static String joined(List<?> values, String separator) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      text.append(i > 0 ? separator : "").append(TemplateValues.text(values.get(i)));
    }
    return text.toString();
  }

  private static String indented(String function, List<Object> arguments) throws TemplateException {
    long spaces = TemplateValues.whole(two(function, arguments, 0));
    if (spaces < 0 || spaces > INDENT_MAX) {
      throw new TemplateException(function + ": must be 0 to " + INDENT_MAX + ", got " + spaces);
    }
    String pad = " ".repeat((int) spaces);
    return pad + string(arguments.get(1)).replace("\n", "\n" + pad);
  }

  private static Object dictionary(List<Object> arguments) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      map.put(string(arguments.get(i)), i + 1 < arguments.size() ? arguments.get(i + 1) : "");
    }
    return map;
  }

  private static Object end(String function, List<Object> arguments, boolean first)
      throws TemplateException {
    if (one(function, arguments) instanceof List<?> list && !list.isEmpty()) {
      return list.get(first ? 0 : list.size() - 1);
    }
    return null;
  }

  private static Object json(Object value) {
    return JsonWriter.text(GoTemplate.tree(value));
  }
}
