package io.scaletest.httperf;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.verdict.Verdict;
import org.junit.jupiter.api.Test;

/** What is said of a load whose connections did not all open. */
class RunReportTest {
  private static final Verdict.Load CARRIED = Verdict.Load.of(10, 10, "MB", "");

  @Test
  void aLoadWhoseConnectionsNeverOpenedWasNotCarried() {
    assertThat(RunReport.load(CARRIED, 39, 100).text())
        .isEqualTo("OVERLOADED: the server took 10 of 10 MB/s, 39 of 100 connections never opened");
  }

  @Test
  void aLoadWhoseConnectionsAllOpenedIsWhatItsFiguresSay() {
    assertThat(RunReport.load(CARRIED, 0, 100)).isEqualTo(CARRIED);
  }
}
