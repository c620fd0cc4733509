package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AddressRangeTest {
  @Test
  void aRangeIsCutIntoParts() {
    AddressRange range = AddressRange.parse("10.128.0.0/9");
    assertThat(range.slice(0, 24)).isEqualTo("10.128.0.0/24");
    assertThat(range.slice(300, 24)).isEqualTo("10.129.44.0/24");
    assertThat(AddressRange.parse("fd00:10::/48").slice(300, 64)).isEqualTo("fd00:10:0:12c::/64");
  }

  @Test
  void addressesAreSpeltAsTheApiServerSpellsThem() {
    assertThat(AddressRange.parse("fd00::/64").address(2)).isEqualTo("fd00::2");
    assertThat(AddressRange.parse("::/0").address(0)).isEqualTo("::");
    assertThat(AddressRange.parse("2001:db8:0:1:0:0:0:0/64").address(0x10001))
        .isEqualTo("2001:db8:0:1::1:1");
    assertThat(AddressRange.parse("1:0:2:3:4:5:6:0/112").address(7)).isEqualTo("1:0:2:3:4:5:6:7");
    assertThat(AddressRange.parse("fe80:1:2:3:4:5:6:0/112").address(0))
        .isEqualTo("fe80:1:2:3:4:5:6:0");
    assertThat(AddressRange.parse("fd00::ff/120")).hasToString("fd00::/120");
    assertThat(AddressRange.parse("255.255.255.255/0")).hasToString("0.0.0.0/0");
  }

  @Test
  void anAddressIsKnownByItsNumberHoweverItIsSpelt() {
    AddressRange range = AddressRange.parse("fd00:0:0:1::/64");
    assertThat(range.numberOf("fd00::1:0:0:0:7")).hasValue(7);
    assertThat(range.numberOf("FD00:0:0:1::7")).hasValue(7);
    assertThat(range.numberOf("fd00::7")).isEmpty();
    assertThat(range.numberOf("fd00:0:0:1:8000::")).as("inside, but never given out").isEmpty();
    assertThat(range.numberOf("10.0.0.7")).isEmpty();
    assertThat(range.numberOf("localhost")).isEmpty();
    assertThat(range.numberOf("")).isEmpty();
  }

  @Test
  void rangesOfAnySizeAreTaken() {
    assertThat(AddressRange.parse("10.0.0.0/32").size()).isEqualTo(1);
    assertThat(AddressRange.parse("10.0.0.0/31").size()).isEqualTo(2);
    assertThat(AddressRange.parse("0.0.0.0/0").size()).isEqualTo(AddressRange.LARGEST);
    assertThat(AddressRange.parse("fd00::/128").size()).isEqualTo(1);
    assertThat(AddressRange.parse("fd00::/8").size()).isEqualTo(AddressRange.LARGEST);
  }

  @Test
  void whatIsNoRangeIsRefusedWithTheRule() {
    for (String bad :
        new String[] {
          "",
          "10.0.0.0",
          "10.0.0/8",
          "10.0.0.256/24",
          "x/24",
          "10.0.0.0/33",
          "10.0.0.0/-1",
          "10.0.0.0/",
          "fd00::/129",
          "fd00:::/64",
          "fd00::%1/64",
          "localhost/8"
        }) {
      assertThatThrownBy(() -> AddressRange.parse(bad))
          .hasMessageStartingWith("must be a range like 10.0.0.0/8 or fd00:10::/48")
          .hasMessageEndingWith("got " + bad);
    }
  }
}
