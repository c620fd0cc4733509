package io.scaletest.kube.objects;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.SmallFile;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One object as {@code kubectl apply} takes it, read from a file of YAML or JSON.
 *
 * @param apiVersion as in the file
 * @param kind as in the file
 * @param tree the whole object as maps with texts for keys, lists and scalars, nulls among them
 */
public record Manifest(String apiVersion, String kind, Map<String, Object> tree) {
  /** Far deeper than any object; an alias within itself is deeper than every limit. */
  private static final int MAX_DEPTH = 100;

  /** Tells whether an option's value is the name of such a file, by its end. */
  public static boolean isFile(String value) {
    return value.endsWith(".yaml") || value.endsWith(".yml") || value.endsWith(".json");
  }

  /**
   * Reads a file.
   *
   * @param option names the file in a failure
   * @throws ToolException a usage error that says in one line what is wrong with the file
   */
  public static Manifest read(String option, Path path) {
    String where = option + ": " + path + ": ";
    List<Object> documents = documents(option + ": " + path, bytes(option, path));
    if (documents.size() != 1) {
      throw ToolException.usage(where + "must hold one object, got " + documents.size());
    }
    if (normal(where, documents.get(0), 0) instanceof Map<?, ?> map
        && map.get("apiVersion") instanceof String apiVersion
        && map.get("kind") instanceof String kind
        && !apiVersion.isEmpty()
        && !kind.isEmpty()) {
      if (kind.equals("List")) {
        throw ToolException.usage(where + "must hold one object, got a List");
      }
      return new Manifest(apiVersion, kind, JsonTree.asObject(map));
    }
    throw ToolException.usage(where + "must be an object with apiVersion and kind");
  }

  private static byte[] bytes(String option, Path path) {
    try {
      return SmallFile.read(path);
    } catch (ConfigurationException e) {
      throw new ToolException(CommonExit.USAGE, option + ": " + e.getMessage(), e);
    }
  }

  /** Returns the documents that are not empty. */
  private static List<Object> documents(String where, byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(content.length + 1).build();
    List<Object> documents = new ArrayList<>();
    try {
      for (Object document : new Load(settings).loadAllFromString(text)) {
        if (document != null) {
          documents.add(document);
        }
      }
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      throw ToolException.usage(where + line + ": is not well-formed YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw ToolException.usage(where + ": is not well-formed YAML");
    }
    return documents;
  }

  private static Object normal(String where, Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw ToolException.usage(where + "must be nested less than " + MAX_DEPTH + " levels deep");
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, member) -> copy.put(String.valueOf(key), normal(where, member, depth + 1)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(normal(where, element, depth + 1)));
      return copy;
    }
    return value;
  }
}
