package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.player.trace.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchRulesFileTest {
  @TempDir private Path folder;

  private PatchRules read(String text) throws IOException {
    return PatchRulesFile.read(Files.writeString(folder.resolve("r.yaml"), text));
  }

  @Test
  void theFirstRuleThatFitsCountsForTypesThatAreGuesses() throws IOException {
    PatchRules rules =
        read(
            "- {resource: configmaps, user: bob, type: json}\n"
                + "- {resource: configmaps, type: merge}\n");
    Entries entries = new Entries();
    entries.add("patch", Entries.CONFIG_MAPS, "a", "c").patch(PatchType.UNKNOWN);
    entries.add("patch", Entries.CONFIG_MAPS, "a", "c").patch(PatchType.UNKNOWN).by("bob");
    entries.add("patch", Entries.PODS, "a", "c").patch(PatchType.UNKNOWN);
    entries.add("patch", Entries.CONFIG_MAPS, "a", "c").patch(PatchType.APPLY);
    entries.add("get", Entries.CONFIG_MAPS, "a", "c");

    assertThat(entries.all())
        .extracting(entry -> rules.typed(entry).patch())
        .containsExactly(
            PatchType.MERGE, PatchType.JSON, PatchType.UNKNOWN, PatchType.APPLY, PatchType.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: b|must be a list of rules",
        "- {resource: x, typ: merge}|rule 1: must have resource, user and type and nothing else",
        "- {type: merg}|rule 1: type must be json, merge, strategic or apply, got merg",
        "- {type|is no YAML"
      })
  void whatIsWrongIsToldInOneLine(String text, String told) {
    assertThatThrownBy(() -> read(text))
        .hasMessageContaining("r.yaml: " + told)
        .message()
        .hasLineCount(1);
  }
}
