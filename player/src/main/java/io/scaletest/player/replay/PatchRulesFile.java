package io.scaletest.player.replay;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.trace.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads rules for types of patches: a list of {@code {resource, user, type}} in YAML. Stateless.
 */
final class PatchRulesFile {
  private static final Set<String> NAMES = Set.of("resource", "user", "type");
  private static final List<PatchType> TYPES =
      List.of(PatchType.JSON, PatchType.MERGE, PatchType.STRATEGIC, PatchType.APPLY);

  private PatchRulesFile() {}

  /**
   * Reads the rules.
   *
   * @throws ToolException a usage error that names file and rule
   */
  static PatchRules read(Path file) {
    Object tree;
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      tree =
          new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromString(text);
    } catch (IOException e) {
      throw ToolException.usage("patch-types: " + file + ": cannot be read: " + IoReason.of(e));
    } catch (YamlEngineException e) {
      throw ToolException.usage(
          "patch-types: " + file + ": is no YAML: " + e.getMessage().replaceAll("\\s+", " "));
    }
    if (!(tree instanceof List<?> list)) {
      throw refused(file, "must be a list of rules: [{resource: foos.example.com, type: merge}]");
    }
    List<PatchRules.Rule> rules = new ArrayList<>();
    for (Object each : list) {
      rules.add(rule(file, rules.size() + 1, each));
    }
    return new PatchRules(rules);
  }

  private static PatchRules.Rule rule(Path file, int number, Object tree) {
    String where = "rule " + number + ": ";
    if (!(tree instanceof Map<?, ?> rule) || !NAMES.containsAll(rule.keySet())) {
      throw refused(file, where + "must have resource, user and type and nothing else");
    }
    String type = text(rule, "type");
    PatchType found =
        TYPES.stream()
            .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(type))
            .findFirst()
            .orElseThrow(
                () ->
                    refused(
                        file, where + "type must be json, merge, strategic or apply, got " + type));
    return new PatchRules.Rule(text(rule, "resource"), text(rule, "user"), found);
  }

  private static String text(Map<?, ?> rule, String name) {
    Object value = rule.get(name);
    return value == null ? "" : value.toString();
  }

  private static ToolException refused(Path file, String rule) {
    return ToolException.usage("patch-types: " + file + ": " + rule);
  }
}
