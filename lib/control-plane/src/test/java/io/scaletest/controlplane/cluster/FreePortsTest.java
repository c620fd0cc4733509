package io.scaletest.controlplane.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  private static final long SEED = 42;

  @Test
  void theyDifferAndLieBelowThePortsOfOutgoingConnections() {
    List<Integer> ports = FreePorts.draw(20, new Random(SEED));

    assertThat(ports).hasSize(20).doesNotHaveDuplicates();
    assertThat(ports).allMatch(p -> p >= 20_000 && p < 30_000);
  }

  @Test
  void moreThanLieTogetherCanBeHad() {
    assertThat(FreePorts.draw(50, new Random(SEED))).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void twoThatDrawAtTheSameMomentHardlyEverMeet() {
    Random random = new Random(SEED);
    int met = 0;
    for (int i = 0; i < 1_000; i++) {
      List<Integer> first = FreePorts.draw(12, random);
      met += FreePorts.draw(12, random).stream().anyMatch(first::contains) ? 1 : 0;
    }
    assertThat(met).isLessThanOrEqualTo(6); // two are expected; of ports drawn one by one, 14
  }

  @Test
  void aPortThatIsTakenIsNotDrawn() throws IOException {
    int first = FreePorts.draw(1, new Random(SEED)).get(0);
    try (ServerSocket taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FreePorts.draw(1, new Random(SEED))).doesNotContain(taken.getLocalPort());
    }
  }

  @Test
  void aPortIsFreeOnceItsOwnerHasGone() throws IOException {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
      assertThat(FreePorts.isFree(host, port)).isFalse();
    }
    assertThat(FreePorts.isFree(host, port)).isTrue();
  }
}
