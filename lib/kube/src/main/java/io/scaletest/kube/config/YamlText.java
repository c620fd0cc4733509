package io.scaletest.kube.config;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Parses YAML, of which JSON is a subset, into maps, lists and scalars. Stateless. */
final class YamlText {
  private YamlText() {}

  /**
   * Returns the tree of maps, lists and scalars that {@code content} is; null for an empty text. As
   * kubectl, it takes the first of several documents, and the last of several values of a key.
   *
   * @param what names the text in a failure
   */
  public static Object parse(String what, byte[] content) throws ConfigurationException {
    String text = new String(content, StandardCharsets.UTF_8);
    try {
      return first(text, false);
    } catch (YamlEngineException e) {
      // Without the parser's message: it quotes the text, which holds credentials.
      throw new ConfigurationException(what + lineOfFault(text) + ": is not well-formed YAML");
    }
  }

  /**
   * @param marks whether a failure says where it is, which makes reading slower
   */
  private static Object first(String text, boolean marks) {
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(marks)
            .setAllowDuplicateKeys(true)
            .setCodePointLimit((int) SmallFile.LIMIT_BYTES)
            .build();
    Iterator<Object> documents = new Load(settings).loadAllFromString(text).iterator();
    return documents.hasNext() ? documents.next() : null;
  }

  /** Returns {@code :} and the number of the line; nothing where the parser names none. */
  private static String lineOfFault(String text) {
    try {
      first(text, true);
      return "";
    } catch (MarkedYamlEngineException e) {
      return e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
    } catch (YamlEngineException e) {
      return "";
    }
  }
}
