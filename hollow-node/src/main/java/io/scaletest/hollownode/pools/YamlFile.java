package io.scaletest.hollownode.pools;

import io.scaletest.common.datafile.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Parses YAML files that people write. What is wrong with one is an {@code
 * IllegalArgumentException} of one line that names the file. Blocks for as long as reading takes.
 */
public final class YamlFile {
  /** Ten thousand pools are a megabyte; keeps a mistaken path harmless. */
  private static final int LIMIT_BYTES = 4 << 20;

  private YamlFile() {}

  /** Returns the one document of a file. */
  public static Object document(Path path) {
    return parse(path, Load::loadFromString);
  }

  /** Returns the documents of a file, without empty ones. */
  public static List<Object> documents(Path path) {
    return parse(
        path,
        (load, text) -> {
          List<Object> documents = new ArrayList<>();
          for (Object document : load.loadAllFromString(text)) {
            if (document != null) {
              documents.add(document);
            }
          }
          return documents;
        });
  }

  /**
   * Returns the one document of a text.
   *
   * @param place goes before every message
   */
  public static Object document(String place, String text) {
    return parse(place, text, Load::loadFromString);
  }

  private static <T> T parse(Path path, BiFunction<Load, String, T> loading) {
    try {
      if (Files.isRegularFile(path) && Files.size(path) > LIMIT_BYTES) {
        throw new IllegalArgumentException(path + ": must have at most " + LIMIT_BYTES + " bytes");
      }
      return parse(path.toString(), Files.readString(path), loading);
    } catch (IOException e) {
      throw new IllegalArgumentException(path + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private static <T> T parse(String place, String text, BiFunction<Load, String, T> loading) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(place).setAllowDuplicateKeys(false).build();
    try {
      return loading.apply(new Load(settings), text);
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      throw new IllegalArgumentException(place + line + ": " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(place + ": is not well-formed YAML", e);
    }
  }
}
