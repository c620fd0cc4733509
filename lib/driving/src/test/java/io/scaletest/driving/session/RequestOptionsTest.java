package io.scaletest.driving.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.text.DurationText;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RequestOptionsTest {
  @Command
  private static final class Tool {
    @Mixin private RequestOptions requests = new RequestOptions();
  }

  private static RequestOptions of(String... arguments) {
    var tool = new Tool();
    new CommandLine(tool)
        .registerConverter(Duration.class, DurationText::parse)
        .parseArgs(arguments);
    return tool.requests;
  }

  @Test
  void metricsOfTheServerAreAskedForEvery15sUnlessSaidOtherwise() {
    assertThat(of().serverMetricsEvery()).isEmpty();
    assertThat(of("--server-metrics").serverMetricsEvery()).hasValue(Duration.ofSeconds(15));
    assertThat(of("--server-metrics", "--server-metrics-every=1s").serverMetricsEvery())
        .hasValue(Duration.ofSeconds(1));
    RequestOptions off = of("--server-metrics", "--server-metrics-every=0");
    assertThatCode(off::check).doesNotThrowAnyException();
    assertThat(off.serverMetricsEvery()).isEmpty();
  }

  @Test
  void anIntervalWithoutMetricsAndOneThatIsTooShortAreRefused() {
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> of("--server-metrics-every=5s").check())
        .withMessage("server-metrics-every: has no effect without --server-metrics");
    for (String every : new String[] {"999ms", "-1s"}) {
      assertThatExceptionOfType(ToolException.class)
          .isThrownBy(() -> of("--server-metrics", "--server-metrics-every=" + every).check())
          .withMessageStartingWith("server-metrics-every: must be 0 or >= 1s, got ");
    }
  }
}
