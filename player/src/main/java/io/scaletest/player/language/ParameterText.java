package io.scaletest.player.language;

import io.scaletest.common.text.DurationText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.JsonScalarResolver;

/**
 * Replaces {@code $(name)} in the scalars of a tree of YAML by the values of parameters. In place
 * of a name there may be a product or quotient of names and numbers, {@code $(pods/10)}: one of
 * them may have a unit, which stays; without one the result is a whole number, rounded down.
 * Immutable.
 */
final class ParameterText {
  private static final Pattern HOLE = Pattern.compile("\\$\\(([^)]*)\\)");
  private static final Pattern FACTOR = Pattern.compile("([*/]?)([^*/]+)");
  private static final Pattern VALUE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(.*)");

  /** As many digits as a rate, a share or a size needs. */
  private static final int DECIMALS = 6;

  private final Map<String, String> values;

  ParameterText(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Returns a copy of a tree with its holes filled. */
  Node fill(Node node) {
    if (node instanceof MappingNode map) {
      return new MappingNode(
          map.getTag(),
          true,
          map.getValue().stream()
              .map(tuple -> new NodeTuple(tuple.getKeyNode(), fill(tuple.getValueNode())))
              .toList(),
          map.getFlowStyle(),
          map.getStartMark(),
          map.getEndMark());
    }
    if (node instanceof SequenceNode list) {
      return new SequenceNode(
          list.getTag(),
          true,
          list.getValue().stream().map(this::fill).toList(),
          list.getFlowStyle(),
          list.getStartMark(),
          list.getEndMark());
    }
    ScalarNode scalar = (ScalarNode) node;
    String filled = fill(scalar.getValue());
    if (filled.equals(scalar.getValue())) {
      return scalar;
    }
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
    Tag tag = plain ? new JsonScalarResolver().resolve(filled, true) : scalar.getTag();
    return new ScalarNode(
        tag, true, filled, scalar.getScalarStyle(), scalar.getStartMark(), scalar.getEndMark());
  }

  private String fill(String text) {
    Matcher holes = HOLE.matcher(text);
    return holes.replaceAll(hole -> Matcher.quoteReplacement(value(hole.group(1))));
  }

  /** Returns what an expression comes to. */
  String value(String expression) {
    if (!expression.contains("*") && !expression.contains("/")) {
      return named(expression).orElse(expression);
    }
    BigDecimal product = BigDecimal.ONE;
    String unit = "";
    Matcher factors = FACTOR.matcher(expression);
    while (factors.find()) {
      Matcher value = VALUE.matcher(named(factors.group(2)).orElse(factors.group(2)));
      if (!value.matches() || !unit.isEmpty() && !value.group(2).isEmpty()) {
        throw new IllegalArgumentException(expression + ": cannot be multiplied");
      }
      unit += value.group(2);
      BigDecimal factor = new BigDecimal(value.group(1));
      product =
          factors.group(1).equals("/")
              ? product.divide(factor, DECIMALS, RoundingMode.HALF_UP)
              : product.multiply(factor);
    }
    int decimals = unit.isEmpty() ? 0 : DECIMALS;
    BigDecimal rounded = product.setScale(decimals, RoundingMode.DOWN);
    return (rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros()).toPlainString()
        + unit;
  }

  /** Returns the value of a parameter; of one whose name ends in {@code .s}, its seconds. */
  private Optional<String> named(String name) {
    if (name.endsWith(".s")) {
      String value = values.get(name.substring(0, name.length() - 2));
      return Optional.of(
          new BigDecimal(DurationText.parse(value).toNanos()).movePointLeft(9).toPlainString());
    }
    return Optional.ofNullable(values.get(name));
  }
}
