package io.scaletest.player.language;

import io.scaletest.common.exit.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A specification with parameters: a document of YAML that tells of them, and one that is the
 * specification, in which they stand as {@code $(name)}. Immutable.
 */
public final class ScenarioText {
  private static final int LINE_WIDTH = 110;

  private final String name;
  private final String says;
  private final List<Parameter> parameters = new ArrayList<>();
  private final Node specification;

  /**
   * One of its parameters.
   *
   * @param name as in an option
   * @param amount what its value must be like
   * @param choices all that it may be; empty for whatever the amount lets pass
   * @param standard its value where none is given
   * @param says what it is, a phrase
   */
  public record Parameter(
      String name, Amount amount, List<String> choices, String standard, String says) {
    /**
     * Returns the value as it was given.
     *
     * @throws IllegalArgumentException with the rule that it breaks
     */
    public String check(String value) {
      if (!choices.isEmpty() && !choices.contains(value)) {
        throw new IllegalArgumentException("must be one of " + String.join(", ", choices));
      }
      return amount.check(value);
    }
  }

  /**
   * @param name what messages call it
   * @param text both documents
   */
  public ScenarioText(String name, String text) {
    this.name = name;
    List<Node> documents = SpecFile.nodes(name, text);
    if (documents.size() != 2) {
      throw new IllegalArgumentException(name + ": must have two documents");
    }
    Place head = new Place(name, "", documents.get(0), Map.of(), 0);
    this.says = head.members().get("says").text();
    head.get("parameters").ifPresent(all -> all.members().forEach(this::add));
    this.specification = documents.get(1);
  }

  private void add(String parameter, Place at) {
    Map<String, Place> members = at.members();
    Place is = members.get("is");
    parameters.add(
        new Parameter(
            parameter,
            is.isList() ? Amount.TEXT : Amount.valueOf(is.text()),
            is.isList() ? is.elements().stream().map(Place::text).toList() : List.of(),
            members.get("default").text(),
            members.get("says").text()));
  }

  /** Returns what it does, a sentence. */
  public String says() {
    return says;
  }

  public List<Parameter> parameters() {
    return List.copyOf(parameters);
  }

  /**
   * Returns the specification, checked.
   *
   * @param values of all parameters, and what else may stand in the specification
   * @param replaced scalars that stand in the place of its own, by their paths
   * @throws ToolException a usage error of one line
   */
  public Place fill(Map<String, String> values, Map<String, String> replaced) {
    Node filled = new ParameterText(values).fill(specification);
    return SpecFile.checked(new Place(name, "", filled, Map.copyOf(replaced), 0), replaced);
  }

  /** Returns the specification as text, which can be changed and played. */
  public String text(Map<String, String> values) {
    DumpSettings settings = DumpSettings.builder().setWidth(LINE_WIDTH).build();
    Node filled = new ParameterText(values).fill(specification);
    return new Present(settings)
        .emitToString(new Serialize(settings).serializeOne(filled).iterator());
  }
}
