package io.scaletest.testkit.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.testkit.controlplane.RealClusterExtension.Attempt;
import io.scaletest.testkit.controlplane.RealClusterExtension.Lease;
import io.scaletest.testkit.controlplane.RealClusterExtension.Pool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class RealClusterExtensionTest {
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
  void whereNoNodeCanRunTestsAreSkippedWithTheReason() {
    assertThatThrownBy(() -> failed(ControlPlaneExit.NO_NODE).clusterOrThrow(null))
        .isInstanceOf(TestAbortedException.class);
    assertThatThrownBy(() -> failed(ControlPlaneExit.NO_NODE).clusterOrThrow("true"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aControlPlaneThatDoesNotStartIsAFaultEverywhere() {
    assertThatThrownBy(() -> failed(ControlPlaneExit.START).clusterOrThrow(null))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aClassHasAClusterToItselfAndTheNextOneGetsIt() {
    List<Attempt> started = new ArrayList<>();
    Pool pool =
        new Pool(
            () -> {
              started.add(failed(ControlPlaneExit.START));
              return started.get(started.size() - 1);
            });
    Lease first = pool.lease();
    Lease second = pool.lease();
    assertThat(first.attempt()).isNotSameAs(second.attempt());

    first.close();
    assertThat(pool.lease().attempt()).isSameAs(first.attempt());
    assertThat(started).hasSize(2);
  }

  private static Attempt failed(ControlPlaneExit status) {
    return new Attempt("real control plane", null, new ToolException(status, "the reason"));
  }
}
