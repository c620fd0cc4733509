package io.scaletest.hollownode.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitCodesTest {
  private static final int DRAWS = 10_000;

  @Test
  void codesComeAsOftenAsTheirWeightsSay() {
    ExitCodes codes = ExitCodes.parse("0:18, 1:1, oom:1");
    SplittableRandom random = new SplittableRandom(7);

    Map<ContainerExit, Integer> counts = new HashMap<>();
    for (int i = 0; i < DRAWS; i++) {
      counts.merge(codes.draw(random), 1, Integer::sum);
    }

    assertThat(counts.get(ContainerExit.COMPLETED)).isBetween(8_900, 9_100);
    assertThat(counts.get(ContainerExit.of(1))).isBetween(430, 570);
    assertThat(counts.get(ContainerExit.OOM_KILLED)).isBetween(430, 570);
  }

  @Test
  void aCodeOfNoWeightNeverComes() {
    ExitCodes codes = ExitCodes.parse("0:0,3:1,4:0");
    SplittableRandom random = new SplittableRandom(7);

    for (int i = 0; i < DRAWS; i++) {
      assertThat(codes.draw(random).code()).isEqualTo(3);
    }
  }

  @Test
  void theReasonIsKubernetesOwn() {
    assertThat(ContainerExit.COMPLETED.reason()).isEqualTo("Completed");
    assertThat(ContainerExit.of(137).reason()).isEqualTo("Error");
    assertThat(ContainerExit.OOM_KILLED.reason()).isEqualTo("OOMKilled");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "zero", "0:", "0:0", "0:1:2", "0:-1", "0:1,1:-1", "0:NaN", "0:1e999"})
  void aBadDistributionIsTold(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExitCodes.parse(text))
        .withMessageEndingWith("with weights above 0, got " + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "256"})
  void aCodeIsAByte(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExitCodes.parse(text))
        .withMessage("exit code: must be 0 to 255, got " + text);
  }
}
