package io.scaletest.player.language;

import io.scaletest.common.exit.ToolException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of a specification, with the place where it stands: what is wrong with it is told with
 * file, line, column and the keys that lead there. Immutable.
 */
public final class Place {
  /** Far deeper than any object; an alias within itself is deeper than every limit. */
  private static final int MAX_DEPTH = 100;

  private final String file;
  private final String path;
  private final Node node;
  private final Map<String, String> replaced;
  private final int depth;

  /**
   * @param path the keys that lead here, with dots; empty for the whole file
   * @param replaced scalars that stand in the place of the file's, by their paths
   */
  Place(String file, String path, Node node, Map<String, String> replaced, int depth) {
    this.file = file;
    this.path = path;
    this.node = node;
    this.replaced = replaced;
    this.depth = depth;
    if (depth > MAX_DEPTH) {
      throw refused("must be nested less than " + MAX_DEPTH + " levels deep");
    }
  }

  private Place at(String step, Node child) {
    return new Place(file, path.isEmpty() ? step : path + "." + step, child, replaced, depth + 1);
  }

  /** Returns the keys that lead here, with dots between them. */
  public String path() {
    return path;
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Tells whether it is a text, a number or a truth value. */
  public boolean isScalar() {
    return node instanceof ScalarNode && !node.getTag().equals(Tag.NULL);
  }

  /** Tells whether nothing stands behind the key. */
  boolean isNothing() {
    return node.getTag().equals(Tag.NULL) && node instanceof ScalarNode;
  }

  /** Returns a scalar as it is written, without quotes; a map or list in few words. */
  public String text() {
    if (node instanceof ScalarNode scalar) {
      return replaced.getOrDefault(path, scalar.getValue());
    }
    return isMap() ? "a map" : "a list";
  }

  /** Returns the members of a map in the file's order; none of anything else. */
  public Map<String, Place> members() {
    Map<String, Place> members = new LinkedHashMap<>();
    if (node instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        String key = key(tuple);
        if (members.put(key, at(key, tuple.getValueNode())) != null) {
          throw refusedAt(tuple.getKeyNode(), "must have the key " + key + " once");
        }
      }
    }
    return members;
  }

  private static String key(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
  }

  /** Returns the member of that name. */
  public Optional<Place> get(String name) {
    return Optional.ofNullable(members().get(name));
  }

  /** Returns the elements of a list; a value that is none as its only element. */
  public List<Place> elements() {
    if (!(node instanceof SequenceNode sequence)) {
      return new ArrayList<>(List.of(this));
    }
    List<Place> elements = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      elements.add(at("[" + elements.size() + "]", element));
    }
    return elements;
  }

  /** Returns the value as a tree of maps, lists, texts, numbers, truth values and nulls. */
  public Object tree() {
    if (isMap()) {
      Map<String, Object> map = new LinkedHashMap<>();
      members().forEach((key, value) -> map.put(key, value.tree()));
      return map;
    }
    if (isList()) {
      List<Object> list = new ArrayList<>();
      elements().forEach(element -> list.add(element.tree()));
      return list;
    }
    return scalar();
  }

  private Object scalar() {
    String text = text();
    Tag tag = node.getTag();
    try {
      if (tag.equals(Tag.INT)) {
        return Long.decode(text);
      }
      if (tag.equals(Tag.FLOAT)) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException e) {
      throw refused("must be a number that JSON has");
    }
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    return tag.equals(Tag.NULL) ? null : text;
  }

  /** Returns where it stands: {@code file:line:column}. */
  public String where() {
    return where(node);
  }

  private String where(Node at) {
    return file
        + at.getStartMark()
            .map(m -> ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1))
            .orElse("");
  }

  /**
   * Returns the usage error that tells what is wrong here.
   *
   * @param rule what must be, {@code must be a duration}
   */
  public ToolException refused(String rule) {
    String got = isScalar() ? ", got " + text() : isMap() || isList() ? "" : ", got nothing";
    return refusedAt(node, rule + got);
  }

  /** Returns the usage error that tells what is wrong with a key of this map. */
  ToolException refusedKey(String key, String rule) {
    if (node instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        if (key(tuple).equals(key)) {
          return refusedAt(tuple.getKeyNode(), rule);
        }
      }
    }
    return refusedAt(node, rule);
  }

  private ToolException refusedAt(Node at, String text) {
    return ToolException.usage(where(at) + ": " + (path.isEmpty() ? "" : path + ": ") + text);
  }
}
