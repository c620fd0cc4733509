package io.scaletest.watching.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnAddressTest {
  private static String smallest(String... addresses) throws UnknownHostException {
    List<InetAddress> parsed = new ArrayList<>();
    for (String address : addresses) {
      parsed.add(InetAddress.getByName(address));
    }
    return OwnAddress.smallest(parsed);
  }

  @Test
  void isTheNumericallySmallest() throws UnknownHostException {
    assertThat(smallest("192.168.1.2", "10.200.0.9", "10.30.0.10")).isEqualTo("10.30.0.10");
    // As signed bytes 192 would be below 10, as text 9 above 10.
    assertThat(smallest("9.0.0.1", "10.0.0.1", "200.0.0.1")).isEqualTo("9.0.0.1");
  }

  @Test
  void prefersIpv4AndDropsTheScope() throws UnknownHostException {
    assertThat(smallest("fe80::1", "172.17.0.1")).isEqualTo("172.17.0.1");
    assertThat(smallest("fe80::1%1")).isEqualTo("fe80:0:0:0:0:0:0:1");
  }

  @Test
  void loopbackIsTheLastResort() throws UnknownHostException {
    assertThat(smallest("127.0.0.1", "::1", "127.3.3.3")).isEqualTo("127.0.0.1");
    assertThat(smallest("127.0.0.1", "10.0.0.1")).isEqualTo("10.0.0.1");
  }

  @Test
  void findsOneHere() {
    assertThat(OwnAddress.find()).isNotEmpty().doesNotContain("%");
  }
}
