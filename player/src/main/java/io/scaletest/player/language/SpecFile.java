package io.scaletest.player.language;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.SmallFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the YAML text of a specification, and checks it against the language's grammar. */
public final class SpecFile {
  private SpecFile() {}

  /**
   * Reads a file.
   *
   * @param replaced scalars that stand in the place of the file's, by their paths
   * @throws ToolException a usage error of one line with file, line and column
   */
  public static Place read(Path path, Map<String, String> replaced) {
    return checked(parse(path, replaced), replaced);
  }

  /**
   * Reads a text.
   *
   * @param name what messages call it
   * @throws ToolException a usage error of one line with name, line and column
   */
  public static Place read(String name, String text) {
    return checked(parse(name, text, Map.of()), Map.of());
  }

  /** Returns a root that the grammar has let pass, and that has what is replaced. */
  static Place checked(Place root, Map<String, String> replaced) {
    replaced.keySet().forEach(key -> requireScalar(root, key));
    Grammar.check(root);
    return root;
  }

  /**
   * Returns what a file of YAML beside a specification says, as maps, lists and scalars.
   *
   * @throws ToolException a usage error of one line
   */
  public static Object tree(Path path) {
    return parse(path, Map.of()).tree();
  }

  private static Place parse(Path path, Map<String, String> replaced) {
    try {
      String text = new String(SmallFile.read(path), StandardCharsets.UTF_8);
      return parse(path.toString(), text, replaced);
    } catch (ConfigurationException e) {
      throw new ToolException(CommonExit.USAGE, e.getMessage(), e);
    }
  }

  /** What is not there cannot be replaced. */
  private static void requireScalar(Place root, String key) {
    Optional<Place> place = Optional.of(root);
    for (String step : key.split("\\.", -1)) {
      place = place.flatMap(at -> at.get(step));
    }
    if (place.isEmpty() || !place.get().isScalar()) {
      throw ToolException.usage(
          root.where() + ": must have a value at " + key + " for it to be replaced");
    }
  }

  /**
   * Returns what the one document of a text of YAML says, as maps, lists and scalars.
   *
   * @param name what messages call it
   * @throws ToolException a usage error of one line
   */
  public static Object tree(String name, String text) {
    return parse(name, text, Map.of()).tree();
  }

  /** Returns what each document of a text says, as {@link #tree(String, String)}. */
  public static List<Object> trees(String name, String text) {
    List<Object> trees = new ArrayList<>();
    for (Node node : nodes(name, text)) {
      trees.add(new Place(name, "", node, Map.of(), 0).tree());
    }
    return trees;
  }

  /** Returns the text's one document, unchecked. */
  static Place parse(String name, String text, Map<String, String> replaced) {
    List<Node> nodes = nodes(name, text);
    if (nodes.size() != 1) {
      String got = nodes.isEmpty() ? "is empty" : "has " + nodes.size() + " documents";
      throw ToolException.usage(name + ": must be a specification, " + got);
    }
    return new Place(name, "", nodes.get(0), Map.copyOf(replaced), 0);
  }

  /** Returns the documents of a text, unchecked. */
  static List<Node> nodes(String name, String text) {
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(name)
              .setAllowDuplicateKeys(false)
              .setCodePointLimit(text.length() + 1)
              .build();
      List<Node> nodes = new ArrayList<>();
      new Compose(settings).composeAllFromString(text).forEach(nodes::add);
      return nodes;
    } catch (MarkedYamlEngineException e) {
      String at =
          e.getProblemMark()
              .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
              .orElse("");
      throw ToolException.usage(name + at + ": is not well-formed YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw ToolException.usage(name + ": is not well-formed YAML");
    }
  }
}
