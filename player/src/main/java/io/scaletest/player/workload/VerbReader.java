package io.scaletest.player.workload;

import io.scaletest.common.operation.Operation;
import io.scaletest.common.random.Choice;
import io.scaletest.common.random.Distribution;
import io.scaletest.player.language.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a verb of one key of a mix. */
final class VerbReader {
  private static final double DEFAULT_WATCH_NS = 30e9;

  private VerbReader() {}

  /** Returns the verb; empty where its weight is 0. */
  static Optional<Verb> read(String word, Place at) {
    Operation operation = operation(word);
    Map<String, Place> members = at.members();
    Place weight = at.isMap() ? members.get("weight") : at;
    double weighs = weight == null ? 1 : Double.parseDouble(weight.text());
    if (weighs == 0) {
      return Optional.empty();
    }
    Optional<Object> body = at.get("body").map(Place::tree);
    String patch = text(at, "type").orElse("merge");
    if (body.isPresent() && patch.equals("json") != (body.get() instanceof List<?>)) {
      throw members
          .get("body")
          .refused(
              patch.equals("json")
                  ? "must be a list of operations: the patch is of type json"
                  : "must be a map: the patch is of type " + patch);
    }
    if (patch.equals("json") && body.isEmpty()) {
      throw at.refused("must have a body: a patch of type json has none of its own");
    }
    return Optional.of(
        new Verb(
            operation,
            weighs,
            among(text(at, "among").orElse("live")),
            text(at, "among").equals(Optional.of("turn")),
            text(at, "path").orElse(""),
            text(at, "resourceVersion"),
            text(at, "scope").equals(Optional.of("all")),
            text(at, "limit").map(Integer::parseInt).orElse(0),
            !text(at, "pages").equals(Optional.of("first")),
            patch,
            body,
            amount(operation, members)));
  }

  /** Returns the operation of a word that the grammar has let pass. */
  static Operation operation(String word) {
    return Operation.of(word).orElseThrow();
  }

  private static Optional<Choice> among(String text) {
    return switch (text) {
      case "newest" -> Optional.empty();
      case "live", "turn" -> Optional.of(new Choice.Evenly());
      default -> Optional.of(Choice.parse(text));
    };
  }

  private static Distribution amount(Operation operation, Map<String, Place> members) {
    if (operation == Operation.WATCH) {
      Place timeout = members.get("timeout");
      return timeout == null
          ? new Distribution.Fixed(DEFAULT_WATCH_NS)
          : WorkloadReader.distribution(timeout, Units::ns);
    }
    Place replicas = members.get("replicas");
    return replicas == null
        ? new Distribution.Uniform(1, 5)
        : WorkloadReader.distribution(replicas, Double::parseDouble);
  }

  private static Optional<String> text(Place at, String key) {
    return at.get(key).map(Place::text);
  }
}
