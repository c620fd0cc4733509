package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.testkit.clock.ManualTicker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceAccountTest {
  @TempDir private Path folder;
  private final ManualTicker ticker = new ManualTicker();

  @Test
  void readsServerTokenAndAuthority() throws Exception {
    TestAuthority authority = TestAuthority.create(WallClock.anchoredTo(Ticker.system()).now());
    Files.writeString(folder.resolve("token"), "pod-token");
    Files.writeString(folder.resolve("ca.crt"), authority.own().certificatePem());

    ClientConfiguration loaded =
        new ServiceAccount(
                Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443"),
                folder,
                ticker)
            .load("agent");

    assertThat(loaded.base()).isEqualTo("https://[fd00::1]:443");
    assertThat(loaded.credential().authorization()).isEqualTo("Bearer pod-token");
    assertThat(loaded.trust()).containsExactly(authority.own().certificate());
  }

  @Test
  void outsideOfAPodSaysWhatToGive() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> new ServiceAccount(Map.of(), missing, ticker).load("agent"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "kubeconfig: must be given, or KUBECONFIG set; ~/.kube/config is read only where it is"
                + " named");
  }

  @Test
  void inAPodSaysWhatItsServiceAccountLacks() {
    Map<String, String> environment = Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1");

    assertThatThrownBy(() -> new ServiceAccount(environment, folder, ticker).load("agent"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("kubeconfig: must be given, or KUBECONFIG set; ")
        .hasMessageEndingWith(
            "(a pod's service account needs KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and "
                + folder.resolve("token")
                + ")");
  }
}
