package io.scaletest.embedded.api;

import io.scaletest.wire.json.JsonTree;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads YAML into the trees of {@link Json}. Sizes are bounded by the server's limit of bodies. */
final class YamlTree {
  private static final int ALIASES_MAX = 50;

  private YamlTree() {}

  /** Returns the object that a document is. */
  static Map<String, Object> object(byte[] text) {
    try {
      LoadSettings settings =
          LoadSettings.builder().setMaxAliasesForCollections(ALIASES_MAX).build();
      Object loaded = new Load(settings).loadFromInputStream(new ByteArrayInputStream(text));
      if (tree(loaded) instanceof Map<?, ?> map) {
        return JsonTree.asObject(map);
      }
    } catch (YamlEngineException e) {
      throw ApiException.badRequest("error decoding YAML: " + e.getMessage().replace('\n', ' '));
    }
    throw ApiException.badRequest("error decoding YAML: must be an object");
  }

  private static Object tree(Object loaded) {
    if (loaded instanceof Map<?, ?> map) {
      Map<String, Object> object = new LinkedHashMap<>();
      map.forEach((name, value) -> object.put(String.valueOf(name), tree(value)));
      return object;
    }
    if (loaded instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(tree(element)));
      return copy;
    }
    if (loaded instanceof Integer number) {
      return number.longValue();
    }
    return loaded instanceof Double number ? BigDecimal.valueOf(number) : loaded;
  }
}
