package io.scaletest.controlplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EnvCommandTest {
  @Test
  void theExportLineTakesEveryPath() {
    assertThat(EnvCommand.exportLine(Path.of("/tmp/a b/it's $HOME/admin.kubeconfig")))
        .isEqualTo("export KUBECONFIG='/tmp/a b/it'\\''s $HOME/admin.kubeconfig'");
  }
}
