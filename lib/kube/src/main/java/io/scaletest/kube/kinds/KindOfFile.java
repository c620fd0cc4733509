package io.scaletest.kube.kinds;

import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.SmallFile;
import io.scaletest.kube.config.YamlText;
import java.nio.file.Path;
import java.util.Map;

/**
 * The kind of the object that a file holds, in YAML or JSON, as in its {@code apiVersion} and
 * {@code kind}; of several objects the first one's.
 */
public record KindOfFile(String apiVersion, String kind) {
  /**
   * Reads it.
   *
   * @throws ConfigurationException if the file cannot be read or holds no object; the message names
   *     it
   */
  public static KindOfFile read(Path file) throws ConfigurationException {
    Object parsed = YamlText.parse(file.toString(), SmallFile.read(file));
    if (parsed instanceof Map<?, ?> object
        && object.get("apiVersion") instanceof String apiVersion
        && object.get("kind") instanceof String kind
        && !apiVersion.isEmpty()
        && !kind.isEmpty()) {
      return new KindOfFile(apiVersion, kind);
    }
    throw new ConfigurationException(file + ": must be an object with apiVersion and kind");
  }
}
