package io.scaletest.httperf.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockRequestTest {
  @Test
  void theQueryGivesSizeNumberAndPeriod() {
    assertThat(BlockRequest.parse("size=500&periodMS=10&n=2001"))
        .isEqualTo(new BlockRequest(500, 2001, 10));
  }

  @Test
  void otherParametersAreIgnored() {
    assertThat(BlockRequest.parse("r=1&size=5&n=3&r=2&periodMS=1&x"))
        .isEqualTo(new BlockRequest(5, 3, 1));
  }

  @Test
  void theTargetReadsBackAsTheRequest() {
    var request = new BlockRequest(7, 8, 9);
    String target = request.target("/base");

    assertThat(target).startsWith("/base/blocks?");
    assertThat(BlockRequest.parse(target.substring(target.indexOf('?') + 1))).isEqualTo(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | size: is missing",
        "size=5&n=3 | periodMS: is missing",
        "size=5&periodMS=3 | n: is missing",
        "size=5&n=3&n=3&periodMS=1 | n: must be given once, got it several times",
        "size=0&n=3&periodMS=1 | size: must be 1 to 1073741824, got 0",
        "size=5&n=-3&periodMS=1 | n: must be 1 to 1000000000, got -3",
        "size=5&n=3&periodMS=0 | periodMS: must be 1 to 86400000, got 0",
        "size=1073741825&n=3&periodMS=1 | size: must be 1 to 1073741824, got 1073741825",
        "size=5&n=1000000001&periodMS=1 | n: must be 1 to 1000000000, got 1000000001",
        "size=5&n=3&periodMS=86400001 | periodMS: must be 1 to 86400000, got 86400001",
        "size=5&n=1000000000&periodMS=86400000 | n * periodMS: must be <= 3153600000000 ms,"
            + " got 86400000000000000",
        "size=99999999999999999999&n=3&periodMS=1 | size: must be a whole number,"
            + " got 99999999999999999999",
        "size=5.5&n=3&periodMS=1 | size: must be a whole number, got 5.5",
        "size=five&n=3&periodMS=1 | size: must be a whole number, got five",
        "size=&n=3&periodMS=1 | 'size: must be a whole number, got '",
      })
  void whatIsNoRequestIsRefusedWithTheReason(String query, String reason) {
    assertThatThrownBy(() -> BlockRequest.parse(query))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  @Test
  void dueTimesAddUp() {
    var request = new BlockRequest(1, 100, 10);

    assertThat(request.dueNs(0)).isZero();
    assertThat(request.dueNs(7)).isEqualTo(70_000_000L);
    assertThat(request.dueBlocks(0)).isEqualTo(1);
    assertThat(request.dueBlocks(9_999_999L)).isEqualTo(1);
    assertThat(request.dueBlocks(10_000_000L)).isEqualTo(2);
    assertThat(request.dueBlocks(Long.MAX_VALUE / 2)).isEqualTo(100);
  }
}
