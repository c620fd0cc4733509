package io.scaletest.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.run.RunId;
import io.scaletest.driving.lifecycle.KnownKind;
import io.scaletest.driving.lifecycle.ObjectTemplate;
import io.scaletest.kube.kinds.ObjectKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What objects are like, by what is known of their kind or said in a file. */
class WantedKindTest {
  private static final RunId RUN = RunId.of("1129.0000.0001");
  private static final Optional<String> PLACE = Optional.of("place");

  @TempDir private Path folder;

  private static ObjectKind kind(String group, String plural) {
    return new ObjectKind(group, "v1", plural, "Any", true);
  }

  private static ObjectTemplate template(String group, String plural) {
    return WantedKind.of(plural).template(kind(group, plural), PLACE, RUN);
  }

  @Test
  void objectsHaveTheLabelsOfTheirRun() {
    assertThat(template("", "configmaps").manifest().get("metadata"))
        .isEqualTo(
            Map.of("labels", Map.of("purpose", "scaletest", "scaletest/runid", RUN.value())));
  }

  @Test
  void deletesHaveTheOptionsOfTheirKind() {
    assertThat(template("", "pods").deleteOptions()).isEqualTo(Map.of("gracePeriodSeconds", 0L));
    assertThat(template("apps", "deployments").deleteOptions())
        .isEqualTo(Map.of("propagationPolicy", "Background"));
    assertThat(template("", "configmaps").deleteOptions()).isEmpty();
  }

  @Test
  void anEventIsAboutAnObjectOfItsOwnNamespace() {
    assertThat(template("", "events").manifest().get("involvedObject").toString())
        .contains("namespace=place");
  }

  @Test
  void aKindOfWhichNothingIsKnownHasNoBody() {
    assertThat(template("example.com", "configmaps").manifest()).containsOnlyKeys("metadata");
  }

  @Test
  void aFileIsTheBodyAndTheKindsDeleteOptionsStay() throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), "{apiVersion: v1, kind: Pod, a: b}");
    ObjectTemplate pods = WantedKind.of(file.toString()).template(kind("", "pods"), PLACE, RUN);
    assertThat(pods.manifest().get("a")).isEqualTo("b");
    assertThat(pods.manifest().get("spec")).isNull();
    assertThat(pods.deleteOptions()).isEqualTo(Map.of("gracePeriodSeconds", 0L));
  }

  @ParameterizedTest
  @EnumSource(KnownKind.class)
  void everyKnownBodyIsAnObject(KnownKind known) {
    assertThat(known.body(PLACE)).doesNotContainKeys("apiVersion", "kind", "metadata");
    assertThat(known.deleteOptions()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "apps, deployments, 1129.0000.0001",
    "'', namespaces, 1129-0000-0001",
    "'', services, s-1129-0000-0001",
    "example.com, services, 1129.0000.0001",
  })
  void namesBeginWithTheRunIdAsFarAsTheyMay(String group, String plural, String prefix) {
    assertThat(KnownKind.Names.of(kind(group, plural)).prefix(RUN).value()).isEqualTo(prefix);
  }
}
