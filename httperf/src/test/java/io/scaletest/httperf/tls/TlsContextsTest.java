package io.scaletest.httperf.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.wire.x509.CertificateAndKey;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsContextsTest {
  /** Secrets that are not wanted, or whose file cannot be made, are no reason to have no TLS. */
  @ParameterizedTest
  @CsvSource({"JDK, false", "BOUNCYCASTLE, false", "BOUNCYCASTLE, true"})
  void bothSidesHaveTlsWithAndWithoutALogOfSecrets(TlsProvider provider, boolean logged)
      throws SSLException {
    Optional<KeyLog> log = logged ? Optional.of(line -> {}) : Optional.empty();
    var settings = new TlsSettings(provider, List.of("TLSv1.3"), log);
    CertificateAndKey identity =
        ServerCertificate.selfSigned(WallClock.anchoredTo(Ticker.system()));

    assertThat(TlsContexts.server(settings, identity).isServer()).isTrue();
    assertThat(TlsContexts.client(settings).isClient()).isTrue();
  }
}
