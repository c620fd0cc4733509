package io.scaletest.player.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.RunOptions;
import io.scaletest.player.workload.Specification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PlaySettingsTest {
  private final WallClock clock = WallClock.anchoredTo(Ticker.system());
  @TempDir private Path folder;

  @Test
  void eachTrialHasNamesAndSeedOfItsOwn() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("s.yaml"),
            "duration: 1s\nload: {a: {objects: cm, rate: 1/s, mix: {create: 1}}}");
    RunOptions run = new RunOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("run", CommandLine.Model.CommandSpec.forAnnotatedObject(run)))
        .parseArgs("-seed=7");
    Specification spec = Specification.in(file);
    PlaySettings alone =
        new PlaySettings("1", spec, spec.read(Map.of()), run, null, List.of(), null, null, 0);
    assertThat(alone.suffix()).isEmpty();
    assertThat(alone.seed(clock)).isEqualTo(7);
    PlaySettings first = alone.asTrial(1, alone.workload());
    PlaySettings second = alone.asTrial(2, alone.workload());
    assertThat(first.suffix()).isEqualTo("-t1");
    assertThat(first.seed(clock)).isEqualTo(8);
    assertThat(second.seed(clock)).isEqualTo(9);
  }
}
