package io.scaletest.player.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindMaxTest {
  @Test
  void nodesStandForTheirCount() {
    FindMax wanted = FindMax.of("nodes=10..500");
    assertThat(wanted.key()).isEqualTo("nodes.count");
    assertThat(wanted.whole()).isTrue();
    assertThat(wanted.text(70.4)).isEqualTo("70");
  }

  @Test
  void aRateKeepsItsUnit() {
    FindMax wanted = FindMax.of("load.a.rate=1.5/s..20/s");
    assertThat(wanted.key()).isEqualTo("load.a.rate");
    assertThat(wanted.text(2.25)).isEqualTo("2.25/s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nodes", "nodes=5", "nodes=5..5", "a=1/s..2/m", "a=0..5", "a=1.2.3..5"})
  void whatIsNoRangeIsRefused(String text) {
    assertThatThrownBy(() -> FindMax.of(text)).hasMessageContaining("must be KEY=LOW..HIGH");
  }
}
