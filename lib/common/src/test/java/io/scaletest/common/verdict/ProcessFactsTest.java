package io.scaletest.common.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessFactsTest {
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aRunningJvmHasUsedSomeOfEverything() {
    System.gc();

    ProcessFacts facts = ProcessFacts.now();

    assertThat(facts.cpuSeconds()).isPositive();
    assertThat(facts.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(facts.heapMaxBytes()).isBetween(1L << 20, 1L << 40);
    assertThat(facts.gcCount()).isPositive();
    assertThat(facts.gcPauseSeconds()).isBetween(0.0, facts.cpuSeconds() * facts.cores() + 1);
  }
}
