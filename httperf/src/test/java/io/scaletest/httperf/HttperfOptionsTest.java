package io.scaletest.httperf;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.cli.ToolMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be said before the first input or output: one line, status 2. */
@Timeout(300) // an option that is taken after all begins to serve
class HttperfOptionsTest {
  @ParameterizedTest
  @CsvSource({
    "8080,'',8080",
    ":8080,'',8080",
    "127.0.0.1:18080,127.0.0.1,18080",
    "[::1]:0,::1,0",
    "localhost:1,localhost,1"
  })
  void anAddressIsTakenAsGoTakesIt(String text, String host, int port) {
    assertThat(ListenAddress.parse(text)).isEqualTo(new ListenAddress(host, port));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-listen=-1 | listen: must be 0 to 65535, got -1",
        "-listen=65536 | listen: must be 0 to 65535, got 65536",
        "-listen=x | listen: must be [host:]port, got x",
        "-listen=::1:80 | listen: must be [host:]port, got ::1:80",
        "-listen=127.0.0.1: | listen: must be [host:]port, got 127.0.0.1:",
        "-listen=no-such-host.invalid:0 --results= | listen: must be a host that can be found, got"
            + " no-such-host.invalid",
        "-base-url=https://h --saturate -period=1 | saturate: must be given without period, got"
            + " both",
        "-base-url=https://h --saturate -block-size=500 | saturate: must be given without"
            + " block-size, got both",
        "-log-period=0 | log-period: must be > 0, got 0s",
        "--peer-timeout=1ms | peer-timeout: must be >= 200ms, got 1ms",
        "--tls-cert=c.pem | tls-key: must be given together with tls-cert, got none",
        "--tls-key=k.pem | tls-cert: must be given together with tls-key, got none",
        "--tls-version=1.1 | tls-version: must be 1.2 or 1.3, got 1.1",
        "--tls-provider=nss | tls-provider: must be one of auto, boringssl, jdk, bouncycastle,"
            + " got nss",
        "--tls-provider=jdk | tls-provider: jdk tells nobody its secrets: needs no-keylog, or take"
            + " another",
        "--client-only | client-only: must be given with base-url, got no base-url",
        "-base-url=http://h:1 | base-url: must be https://host[:port][/path], got http://h:1",
        "-base-url=https://h:1/?a=b | base-url: must be https://host[:port][/path],"
            + " got https://h:1/?a=b",
        "-base-url=https://me:secret@h | base-url: must be https://host[:port][/path], got"
            + " https://***@h",
        "-base-url=nonsense | base-url: must be https://host[:port][/path], got nonsense",
        "-base-url=https:// | base-url: must be https://host[:port][/path], got https://",
        "-base-url=https://h -connections=0 | connections: must be 1 to 10000, got 0",
        "-base-url=https://h -threads=0 | threads: must be 1 to 1000000, got 0",
        "-base-url=https://h -block-size=0 | block-size: must be 1 to 1073741824, got 0",
        "-base-url=https://h -period=0.0004 | period: must be 0.0005 to 86400, got 4.0E-4",
        "-base-url=https://h -period=-1 | period: must be 0.0005 to 86400, got -1.0",
        "-base-url=https://h -blocks-per-request=0 | blocks-per-request: must be 1 to 1000000000,"
            + " got 0",
        "-base-url=https://h --requests=-1 | requests: must be >= 0, got -1",
        "-base-url=https://h --request-rate=-1 | request-rate: must be >= 0, got -1.0",
        "-base-url=https://h -threads=x | threads: ",
      })
  void aBadOptionIsNamedWithItsRuleAndValue(String arguments, String message) {
    var err = new ByteArrayOutputStream();
    int status =
        ToolMain.execute(
            new Httperf(),
            arguments.split(" "),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("httperf: " + message)
        .hasLineCount(1);
    assertThat(status).isEqualTo(2);
  }
}
