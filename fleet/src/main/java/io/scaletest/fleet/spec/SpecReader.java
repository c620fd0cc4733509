package io.scaletest.fleet.spec;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a {@link FleetSpec}; whatever can be refused without a cluster is refused here. */
public final class SpecReader {
  /**
   * Rule of a run's ID: it is part of Kubernetes' names, the longest of which are of 63 letters.
   */
  public static final String RUN_ID = "[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?";

  public static final String RUN_ID_RULE =
      "at most 40 small letters, digits and dashes, none of these first or last";

  private static final String NAME = "[a-z0-9]([-a-z0-9.]{0,250}[a-z0-9])?";
  private static final String NAME_RULE = "a name of Kubernetes";
  private static final String QUANTITY = "[0-9]+(\\.[0-9]+)?(m|k|M|G|Ki|Mi|Gi)?";
  private static final int PODS_MAX = 1_000;
  private static final int PORT = 9_390;

  private static final List<String> KEYS =
      List.of(
          "run",
          "namespace",
          "seed",
          "port",
          "readyWithin",
          "endWithin",
          "keep",
          "drivers",
          "loggers");
  private static final List<String> GROUP_KEYS =
      List.of("tool", "pods", "image", "serviceAccount", "options", "cpu", "memory", "javaOptions");

  private static final Map<Role, Set<String>> TOOLS =
      Map.of(
          Role.DRIVER, Set.of("cmdriver", "cmdriver-closed", "driver", "flunder-driver"),
          Role.LOGGER, Set.of("cm-logger", "flunder-logger", "logger"));

  /** What fleet sets itself. */
  private static final Set<String> OWN =
      Set.of(
          "runid",
          "datafile",
          "data-filname",
          "seed",
          "kubeconfig",
          "context",
          "start-gate",
          "waitBeforeTerminate");

  private SpecReader() {}

  /**
   * Reads a file.
   *
   * @throws ToolException a usage error of one line, with the file's name and the line's number
   */
  public static FleetSpec read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw ToolException.usage("SPEC: " + file + " cannot be read: " + IoReason.of(e));
    }
  }

  static FleetSpec parse(String file, String text) {
    YamlSection spec = YamlSection.of(file, text).requireKeys(Set.copyOf(KEYS));
    return new FleetSpec(
        spec.has("run") ? Optional.of(spec.matching("run", RUN_ID, RUN_ID_RULE)) : Optional.empty(),
        spec.matching("namespace", "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", NAME_RULE, "scaletest"),
        spec.number("seed", 0, Long.MAX_VALUE, 0),
        (int) spec.number("port", 1024, 65_535, PORT),
        spec.duration("readyWithin", Duration.ofMinutes(2)),
        spec.duration("endWithin", Duration.ofHours(1)),
        spec.duration("keep", Duration.ofHours(1)),
        group(Role.DRIVER, spec.requiredSection("drivers")),
        spec.section("loggers").map(section -> group(Role.LOGGER, section)));
  }

  private static MemberGroup group(Role role, YamlSection section) {
    section.requireKeys(Set.copyOf(GROUP_KEYS));
    String tool = section.matching("tool", ".*", "");
    if (!TOOLS.get(role).contains(tool)) {
      String known = String.join(", ", TOOLS.get(role).stream().sorted().toList());
      throw section.refusal("tool", "must be one of " + known + ", got " + tool);
    }
    Map<String, String> options = new LinkedHashMap<>();
    section.section("options").ifPresent(all -> options.putAll(options(all)));
    MemberGroup group =
        new MemberGroup(
            role,
            tool,
            (int) section.number("pods", 1, PODS_MAX, 1),
            section.matching("image", "[^\\s]+", "the name of an image"),
            section.matching("serviceAccount", NAME, NAME_RULE, "default"),
            options,
            section.matching("cpu", QUANTITY, "a quantity", "100m"),
            section.matching("memory", QUANTITY, "a quantity", "256Mi"),
            section.text("javaOptions").orElse(""));
    Shares.check(group, section);
    return group;
  }

  private static Map<String, String> options(YamlSection section) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String name : section.keys()) {
      if (!name.matches("[A-Za-z][A-Za-z0-9-]*")) {
        throw section.refusal(name, "must be an option's name without dashes in front");
      }
      if (OWN.contains(name)) {
        throw section.refusal(name, "must be left out: fleet sets it for each pod");
      }
      String value = section.text(name).orElseThrow();
      if (value.contains("\n")) {
        throw section.refusal(name, "must be one line");
      }
      options.put(name, value);
    }
    return options;
  }
}
