package io.scaletest.hollownode.stages;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.pools.YamlFile;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stages that kwok ships, with the inputs and outputs that it ships as their tests: which stage
 * is chosen, its delay and weight, and what it does, field by field.
 */
class KwokStagesTest {
  private static final Path SHIPPED = Path.of("src/test/resources/kwok-0.8.0");
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  static Stream<Path> inputs() {
    try (Stream<Path> files = Files.walk(SHIPPED)) {
      return files.filter(file -> file.toString().endsWith(".input.yaml")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Functions that say who was asked for what, as those of kwok's own tests do. */
  private static Map<String, GoFunction> placeholders(ObjectKind kind) {
    Map<String, GoFunction> all = new HashMap<>();
    for (String name : StageFunctions.names(kind)) {
      boolean many = name.endsWith("IPsWith");
      all.put(
          name,
          arguments -> {
            String call =
                arguments.isEmpty()
                    ? name
                    : name
                        + JsonWriter.text(arguments)
                            .replace('[', '(')
                            .replace(']', ')')
                            .replace(",", ", ");
            return many ? List.of("<0 of " + call + ">", "<1 of " + call + ">") : "<" + call + ">";
          });
    }
    all.put("NodeConditions", arguments -> StageFunctions.NODE_CONDITIONS);
    all.put("Quote", StageFunctions::quoted);
    all.put("YAML", StageFunctions::yaml);
    return all;
  }

  private static Map<String, Object> document(Path path) {
    return JsonTree.asObject((Map<?, ?>) plain(YamlFile.document(path)));
  }

  /** Returns the tree with numbers as JSON's parser has them. */
  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((key, member) -> plain.put((String) key, plain(member)));
      return plain;
    }
    if (value instanceof List<?> list) {
      return new ArrayList<>(list.stream().map(KwokStagesTest::plain).toList());
    }
    return value instanceof Integer number ? (Object) number.longValue() : value;
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void theyDoWhatKwokSaysTheyDo(Path input) throws Exception {
    Path folder = input.getParent().getParent();
    Path output = Path.of(input.toString().replace(".input.", ".output."));
    Map<String, Object> object = document(input);
    ObjectKind kind = ObjectKind.of(JsonTree.string(object, "kind")).orElseThrow();
    Lifecycle lifecycle = Stages.read(List.of(folder)).of(kind);
    Map<?, ?> expected = JsonTree.objects(document(output), "stages").get(0);

    Stage stage = lifecycle.next(object, new SplittableRandom(1)).orElseThrow();
    assertThat(stage.name()).isEqualTo(expected.get("stage"));
    assertThat(stage.weight().of(object)).hasValue((Long) expected.get("weight"));
    List<Object> delays = JsonTree.list(expected, "delay");
    long least = delays.isEmpty() ? 0 : (Long) delays.get(0);
    long most = delays.isEmpty() ? 0 : (Long) delays.get(delays.size() - 1);
    for (int seed = 0; seed < 100; seed++) {
      long delay = stage.delay().ns(object, NOW, new SplittableRandom(seed));
      assertThat(Math.max(0, delay)).as("seed %d", seed).isBetween(least, most);
    }

    List<Map<?, ?>> next = JsonTree.objects(expected, "next");
    assertThat(stage.steps()).hasSameSizeAs(next);
    for (int i = 0; i < next.size(); i++) {
      compare(stage.steps().get(i), next.get(i), object, kind);
    }
  }

  private static void compare(
      StageStep step, Map<?, ?> expected, Map<String, Object> object, ObjectKind kind)
      throws Exception {
    switch ((String) expected.get("kind")) {
      case "event" -> {
        StageStep.PostEvent event = (StageStep.PostEvent) step;
        assertThat(event.reason().text()).isEqualTo(expected.get("reason"));
        assertThat(event.reason().type()).isEqualTo(expected.get("type"));
        assertThat(event.message()).isEqualTo(expected.get("message"));
      }
      case "delete" -> assertThat(step).isInstanceOf(StageStep.Delete.class);
      default -> {
        StageStep.Patch patch = (StageStep.Patch) step;
        assertThat(patch.subresource()).isEqualTo(expected.get("subresource"));
        String made = patch.template().execute(GoTemplate.data(object), placeholders(kind));
        Object body = plain(patch.rooted(Yaml.parse(made)));
        assertThat(body).isEqualTo(expected.get("data"));
      }
    }
  }

  @org.junit.jupiter.api.Test
  void everyShippedStageIsRead() {
    Stages all =
        Stages.read(
            Stream.of(
                    "pod/general",
                    "pod/chaos",
                    "node/fast",
                    "node/heartbeat-with-lease",
                    "node/heartbeat",
                    "node/chaos")
                .map(SHIPPED::resolve)
                .toList());
    assertThat(all.of(ObjectKind.POD).stages()).hasSize(8);
    assertThat(all.of(ObjectKind.NODE).stages()).hasSize(4);
    assertThat(all.postsEvents()).isTrue();
    assertThat(Stages.read(List.of(SHIPPED.resolve("pod/fast"))).postsEvents()).isFalse();
  }
}
