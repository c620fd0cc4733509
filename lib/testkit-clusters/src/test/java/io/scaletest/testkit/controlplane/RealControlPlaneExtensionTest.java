package io.scaletest.testkit.controlplane;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.testkit.controlplane.RealControlPlaneExtension.Attempt;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class RealControlPlaneExtensionTest {
  @Test
  void withoutBinariesTestsAreSkippedWithTheReason() {
    assertThatThrownBy(() -> failed(ControlPlaneExit.NO_BINARIES).clusterOrThrow(null))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage("no real control plane: the reason");
  }

  @Test
  void withoutBinariesTestsFailInContinuousIntegration() {
    assertThatThrownBy(() -> failed(ControlPlaneExit.NO_BINARIES).clusterOrThrow("true"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("no real control plane: the reason");
  }

  @Test
  void aControlPlaneThatDoesNotStartIsAFaultEverywhere() {
    assertThatThrownBy(() -> failed(ControlPlaneExit.START).clusterOrThrow(null))
        .isInstanceOf(AssertionError.class);
  }

  private static Attempt failed(ControlPlaneExit status) {
    return new Attempt(null, new ToolException(status, "the reason"));
  }
}
