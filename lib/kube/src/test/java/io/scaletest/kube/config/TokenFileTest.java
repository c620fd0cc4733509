package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.testkit.clock.ManualTicker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  @TempDir private Path folder;
  private final ManualTicker ticker = new ManualTicker();
  private Path file;

  @BeforeEach
  void writeFirstToken() throws Exception {
    file = Files.writeString(folder.resolve("token"), "first\n");
  }

  @Test
  void rereadsTheFileAfterAMinuteOnly() throws Exception {
    TokenFile token = TokenFile.open(file, ticker);
    Files.writeString(file, "second");

    ticker.advanceNs(TokenFile.REREAD_NS - 1);
    assertThat(token.authorization()).isEqualTo("Bearer first");
    ticker.advanceNs(1);
    assertThat(token.authorization()).isEqualTo("Bearer second");
  }

  @Test
  void rereadsTheFileAtOnceWhenTheServerRefusedTheToken() throws Exception {
    TokenFile token = TokenFile.open(file, ticker);
    Files.writeString(file, "second");
    ticker.advanceNs(TokenFile.REFUSED_REREAD_NS);

    token.refused();

    assertThat(token.authorization()).isEqualTo("Bearer second");
  }

  @Test
  void rereadsTheFileOnceASecondAtMostHoweverOftenTheServerRefuses() throws Exception {
    TokenFile token = TokenFile.open(file, ticker);
    ticker.advanceNs(TokenFile.REFUSED_REREAD_NS);
    token.refused();
    token.authorization();
    Files.writeString(file, "second");

    for (int i = 1; i <= 9; i++) {
      ticker.advanceNs(TokenFile.REFUSED_REREAD_NS / 10);
      token.refused();
      assertThat(token.authorization()).isEqualTo("Bearer first");
    }
    ticker.advanceNs(TokenFile.REFUSED_REREAD_NS / 10);

    assertThat(token.authorization()).isEqualTo("Bearer second");
  }

  @Test
  void keepsTheTokenWhileTheFileIsGone() throws Exception {
    TokenFile token = TokenFile.open(file, ticker);
    Files.delete(file);

    ticker.advanceNs(TokenFile.REREAD_NS);

    assertThat(token.authorization()).isEqualTo("Bearer first");
  }

  @Test
  void refusesAnEmptyFile() throws Exception {
    Files.writeString(file, "\n");

    assertThatThrownBy(() -> TokenFile.open(file, ticker))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file + ": must hold a token, is empty");
  }
}
