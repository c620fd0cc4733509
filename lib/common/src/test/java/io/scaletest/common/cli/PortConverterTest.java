package io.scaletest.common.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PortConverterTest {
  private static final List<String> SERVICES =
      List.of(
          "# comment",
          "domain 53/udp",
          "http-alt\t8080/tcp\twebcache # second name",
          "# 99/tcp",
          "broken x/tcp",
          "");

  private final PortConverter converter = new PortConverter();

  @Test
  void takesNumbersAndNamesThatEverySystemKnows() {
    assertThat(converter.convert("9376")).isEqualTo(9376);
    assertThat(converter.convert("-1")).isEqualTo(-1);
    assertThat(converter.convert("")).isZero();
    assertThat(converter.convert("https")).isEqualTo(443);
    assertThat(converter.convert("HTTPS")).isEqualTo(443);
  }

  @Test
  void readsServicesByNameAndAlias() {
    assertThat(PortConverter.listed("http-alt", SERVICES)).hasValue(8080);
    assertThat(PortConverter.listed("webcache", SERVICES)).hasValue(8080);
    assertThat(PortConverter.listed("domain", SERVICES)).as("UDP only").isEmpty();
    assertThat(PortConverter.listed("second", SERVICES)).as("in a comment").isEmpty();
    assertThat(PortConverter.listed("broken", SERVICES)).isEmpty();
  }

  @Test
  void refusesWhatIsNeither() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> converter.convert("no-such-service"))
        .withMessage("must be a number or the name of a TCP service");
    assertThatIllegalArgumentException().isThrownBy(() -> converter.convert("80x"));
  }
}
