package io.scaletest.common.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
  @Test
  void theLimitInForceIsTheFirstOfTheTwo() {
    assertThat(
            OpenFiles.limit(
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                    + "Max processes             62510                62510                processes \n"
                    + "Max open files            1024                 524288               files     \n"))
        .isEqualTo(1024);
    assertThat(OpenFiles.limit("Max open files            unlimited            unlimited  files"))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(OpenFiles.limit("")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatFitsIsTakenAndOneMoreIsRefusedWithTheNumbersAndTheWayOut() {
    long most = 100 - OpenFiles.SPARE - 20;
    assertThatCode(() -> OpenFiles.require("nodes", most, "use fewer", 100, 20))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> OpenFiles.require("49 nodes", most + 1, "use fewer", 100, 20))
        .isInstanceOfSatisfying(
            ToolException.class,
            refusal -> assertThat(refusal.status()).isEqualTo(CommonExit.RESOURCES))
        .hasMessage(
            "open files: 49 nodes need 101, and this process may have 100: raise the limit"
                + " (ulimit -n 101), or use fewer");
  }

  @Test
  void thisProcessHasFilesOpenAndALimit() {
    assertThat(OpenFiles.open()).isPositive();
    assertThat(OpenFiles.limit()).isGreaterThan(OpenFiles.open());
  }
}
