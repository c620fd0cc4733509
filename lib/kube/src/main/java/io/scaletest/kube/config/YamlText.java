package io.scaletest.kube.config;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Parses YAML, and with it JSON. */
final class YamlText {
  private YamlText() {}

  /**
   * Returns the tree of maps, lists and scalars that {@code content} is; null for an empty text. As
   * kubectl, it takes the first of several documents, and the last of several values of a key.
   *
   * @param what names the text in a failure
   */
  static Object parse(String what, byte[] content) throws ConfigurationException {
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(false)
            .setAllowDuplicateKeys(true)
            .setCodePointLimit((int) SmallFile.LIMIT_BYTES)
            .build();
    try {
      String text = new String(content, StandardCharsets.UTF_8);
      Iterator<Object> documents = new Load(settings).loadAllFromString(text).iterator();
      return documents.hasNext() ? documents.next() : null;
    } catch (YamlEngineException e) {
      // Without the parser's message: it quotes the text, which holds credentials.
      throw new ConfigurationException(what + ": is not well-formed YAML");
    }
  }
}
