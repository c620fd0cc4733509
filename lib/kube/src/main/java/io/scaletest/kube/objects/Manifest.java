package io.scaletest.kube.objects;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
  /** Twice what an API server takes; whoever has more has given another file by mistake. */
  private static final int LIMIT_BYTES = 3 << 20;

  /** Far deeper than any object; an alias within itself is deeper than every limit. */
  private static final int MAX_DEPTH = 100;

  /**
   * Reads a file.
   *
   * @param option names the file in a failure
   * @throws ToolException a usage error that says in one line what is wrong with the file
   */
  public static Manifest read(String option, Path path) {
    String where = option + ": " + path;
    List<Object> documents =
        documents(where, new String(bytes(where, path), StandardCharsets.UTF_8));
    if (documents.size() != 1) {
      throw ToolException.usage(where + " must hold one object, got " + documents.size());
    }
    if (!(normal(where, documents.get(0), 0) instanceof Map<?, ?> map)) {
      throw ToolException.usage(where + " must hold an object, got a text, number or list");
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    map.forEach((key, value) -> tree.put(key.toString(), value));
    String kind = text(where, tree, "kind");
    if (kind.equals("List")) {
      throw ToolException.usage(where + " must hold one object, got a List");
    }
    return new Manifest(text(where, tree, "apiVersion"), kind, tree);
  }

  private static byte[] bytes(String where, Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(LIMIT_BYTES + 1);
      if (bytes.length > LIMIT_BYTES) {
        throw ToolException.usage(where + " must have at most " + LIMIT_BYTES + " bytes, got more");
      }
      return bytes;
    } catch (IOException e) {
      throw ToolException.usage(where + " cannot be read: " + IoReason.of(e));
    }
  }

  /** Returns the documents that are not empty. */
  private static List<Object> documents(String where, String text) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(LIMIT_BYTES).build();
    List<Object> documents = new ArrayList<>();
    try {
      for (Object document : new Load(settings).loadAllFromString(text)) {
        if (document != null) {
          documents.add(document);
        }
      }
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      throw ToolException.usage(where + line + " is not well-formed: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw ToolException.usage(where + " is not well-formed YAML or JSON");
    }
    return documents;
  }

  private static Object normal(String where, Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw ToolException.usage(where + " must be nested less than " + MAX_DEPTH + " levels deep");
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

  private static String text(String where, Map<String, Object> tree, String key) {
    if (tree.get(key) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw ToolException.usage(where + " must say " + key + ", got none");
  }
}
