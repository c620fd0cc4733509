package io.scaletest.common.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> NAMES = List.of("runid", "n", "maxpop", "no-overwrite", "v");

  @ParameterizedTest
  @CsvSource({
    "runnid,runid",
    "runi,runid",
    "rumid,runid",
    "rundi,runid",
    "run-id,runid",
    "rnuii,runid",
    "MaxPop,maxpop",
    "nooverwrite,no-overwrite"
  })
  void upToTwoSlipsAreForgiven(String written, String meant) {
    assertThat(NearestName.to(written, NAMES)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"nonsense", "overwrite", "rain", "nn", "x", "''"})
  void whatIsFarFromEveryNameOrShortHasNone(String written) {
    assertThat(NearestName.to(written, NAMES)).isEmpty();
  }

  @Test
  void theNearestIsChosen() {
    assertThat(NearestName.to("logdir", List.of("log_file", "logger", "log_dir")))
        .contains("log_dir");
  }
}
