package io.scaletest.controlplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.controlplane.cluster.ComponentStatus;
import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
  private static final ComponentStatus READY = component("etcd", OptionalLong.of(41), true);
  private static final ComponentStatus BUSY =
      component("kube-apiserver-1", OptionalLong.of(42), false);
  private static final ComponentStatus STOPPED =
      component("kube-scheduler", OptionalLong.empty(), false);

  @Test
  void theStatusTellsReadyFromHalfReadyFromStopped() {
    assertThat(StatusCommand.exitStatus(List.of(READY, READY))).isEqualTo(CommonExit.OK);
    assertThat(StatusCommand.exitStatus(List.of(READY, BUSY)))
        .isEqualTo(ControlPlaneExit.NOT_READY);
    assertThat(StatusCommand.exitStatus(List.of(READY, STOPPED)))
        .isEqualTo(ControlPlaneExit.NOT_READY);
    assertThat(StatusCommand.exitStatus(List.of(STOPPED, STOPPED)))
        .isEqualTo(ControlPlaneExit.NOT_RUNNING);
  }

  @Test
  void theTableHasALineForEachComponent() {
    assertThat(StatusCommand.render(List.of(READY, BUSY, STOPPED)))
        .isEqualTo(
            """
            COMPONENT                  PID      STATE    READY    MEMORY  ADDRESS
            etcd                       41       running  yes       3 MiB  http://127.0.0.1:1
            kube-apiserver-1           42       running  no        3 MiB  http://127.0.0.1:1
            kube-scheduler             -        stopped  no            -  http://127.0.0.1:1
            """);
  }

  private static ComponentStatus component(String name, OptionalLong pid, boolean ready) {
    OptionalLong memory = pid.isPresent() ? OptionalLong.of(3L << 20) : OptionalLong.empty();
    return new ComponentStatus(
        name, Component.ETCD, pid, URI.create("http://127.0.0.1:1"), ready, memory);
  }
}
