package io.scaletest.controlplane.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeRequirementsTest {
  @Test
  void oneLineNamesAllThatIsMissing() {
    assertThatThrownBy(() -> NodeRequirements.check("nobody", Map.of("PATH", "/nonexistent")))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.status()).isEqualTo(ControlPlaneExit.NO_NODE))
        .hasMessageStartingWith("--node: a node must be root; lacks unshare, nsenter")
        .hasMessageContaining("containerd")
        .hasMessageEndingWith("(on Debian hack/install-packages.sh has them)")
        .hasMessageNotContaining("\n");
  }

  @Test
  void programsOfRootAreFoundWhereThePathLacksThem() {
    assertThat(NodeRequirements.searchPath(Map.of("PATH", "/a")))
        .startsWith("/a:")
        .contains("/usr/sbin");
  }
}
