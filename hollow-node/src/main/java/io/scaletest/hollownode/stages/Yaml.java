package io.scaletest.hollownode.stages;

import io.scaletest.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The YAML that templates make: parsed into what JSON has, and written in blocks. Stateless. */
final class Yaml {
  /** Texts that mean themselves without quotes, in whatever version of YAML. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_/.-]*");

  private static final Pattern WORD =
      Pattern.compile("(?i)true|false|yes|no|on|off|y|n|null|nan|inf|infinity");

  private Yaml() {}

  /** Returns the tree of one document; null for an empty one. */
  static Object parse(String text) throws TemplateException {
    try {
      LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(true).build();
      return tree(new Load(settings).loadFromString(text));
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> " at line " + (mark.getLine() + 1)).orElse("");
      throw new TemplateException("what it makes is no YAML" + line + ": " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new TemplateException("what it makes is no YAML");
    }
  }

  private static Object tree(Object parsed) throws TemplateException {
    if (parsed instanceof Map<?, ?> map) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        object.put(String.valueOf(member.getKey()), tree(member.getValue()));
      }
      return object;
    }
    if (parsed instanceof List<?> list) {
      List<Object> array = new ArrayList<>(list.size());
      for (Object element : list) {
        array.add(tree(element));
      }
      return array;
    }
    if (parsed instanceof Double number && !Double.isFinite(number)) {
      throw new TemplateException("what it makes has a number that JSON has not: " + number);
    }
    boolean isScalar =
        parsed == null
            || parsed instanceof String
            || parsed instanceof Number
            || parsed instanceof Boolean;
    return isScalar ? parsed : parsed.toString();
  }

  /** Returns the value in blocks, with a line feed at its end, as Go's {@code yaml.Marshal}. */
  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    block(out, value, "");
    return out.toString();
  }

  private static void block(StringBuilder out, Object value, String indent) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      String pad = "";
      for (Map.Entry<?, ?> member : new TreeMap<>(map).entrySet()) {
        out.append(pad).append(scalar(member.getKey())).append(':');
        below(out, member.getValue(), indent);
        pad = indent;
      }
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      String pad = "";
      for (Object element : list) {
        out.append(pad).append("- ");
        block(out, element, indent + "  ");
        pad = indent;
      }
    } else {
      out.append(scalar(value)).append('\n');
    }
  }

  /** Writes a member's value: lists stand as far left as their name, maps two columns further. */
  private static void below(StringBuilder out, Object value, String indent) {
    boolean isMap = value instanceof Map<?, ?> map && !map.isEmpty();
    boolean isList = value instanceof List<?> list && !list.isEmpty();
    String deeper = isMap ? indent + "  " : indent;
    out.append(isMap || isList ? "\n" + deeper : " ");
    block(out, value, deeper);
  }

  private static String scalar(Object value) {
    if (value instanceof String text) {
      boolean plain = PLAIN.matcher(text).matches() && !WORD.matcher(text).matches();
      return plain ? text : JsonWriter.text(text);
    }
    if (value instanceof JsonNumber number) {
      return number.text();
    }
    return JsonWriter.text(value);
  }
}
