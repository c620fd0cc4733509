package io.scaletest.player.convert;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.SmallFile;
import io.scaletest.player.language.SpecFile;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of text with actions of Go's templates, {@code {{.Name}}}. Those that name a value are
 * replaced; whatever must be evaluated is refused.
 */
final class ForeignTemplate {
  private static final Pattern ACTION = Pattern.compile("(?s)\\{\\{-?\\s*(.*?)\\s*-?\\}\\}");
  private static final Pattern FIELD = Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern RANDOM =
      Pattern.compile("rand(?:AlphaNumeric|AlphaNum) ([0-9]{1,6})");

  /** Stands for a placeholder while the text is no YAML yet: braces would end a flow's map. */
  private static final Pattern MARK = Pattern.compile("SCALETEST<([^>]*)>");

  /** What names of values of either tool stand for here. */
  private static final Map<String, String> OWN =
      Map.of(
          "Name", "name",
          "BaseName", "name",
          "Namespace", "ns",
          "Index", "n",
          "Iteration", "n",
          "Replica", "n",
          "UUID", "run",
          "RunID", "run",
          "JobName", "run");

  private ForeignTemplate() {}

  static String text(Path file) {
    try {
      return new String(SmallFile.read(file), StandardCharsets.UTF_8);
    } catch (ConfigurationException e) {
      throw new ToolException(CommonExit.USAGE, e.getMessage(), e);
    }
  }

  /**
   * Requires a config without actions.
   *
   * @throws ToolException a usage error that names the first one
   */
  static void requireEvaluated(Path file, String text) {
    Matcher action = ACTION.matcher(text);
    if (action.find()) {
      throw ToolException.usage(
          place(file, text, action.start())
              + ": "
              + oneLine(action.group())
              + " must be evaluated, which only its own tool does: give it what that tool has"
              + " evaluated (clusterloader2 --report-dir writes generatedConfig_….yaml)");
    }
  }

  private static String place(Path file, String text, int at) {
    long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    return file + ":" + line;
  }

  private static String oneLine(String action) {
    return action.replaceAll("\\s+", " ");
  }

  /**
   * Returns the objects of a file.
   *
   * @param values what fields of the template stand for, beside the usual ones
   * @throws ToolException a usage error that names what must be evaluated
   */
  static List<Map<String, Object>> objects(Path file, Map<?, ?> values) {
    String text = text(file);
    Matcher actions = ACTION.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (actions.find()) {
      String value =
          value(actions.group(1), values)
              .orElseThrow(
                  () ->
                      ToolException.usage(
                          place(file, text, actions.start())
                              + ": "
                              + oneLine(actions.group())
                              + " must be evaluated"));
      actions.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    actions.appendTail(filled);
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Object document : SpecFile.trees(file.toString(), filled.toString())) {
      if (document instanceof Map<?, ?> map
          && !JsonTree.string(map, "kind").isEmpty()
          && !JsonTree.string(map, "apiVersion").isEmpty()) {
        objects.add(JsonTree.asObject((Map<?, ?>) marked(map)));
      } else {
        throw ToolException.usage(file + ": must be an object with apiVersion and kind");
      }
    }
    return objects;
  }

  private static Optional<String> value(String action, Map<?, ?> values) {
    if (action.startsWith("/*")) {
      return Optional.of("");
    }
    Matcher random = RANDOM.matcher(action);
    if (random.matches()) {
      return Optional.of("SCALETEST<random:" + random.group(1) + ">");
    }
    Matcher field = FIELD.matcher(action);
    if (!field.matches()) {
      return Optional.empty();
    }
    if (values.containsKey(field.group(1))) {
      return Optional.of(String.valueOf(values.get(field.group(1))));
    }
    return Optional.ofNullable(OWN.get(field.group(1))).map(own -> "SCALETEST<" + own + ">");
  }

  private static Object marked(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, member) -> copy.put((String) marked(key), marked(member)));
      return copy;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ForeignTemplate::marked).toList();
    }
    return value instanceof String text ? MARK.matcher(text).replaceAll("\\${$1}") : value;
  }
}
