package io.scaletest.controlplane.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.components.Component;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ControlPlaneOptionsTest {
  @Test
  void theNumberOfApiServersIsBounded() {
    assertUsage(() -> options(0, List.of()), "--apiservers: must be 1 to 9, got 0");
    assertUsage(() -> options(10, List.of()), "--apiservers: must be 1 to 9, got 10");
    assertThat(options(9, List.of()).apiServers()).isEqualTo(9);
  }

  @Test
  void eachApiServerNeedsAnAddressOfItsOwn() {
    assertUsage(
        () -> options(2, List.of("10.200.0.1")),
        "--advertise-address: must be one different address for each of 2 API servers,"
            + " got 10.200.0.1");
    assertUsage(
        () -> options(2, List.of("10.200.0.1", "10.200.0.1")),
        "--advertise-address: must be one different address for each of 2 API servers,"
            + " got 10.200.0.1,10.200.0.1");
  }

  @Test
  void anAdvertisedAddressIsALiteralThatKubernetesTakesAsAnEndpoint() {
    assertUsage(
        () -> options(1, List.of("127.0.0.2")),
        "--advertise-address: must not be loopback, which Kubernetes refuses as an endpoint,"
            + " got 127.0.0.2");
    assertUsage(
        () -> options(1, List.of("example.com")),
        "--advertise-address: must be an IP address, got example.com");
    assertUsage(
        () -> options(1, List.of("1.2.3.400")),
        "--advertise-address: must be an IP address, got 1.2.3.400");
    assertThat(options(1, List.of("fd00::1")).advertiseAddresses()).containsExactly("fd00::1");
  }

  @Test
  void whatNothingWorksWithoutCannotBeLeftOut() {
    assertUsage(
        () -> options(1, List.of(), OptionalInt.empty(), Set.of(Component.ETCD)),
        "--without: nothing works without it, got etcd");
  }

  @Test
  void everyPortMustExist() {
    assertUsage(
        () -> options(1, List.of(), OptionalInt.of(0), Set.of()),
        "--secure-port: must be 1 to 65535, got 0");
    assertUsage(
        () -> options(2, List.of(), OptionalInt.of(65_535), Set.of()),
        "--secure-port: must be 1 to 65535, got 65535");
  }

  @Test
  void whatIsLeftOutTakesNoFlags() {
    ControlPlaneOptions withoutScheduler =
        options(1, List.of(), OptionalInt.empty(), Set.of(Component.KUBE_SCHEDULER));
    assertUsage(
        () -> withoutScheduler.withFlags(Component.KUBE_SCHEDULER, "--v=2"),
        "--extra-config: must be of a component that runs, got kube-scheduler of --without");
  }

  private static ControlPlaneOptions options(int apiServers, List<String> addresses) {
    return options(apiServers, addresses, OptionalInt.empty(), Set.of());
  }

  private static ControlPlaneOptions options(
      int apiServers, List<String> addresses, OptionalInt port, Set<Component> without) {
    return new ControlPlaneOptions(
        Path.of("d"),
        Optional.empty(),
        Optional.empty(),
        apiServers,
        addresses,
        port,
        AuditLevel.NONE,
        false,
        without,
        Map.of(),
        false,
        false);
  }

  private static void assertUsage(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.status()).isEqualTo(CommonExit.USAGE))
        .hasMessage(message);
  }
}
