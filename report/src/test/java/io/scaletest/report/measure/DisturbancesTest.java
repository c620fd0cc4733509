package io.scaletest.report.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.report.model.Disturbance;
import io.scaletest.report.model.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the control plane did not do what it did before and after. */
class DisturbancesTest {
  private static final long START = SyntheticRun.time("2026-11-29T05:23:23.100Z");

  @TempDir private Path folder;

  @Test
  void anOutageBetweenWholeSecondsIsFoundWithWhatPiledUp() throws IOException {
    int n = 4_000;
    double[] due = SyntheticRun.dueMs(100, n, 7);
    var run = new SyntheticRun("stop").parameters(100, n, 100, 7);
    for (int i = 1; i <= n; i++) {
      long sent = START + (long) due[i - 1];
      boolean held = sent >= START + 10_600 && sent < START + 11_900;
      run.request(sent, held ? START + 11_905 : sent + 5, "create", i, "");
    }

    RunResult result = run.result(folder);

    List<Disturbance> found = result.disturbances();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).fromEpochMs()).isBetween(START + 10_500, START + 10_900);
    assertThat(found.get(0).toEpochMs()).isBetween(START + 11_600, START + 12_200);
    assertThat(found.get(0).text()).startsWith("no request succeeded for 1");
  }

  @Test
  void aSlowTimeIsFoundWithoutAnyFailure() throws IOException {
    var run = new SyntheticRun("slow");
    for (int i = 1; i <= 4_000; i++) {
      long sent = START + i * 10L;
      boolean slow = i > 2_000 && i <= 2_300;
      run.request(sent, sent + (slow ? 200 : 5), "create", i, "");
    }

    List<Disturbance> found = run.result(folder).disturbances();

    assertThat(found).hasSize(1);
    assertThat(found.get(0).fromEpochMs()).isBetween(START + 19_700, START + 20_300);
    assertThat(found.get(0).toEpochMs()).isBetween(START + 22_700, START + 23_300);
  }

  @Test
  void aRunThatDoesNothingForAWhileIsNotDisturbed() throws IOException {
    var run = new SyntheticRun("pause");
    for (int i = 1; i <= 2_000; i++) {
      long sent = START + i * 10L + (i > 1_000 ? 30_000 : 0);
      run.request(sent, sent + 5, "create", i, "");
    }

    assertThat(run.result(folder).disturbances()).isEmpty();
  }
}
