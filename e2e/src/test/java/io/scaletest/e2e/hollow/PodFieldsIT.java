package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** No field of a pod that a real API server knows is passed over by hollow nodes in silence. */
@SideBySide
@RealControlPlane
class PodFieldsIT {
  private static final String PREFIX = "io.k8s.api.core.v1.";
  private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| (.*) \\| ?(.*) \\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  /** Fields of one type, as the page has them. */
  private record Listed(Set<String> actedOn, Set<String> others) {
    boolean has(String field) {
      return actedOn.contains(field) || others.contains(field);
    }
  }

  @Test
  void everyFieldOfThePodApiIsActedOnOrListed(RealCluster cluster) throws IOException {
    Map<String, Listed> page = page();
    JsonNode schemas =
        new RawApi(cluster.client()).get("/openapi/v3/api/v1").json().at("/components/schemas");
    Set<String> seen = new HashSet<>();
    List<String> silent = new ArrayList<>();
    look("PodSpec", schemas, page, seen, silent);
    look("PodStatus", schemas, page, seen, silent);

    assertThat(silent).as("neither acted on nor listed in hollow-pod-fields.md").isEmpty();
    assertThat(seen).contains("Container", "EphemeralContainer", "ContainerStatus", "Probe");
    assertThat(seen.size()).isGreaterThan(30);
  }

  /** Looks at a type, and at the types of those of its fields that are acted on. */
  private static void look(
      String type,
      JsonNode schemas,
      Map<String, Listed> page,
      Set<String> seen,
      List<String> silent) {
    JsonNode fields = schemas.path(PREFIX + type).path("properties");
    if (fields.isEmpty() || !seen.add(type)) {
      return;
    }
    Listed listed = page.getOrDefault(type, new Listed(Set.of(), Set.of()));
    for (String field : fields.propertyNames()) {
      if (!listed.has(field)) {
        silent.add(type + "." + field);
      } else if (listed.actedOn().contains(field)) {
        typeOf(fields.path(field)).ifPresent(inner -> look(inner, schemas, page, seen, silent));
      }
    }
  }

  private static Optional<String> typeOf(JsonNode field) {
    JsonNode schema = field.has("items") ? field.path("items") : field;
    String reference = schema.path("$ref").asString(schema.at("/allOf/0/$ref").asString(""));
    int at = reference.indexOf(PREFIX);
    return at < 0 ? Optional.empty() : Optional.of(reference.substring(at + PREFIX.length()));
  }

  private static Map<String, Listed> page() throws IOException {
    Map<String, Listed> page = new HashMap<>();
    for (String line :
        Files.readAllLines(Repository.root().resolve("docs/generated/hollow-pod-fields.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        page.put(row.group(1), new Listed(names(row.group(2)), names(row.group(3))));
      }
    }
    return page;
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text).results().map(name -> name.group(1)).collect(Collectors.toSet());
  }
}
