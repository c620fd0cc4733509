package io.scaletest.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.testkit.process.ToolProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("io.scaletest.testkit.network.NetworkNamespace#supported")
class NetworkNamespaceTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Test
  void itHasTheAddressesAskedForAndNoOthers() {
    try (NetworkNamespace namespace = NetworkNamespace.open("10.200.0.1/16", "10.200.0.2/16");
        ToolProcess ip =
            ToolProcess.command("ip", "-4", "-o", "address").through(namespace.prefix()).start()) {
      assertThat(ip.awaitExit(LIMIT)).as(ip.stderr()).isZero();
      assertThat(ip.stdout().lines())
          .hasSize(3)
          .anyMatch(l -> l.contains("127.0.0.1/8"))
          .anyMatch(l -> l.contains("10.200.0.1/16"))
          .anyMatch(l -> l.contains("10.200.0.2/16"));
    }
  }

  @Test
  void itEndsWithItsHolder() {
    NetworkNamespace namespace = NetworkNamespace.open();
    namespace.close();
    namespace.close();

    try (ToolProcess late = ToolProcess.command("true").through(namespace.prefix()).start()) {
      assertThat(late.awaitExit(LIMIT)).isNotZero();
    }
  }

  @Test
  void anAddressThatIsNoneLeavesNoNamespaceBehind() {
    long before = childrenCount();

    assertThatThrownBy(() -> NetworkNamespace.open("nonsense"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nonsense");

    assertThat(childrenCount()).isEqualTo(before);
  }

  private static long childrenCount() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
  }
}
