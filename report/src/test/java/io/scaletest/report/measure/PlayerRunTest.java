package io.scaletest.report.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.operation.Operation;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.SourceFile;
import io.scaletest.report.output.TextOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the player leaves: rows of every verb, of collections, and of names without the run's ID.
 */
class PlayerRunTest {
  @TempDir private Path folder;
  private final StringBuilder rows = new StringBuilder();
  private final StringBuilder counts = new StringBuilder();
  private int sent;

  private void request(Operation operation, String name) {
    sent++;
    String at = "2026-11-30 16:55:%02d.100".formatted(sent);
    String answered = "2026-11-30 16:55:%02d.140".formatted(sent);
    rows.append(at + "," + answered + "," + operation.word() + ",\"" + name + "\",\"\"\n");
    counts.append((counts.isEmpty() ? "\"" : ",\"") + operation.plural() + "\":1");
  }

  private RunResult read() throws IOException {
    Files.writeString(folder.resolve("load-driver.csv"), rows);
    Files.writeString(folder.resolve("load-driver.parms"), "SPEC=load\nRUNID=load\n");
    Files.writeString(
        folder.resolve("load-driver.summary.json"),
        """
        {"schema": "scaletest-summary", "schemaVersion": 1, "tool": "player", "runId": "load",
         "start": "2026-11-30T16:55:00Z", "end": "2026-11-30T16:56:00Z",
         "verdict": {"status": "VALID"}, "counts": {%s}}
        """
            .formatted(counts));
    return SyntheticRun.read(folder);
  }

  @Test
  void everyVerbIsReadAndCountedInTheRunOfTheFilesBesideIt() throws IOException {
    for (Operation operation : Operation.values()) {
      boolean collection =
          operation == Operation.LIST
              || operation == Operation.WATCH
              || operation == Operation.DELETE_COLLECTION;
      request(operation, collection ? "*" : "s-load-7");
    }

    RunResult result = read(); // of one run: another one would fail here

    assertThat(result.title()).isEqualTo("load");
    assertThat(TextOutput.of(new Report("0", List.of(result), List.of()), true))
        .contains("1 create, 1 update, 1 patch, 1 apply");
    assertThat(result.status()).as("%s", result.findings()).isEqualTo(Verdict.Status.VALID);
    assertThat(result.findings()).isEmpty();
    assertThat(result.operations())
        .extracting(OperationResult::name)
        .containsExactly(
            List.of(Operation.values()).stream().map(Operation::word).toArray(String[]::new));
    assertThat(result.files()).extracting(SourceFile::leftOutCount).containsOnly(0L);
    assertThat(result.population().size()).as("a collection's delete tells no number").isZero();
  }

  @Test
  void populationIsNotToldWhereObjectsWereThereBefore() throws IOException {
    request(Operation.DELETE, "s-load-1");
    request(Operation.CREATE, "s-load-2");
    assertThat(read().population().size()).isZero();
  }

  @Test
  void populationIsToldOfCreatesAndDeletesBesideReads() throws IOException {
    request(Operation.CREATE, "s-load-1");
    request(Operation.GET, "s-load-1");
    request(Operation.CREATE, "s-load-2");
    assertThat(read().population().stream().max()).hasValue(2);
  }

  @Test
  void manyAreCalledByTheirPlural() throws IOException {
    for (int i = 0; i < 2; i++) {
      request(Operation.PATCH, "s-load-1");
      request(Operation.APPLY, "s-load-1");
      request(Operation.WATCH, "*");
    }
    assertThat(TextOutput.of(new Report("0", List.of(read()), List.of()), true))
        .contains("2 patches, 2 applies, 2 watches");
  }

  @Test
  void aWordThatIsNoOperationIsLeftOut() throws IOException {
    request(Operation.GET, "s-load-1");
    rows.append("2026-11-30 16:55:30.100,2026-11-30 16:55:30.140,getting,\"x\",\"\"\n");
    assertThat(read().files())
        .filteredOn(file -> file.leftOutCount() > 0)
        .singleElement()
        .satisfies(file -> assertThat(file.leftOut().toString()).contains("no operation"));
  }
}
