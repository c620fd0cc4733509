package io.scaletest.fleet.spec;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.text.DurationText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of a YAML file whose reads refuse with file, line and key: {@code spec.yaml:7: pods:
 * must be …}. Values are taken as they are written, without YAML's guesses at their types.
 */
final class YamlSection {
  private final String file;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  private YamlSection(String file, int line) {
    this.file = file;
    this.line = line;
  }

  /**
   * Reads a file's text.
   *
   * @throws ToolException a usage error
   */
  static YamlSection of(String file, String text) {
    Optional<Node> root;
    try {
      root = new Compose(LoadSettings.builder().setUseMarks(true).build()).composeString(text);
    } catch (MarkedYamlEngineException e) {
      int at = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw ToolException.usage(file + ":" + at + ": is not well-formed YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw ToolException.usage(
          file + ": is not YAML: " + e.getMessage().lines().findFirst().get());
    }
    if (root.isEmpty()) {
      throw ToolException.usage(file + ":1: must not be empty");
    }
    return new YamlSection(file, 1).read(root.get());
  }

  private YamlSection read(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      throw refusal(lineOf(node.getStartMark(), line), "must be a mapping");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      int at = lineOf(tuple.getKeyNode().getStartMark(), line);
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw refusal(at, "a key must be a word");
      }
      if (values.put(key.getValue(), tuple.getValueNode()) != null) {
        throw refusal(at, key.getValue() + ": is there twice");
      }
      lines.put(key.getValue(), at);
    }
    return this;
  }

  private static int lineOf(Optional<Mark> mark, int otherwise) {
    return mark.map(m -> m.getLine() + 1).orElse(otherwise);
  }

  /** Refuses what has a key that is none of {@code known}. */
  YamlSection requireKeys(Set<String> known) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw refusal(key, "is no key here; there are " + String.join(", ", known));
      }
    }
    return this;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** Returns the keys in the file's order. */
  Set<String> keys() {
    return values.keySet();
  }

  /** Returns the text of a key; empty where it is not there. */
  Optional<String> text(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (values.get(key) instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    throw refusal(key, "must be one value");
  }

  /** Returns the text of a key, which must be there and match. */
  String matching(String key, String regex, String rule) {
    String value = text(key).orElseThrow(() -> refusal(line, key + ": must be given"));
    if (!value.matches(regex)) {
      throw refusal(key, "must be " + rule + ", got " + value);
    }
    return value;
  }

  /** Returns the text of a key, which must match, or something else where it is not there. */
  String matching(String key, String regex, String rule, String otherwise) {
    return has(key) ? matching(key, regex, rule) : otherwise;
  }

  /** Returns a whole number of a range. */
  long number(String key, long min, long max, long otherwise) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    long number = min - 1;
    if (value.get().matches("-?[0-9]{1,18}")) {
      number = Long.parseLong(value.get());
    }
    if (number < min || number > max) {
      throw refusal(key, "must be from " + min + " to " + max + ", got " + value.get());
    }
    return number;
  }

  /** Returns a positive duration. */
  Duration duration(String key, Duration otherwise) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    Duration duration = Duration.ZERO;
    try {
      duration = DurationText.parse(value.get());
    } catch (IllegalArgumentException e) {
      throw refusal(key, e.getMessage() + ", got " + value.get());
    }
    if (duration.isZero() || duration.isNegative()) {
      throw refusal(key, "must be more than 0, got " + value.get());
    }
    return duration;
  }

  /** Returns the mapping of a key; empty where it is not there. */
  Optional<YamlSection> section(String key) {
    return has(key)
        ? Optional.of(new YamlSection(file, lines.get(key)).read(values.get(key)))
        : Optional.empty();
  }

  /** Returns the mapping of a key, which must be there. */
  YamlSection requiredSection(String key) {
    return section(key).orElseThrow(() -> refusal(line, key + ": must be given"));
  }

  /** Returns a usage error about a key's value. */
  ToolException refusal(String key, String rule) {
    return refusal(lines.getOrDefault(key, line), key + ": " + rule);
  }

  private ToolException refusal(int at, String text) {
    return ToolException.usage(file + ":" + at + ": " + text);
  }
}
