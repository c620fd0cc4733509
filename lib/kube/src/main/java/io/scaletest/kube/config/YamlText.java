package io.scaletest.kube.config;

import java.nio.charset.StandardCharsets;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Parses YAML, and with it JSON. */
final class YamlText {
  private YamlText() {}

  /**
   * Returns the tree of maps, lists and scalars that {@code content} is.
   *
   * @param what names the text in a failure
   */
  static Object parse(String what, byte[] content) throws ConfigurationException {
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(false)
            .setCodePointLimit((int) SmallFile.LIMIT_BYTES)
            .build();
    try {
      return new Load(settings).loadFromString(new String(content, StandardCharsets.UTF_8));
    } catch (YamlEngineException e) {
      // Without the parser's message: it quotes the text, which holds credentials.
      throw new ConfigurationException(what + ": is not well-formed YAML");
    }
  }
}
