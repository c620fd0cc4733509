package io.scaletest.kube.flunders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FlunderOptionsTest {
  @Test
  void takesOneDashOrTwo() {
    FlunderOptions options = parsed("-group", "wardle.k8s.io", "--api-version=v1beta1");
    assertThatCode(options::check).doesNotThrowAnyException();
    assertThat(options.group()).isEqualTo("wardle.k8s.io");
    assertThat(options.version()).isEqualTo("v1beta1");
  }

  @Test
  void leavesBothToBeFoundOut() {
    FlunderOptions options = parsed();
    assertThatCode(options::check).doesNotThrowAnyException();
    assertThat(options.group()).isEmpty();
    assertThat(options.version()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--group=wardle/v1, 'group: must be an API group such as wardle.example.com, got wardle/v1'",
    "--group=.k8s.io, 'group: must be an API group such as wardle.example.com, got .k8s.io'",
    "--api-version=1, 'api-version: must be an API version such as v1alpha1, got 1'",
    "--api-version=v1/x, 'api-version: must be an API version such as v1alpha1, got v1/x'",
  })
  void refusesWhatIsNoGroupOrVersion(String option, String message) {
    assertThatThrownBy(parsed(option)::check).hasMessage(message);
  }

  @CommandLine.Command
  private static final class Tool {
    @CommandLine.Mixin private FlunderOptions flunders;
  }

  private static FlunderOptions parsed(String... args) {
    Tool tool = new Tool();
    new CommandLine(tool).parseArgs(args);
    return tool.flunders;
  }
}
