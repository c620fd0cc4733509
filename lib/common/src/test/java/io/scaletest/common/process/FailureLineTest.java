package io.scaletest.common.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureLineTest {
  /** Lines are parted by bars. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "starting|aws: [ERROR]: the token has expired (details:|  code: x|);"
            + " aws: [ERROR]: the token has expired (details: code: x",
        "[ERROR] log in first|(|  see the manual|); [ERROR] log in first",
        "I1128 a|panic: no such key|goroutine 1 [running]:|main.main();panic: no such key",
        "I1128 a.go] x|F1128 10:00:00.0 1 a.go:3] cannot bind|stack|;"
            + " F1128 10:00:00.0 1 a.go:3] cannot bind",
        "W etcd|{\"level\":\"fatal\",\"msg\":\"no space\"}|end;{\"level\":\"fatal\",\"msg\":\"no"
            + " space\"}",
        "Traceback (most recent call last):|  File \"/a/error.py\", line 3|x.NoCredentialsError:"
            + " none; x.NoCredentialsError: none",
        "Error: unknown flag|Usage:|  x [flags]; Error: unknown flag",
        "time=1 level=error msg=\"x\"|bye; time=1 level=error msg=\"x\"",
        "E1128 10:00:00.1 7 run.go:72] \"command failed\" err=\"in use\"|bye;"
            + " E1128 10:00:00.1 7 run.go:72] \"command failed\" err=\"in use\"",
        "a.FirstError: x|During it:|b.SecondError: y;b.SecondError: y",
        "{|  \"error\": \"denied\",|  \"message\": \"token expired\"|};"
            + " { \"error\": \"denied\", \"message\": \"token expired\" }",
        "first|not logged in; first not logged in",
        "not an error|bye; not an error",
      })
  void isTheLineThatSaysWhy(String output, String line) {
    assertThat(FailureLine.of(output.replace('|', '\n'))).isEqualTo(line);
  }

  @Test
  void isWithoutColoursAndControlCharactersAndShort() {
    assertThat(FailureLine.of("\u001B[31mERROR\u001B[0m: no\u0007\r\n")).isEqualTo("ERROR: no");
    assertThat(FailureLine.of(" \n\t\n")).isEmpty();
    assertThat(FailureLine.of("x".repeat(5000)))
        .hasSize(FailureLine.LIMIT_CHARS + 3)
        .endsWith("...");
  }
}
