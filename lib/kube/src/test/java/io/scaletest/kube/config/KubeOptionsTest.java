package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KubeOptionsTest {
  @Test
  void takesOneDashOrTwo() {
    assertThat(parsed("-kubeconfig", "a").kubeconfig()).isEqualTo("a");
    assertThat(parsed("--kubeconfig=a", "--context", "c").context()).isEqualTo("c");
  }

  @Test
  void standsForThePodWithoutOptions() {
    assertThat(parsed().kubeconfig()).isEmpty();
    assertThat(parsed().context()).isEmpty();
  }

  @CommandLine.Command
  private static final class Tool {
    @CommandLine.Mixin private KubeOptions kube;
  }

  private static KubeOptions parsed(String... args) {
    Tool tool = new Tool();
    new CommandLine(tool).parseArgs(args);
    return tool.kube;
  }
}
