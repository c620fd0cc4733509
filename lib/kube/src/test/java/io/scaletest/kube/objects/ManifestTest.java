package io.scaletest.kube.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  @TempDir private Path folder;

  private Manifest read(String text) throws IOException {
    Path file = folder.resolve("object.yaml");
    Files.writeString(file, text);
    return Manifest.read("kind", file);
  }

  @Test
  void readsYaml() throws IOException {
    Manifest manifest =
        read(
            "---\napiVersion: example.com/v1\nkind: Site\nspec: {size: 3, on: true, 1: [a, null]}\n");
    assertThat(manifest.apiVersion()).isEqualTo("example.com/v1");
    assertThat(manifest.kind()).isEqualTo("Site");
    assertThat(manifest.tree().get("spec"))
        .isEqualTo(Map.of("size", 3, "on", true, "1", Arrays.asList("a", null)));
  }

  @Test
  void readsJson() throws IOException {
    Manifest manifest =
        read("{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"Pod\", \"spec\": {\"x\": [1.5]}}");
    assertThat(manifest.kind()).isEqualTo("Pod");
    assertThat(manifest.tree().get("spec")).isEqualTo(Map.of("x", List.of(1.5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | ': must hold one object, got 0'",
        "'a: b\n---\nc: d\n' | ': must hold one object, got 2'",
        "'[1, 2]' | ': must be an object with apiVersion and kind'",
        "'kind: Pod' | ': must be an object with apiVersion and kind'",
        "'apiVersion: v1' | ': must be an object with apiVersion and kind'",
        "'apiVersion: 1\nkind: Pod' | ': must be an object with apiVersion and kind'",
        "'apiVersion: v1\nkind: List' | ': must hold one object, got a List'",
        "'a: b\nc: [d\n' | ':3: is not well-formed YAML: '",
        "'a: &x {b: *x}' | ': must be nested less than 100 levels deep'",
      })
  void saysInOneLineWhatIsWrong(String text, String wrong) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.status()).isEqualTo(CommonExit.USAGE))
        .hasMessageStartingWith("kind: " + folder.resolve("object.yaml") + wrong)
        .hasMessageNotContaining("\n");
  }

  @Test
  void saysThatAFileIsNotThere() {
    assertThatThrownBy(() -> Manifest.read("kind", Path.of("none.yaml")))
        .hasMessage("kind: none.yaml: no such file");
  }
}
