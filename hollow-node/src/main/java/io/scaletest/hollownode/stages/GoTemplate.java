package io.scaletest.hollownode.stages;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A template of Go's text/template, parsed. Immutable, safe for use by many threads; executing does
 * not block.
 *
 * <p>Data are maps with strings as keys, lists, strings, booleans, {@link JsonNumber}s and null;
 * whole numbers that the template itself makes are {@code Long}s, others {@code Double}s. What a
 * map does not have is null, and so is what null has.
 */
final class GoTemplate {
  private final TemplateStatement.Block block;

  private GoTemplate(TemplateStatement.Block block) {
    this.block = block;
  }

  /**
   * Returns the template that {@code text} is.
   *
   * @param functions names of those that are given when it is executed
   * @throws IllegalArgumentException one line that names the line and the rule; also where
   *     something of Go's is not known here
   */
  public static GoTemplate parse(String text, Set<String> functions) {
    return new GoTemplate(new TemplateParser(TemplateLexer.tokens(text), functions).template());
  }

  /**
   * Returns what the template makes of {@code data}.
   *
   * @param functions at least those that were named when it was parsed
   */
  public String execute(Object data, Map<String, GoFunction> functions) throws TemplateException {
    StringBuilder out = new StringBuilder();
    block.write(new TemplateScope(data, functions), out);
    return out.toString();
  }

  /** Returns a tree of {@link io.scaletest.wire.json.JsonTree} as templates have their data. */
  public static Object data(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      Map<String, Object> object = new LinkedHashMap<>();
      map.forEach((name, value) -> object.put((String) name, data(value)));
      return object;
    }
    if (tree instanceof List<?> list) {
      List<Object> array = new ArrayList<>(list.size());
      list.forEach(element -> array.add(data(element)));
      return array;
    }
    if (tree instanceof BigDecimal number) {
      return new JsonNumber(number.toPlainString());
    }
    return tree instanceof Number ? new JsonNumber(tree.toString()) : tree;
  }

  /** Returns a value of a template as a tree, its members sorted, as Go marshals them. */
  public static Object tree(Object value) {
    if (value instanceof JsonNumber number) {
      return new BigDecimal(number.text());
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> object = new TreeMap<>();
      map.forEach((name, member) -> object.put(String.valueOf(name), tree(member)));
      return object;
    }
    if (value instanceof List<?> list) {
      List<Object> array = new ArrayList<>(list.size());
      list.forEach(element -> array.add(tree(element)));
      return array;
    }
    return value;
  }
}
