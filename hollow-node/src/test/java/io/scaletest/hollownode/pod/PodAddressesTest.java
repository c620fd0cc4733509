package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodAddressesTest {
  @Test
  void noTwoPodsHaveOneAddress() {
    PodAddresses addresses = new PodAddresses("10.1.2.0/24");
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < 253; i++) {
      assertThat(taken.add(addresses.take(0))).isTrue();
    }
    assertThat(taken).contains("10.1.2.2", "10.1.2.254").doesNotContain("10.1.2.255");
  }

  @Test
  void aFreedAddressRestsForAMinute() {
    PodAddresses addresses = new PodAddresses("10.1.2.0/30");
    assertThat(addresses.take(0)).isEqualTo("10.1.2.2");
    addresses.release("10.1.2.2", 0);
    assertThat(addresses.take(PodAddresses.REST_NS - 1)).isEqualTo("10.1.2.1");
    assertThat(addresses.take(PodAddresses.REST_NS)).isEqualTo("10.1.2.2");
  }

  @Test
  void aRangeIsCutIntoParts() {
    PodAddresses range = new PodAddresses("10.128.0.0/9");
    assertThat(range.slice(0, 24)).isEqualTo("10.128.0.0/24");
    assertThat(range.slice(300, 24)).isEqualTo("10.129.44.0/24");
  }

  @Test
  void whatIsNoRangeIsRefusedWithTheRule() {
    for (String bad :
        new String[] {"10.0.0.0", "10.0.0/8", "10.0.0.256/24", "x/24", "10.0.0.0/31"}) {
      assertThatThrownBy(() -> new PodAddresses(bad))
          .hasMessageContaining("must be an IPv4 range")
          .hasMessageEndingWith("got " + bad);
    }
  }
}
