package io.scaletest.httperf.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThroughputTest {
  @Test
  void carriedAsAskedSaysNothingOfThePathsLimit() {
    var throughput = new Throughput(1_004_000_000, 1_048_576_000, 10);

    assertThat(throughput.isFull()).isFalse();
    assertThat(throughput.lines())
        .containsExactly(
            "throughput: 100.4 MB/s of 104.9 MB/s asked; the path was not full",
            "            0.8 Gbit/s of 0.84 Gbit/s asked");
  }

  @Test
  void lessThanAskedIsThePathsLimit() {
    var throughput = new Throughput(9_579_000_000L, 16_777_216_000L, 10);

    assertThat(throughput.isFull()).isTrue();
    assertThat(throughput.lines())
        .containsExactly(
            "throughput: 957.9 MB/s of 1,678 MB/s asked; the path was full",
            "            7.66 Gbit/s of 13.4 Gbit/s asked");
  }

  /** Two requests between two cold JVMs. */
  @Test
  void aSlowStartIsNotThePathsLimit() {
    assertThat(new Throughput(31_000, 50_000, 1).isFull()).isFalse();
    assertThat(new Throughput(310_000, 500_000, 10).isFull()).isTrue();
  }

  @Test
  void littleIsNotNothing() {
    var throughput = new Throughput(50_000, 50_000, 1);

    assertThat(throughput.lines())
        .containsExactly(
            "throughput: 0.05 MB/s of 0.05 MB/s asked; the path was not full",
            "            0.0004 Gbit/s of 0.0004 Gbit/s asked");
  }

  @Test
  void theWidestRowFitsAScreen() {
    var throughput = new Throughput(999_999_000_000L, 999_999_000_000L, 1);

    assertThat(throughput.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
  }
}
