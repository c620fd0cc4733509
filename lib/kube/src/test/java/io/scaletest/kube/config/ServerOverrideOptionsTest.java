package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.certificate.TestAuthority;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServerOverrideOptionsTest {
  private static final X509Certificate TRUSTED =
      TestAuthority.create(WallClock.anchoredTo(Ticker.system()).now()).own().certificate();
  private static final ClientConfiguration CONFIGURED =
      ClientConfiguration.to("https://configured:6443", "agent")
          .pathPrefix("/proxied")
          .serverName(Optional.of("name"))
          .trust(List.of(TRUSTED))
          .credential(() -> "Bearer token")
          .build();

  @ParameterizedTest
  @CsvSource({
    "api.wardle.svc.cluster.local, https://api.wardle.svc.cluster.local:443, ''",
    "10.0.0.1:8443, https://10.0.0.1:8443, ''",
    "[::1]:8443, https://[::1]:8443, ''",
    "https://host, https://host:443, ''",
    "http://host/below/it/, http://host:80, /below/it",
    "under_score, https://under_score:443, ''",
    "HTTPS://host:6443/, https://host:6443, ''",
  })
  void takesAHostAHostWithPortOrABaseUrl(String given, String base, String prefix)
      throws Exception {
    ClientConfiguration changed = applied("-override-server", given);
    assertThat(changed.base()).isEqualTo(base);
    assertThat(changed.pathPrefix()).isEqualTo(prefix);
  }

  @Test
  void keepsTrustAndLogIn() throws Exception {
    ClientConfiguration changed = applied("--override-server=other");
    assertThat(changed.trust()).containsExactly(TRUSTED);
    assertThat(changed.insecure()).isFalse();
    assertThat(changed.credential()).isSameAs(CONFIGURED.credential());
    assertThat(changed.serverName()).contains("name");
    assertThat(changed.userAgent()).isEqualTo("agent");
  }

  @Test
  void verifiesNothingWhereToldSo() throws Exception {
    ClientConfiguration changed = applied("--insecure");
    assertThat(changed.insecure()).isTrue();
    assertThat(changed.trust()).isEmpty();
    assertThat(changed.base()).isEqualTo(CONFIGURED.base());
    assertThat(changed.pathPrefix()).isEqualTo(CONFIGURED.pathPrefix());
  }

  @Test
  void changesNothingWithoutOptions() throws Exception {
    assertThat(applied()).isEqualTo(CONFIGURED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "host:port",
        "host:70000",
        "host:0",
        ":443",
        "ftp://host",
        "https://",
        "::1",
      })
  void refusesWhatIsNoneOfThese(String given) {
    assertThatThrownBy(() -> applied("-override-server", given))
        .hasMessage("override-server: must be host, host:port or https://host:port, got " + given);
  }

  @CommandLine.Command
  private static final class Tool {
    @CommandLine.Mixin private ServerOverrideOptions override;
  }

  private static ClientConfiguration applied(String... args) throws ConfigurationException {
    Tool tool = new Tool();
    new CommandLine(tool).parseArgs(args);
    tool.override.check();
    return tool.override.applyTo(CONFIGURED);
  }
}
