package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PodAddressesTest {
  private static PodAddresses of(String... cidrs) {
    return new PodAddresses(Stream.of(cidrs).map(AddressRange::parse).toList());
  }

  @Test
  void noTwoPodsHaveOneAddress() {
    PodAddresses addresses = of("10.1.2.0/24");
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < 253; i++) {
      assertThat(taken.addAll(addresses.take(0))).isTrue();
    }
    assertThat(taken).contains("10.1.2.2", "10.1.2.254").doesNotContain("10.1.2.255");
    assertThat(addresses.take(0)).as("none is given twice").isEmpty();
    assertThat(addresses.exhausted())
        .isEqualTo(
            "failed to allocate for range 0: no IP addresses available in range set:"
                + " 10.1.2.1-10.1.2.254");
  }

  @Test
  void aFreedAddressRestsForAMinute() {
    PodAddresses addresses = of("10.1.2.0/30");
    assertThat(addresses.take(0)).containsExactly("10.1.2.2");
    addresses.release(List.of("10.1.2.2"), 0);
    assertThat(addresses.take(PodAddresses.REST_NS - 1)).isEmpty();
    assertThat(addresses.take(PodAddresses.REST_NS)).containsExactly("10.1.2.2");
  }

  @Test
  void aPodHasOneAddressOfEachRangeTheFirstRangesFirst() {
    PodAddresses addresses = of("fd00:10:244:1::/64", "10.244.1.0/24");
    assertThat(addresses.take(0)).containsExactly("fd00:10:244:1::2", "10.244.1.2");
    assertThat(addresses.take(0)).containsExactly("fd00:10:244:1::3", "10.244.1.3");
  }

  @Test
  void whereOneRangeIsExhaustedNothingOfTheOtherIsTaken() {
    PodAddresses addresses = of("fd00::/64", "10.244.1.0/30");
    assertThat(addresses.take(0)).containsExactly("fd00::2", "10.244.1.2");
    assertThat(addresses.take(0)).isEmpty();
    addresses.release(List.of("fd00::2", "10.244.1.2"), 0);
    assertThat(addresses.take(PodAddresses.REST_NS)).containsExactly("fd00::3", "10.244.1.2");
  }

  @Test
  void rangesWithoutARoomForPodsAreExhaustedFromTheBeginning() {
    for (String small : new String[] {"10.0.0.0/32", "10.0.0.0/31", "fd00::/128", "fd00::/127"}) {
      assertThat(of(small).take(0)).as(small).isEmpty();
      assertThat(of(small).exhausted()).contains("no IP addresses available");
    }
    assertThat(of().take(0)).isEmpty();
    assertThat(of().exhausted()).isEqualTo("no IP ranges specified");
  }

  @Test
  void onlyWhatAPodHasIsReleased() {
    PodAddresses addresses = of("10.1.2.0/29");
    addresses.release(List.of("10.1.2.2", "10.9.9.9", "fd00::1", "nonsense"), 0);
    assertThat(addresses.take(0)).containsExactly("10.1.2.2");
    addresses.take(PodAddresses.REST_NS);
    assertThat(addresses.take(PodAddresses.REST_NS)).containsExactly("10.1.2.4");
  }

  /** Pods come, end and are taken over by a new process, as it happens. */
  @Test
  void noAddressIsGivenToTwoWhateverIsAdoptedTakenReleasedAndRestarted() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      PodAddresses addresses = of("fd00::/122", "10.1.2.0/26");
      Map<Integer, List<String>> pods = new HashMap<>();
      long nowNs = 0;
      for (int step = 0; step < 400; step++) {
        nowNs += random.nextLong(PodAddresses.REST_NS / 4);
        int what = random.nextInt(20);
        if (what < 11) {
          List<String> taken = addresses.take(nowNs);
          Set<String> held = new HashSet<>();
          pods.values().forEach(held::addAll);
          held.retainAll(taken);
          assertThat(held).as("seed %d, step %d", seed, step).isEmpty();
          if (!taken.isEmpty()) {
            pods.put(step, taken);
          }
        } else if (what < 19 && !pods.isEmpty()) {
          List<Integer> ids = new ArrayList<>(pods.keySet());
          addresses.release(pods.remove(ids.get(random.nextInt(ids.size()))), nowNs);
        } else if (what == 19) {
          addresses = of("fd00::/122", "10.1.2.0/26");
          if (random.nextBoolean()) { // as another process left it: outside, and one address twice
            pods.put(-step, List.of("10.9.9." + step % 250));
            pods.put(-1_000 - step, List.of("10.1.2." + (2 + random.nextInt(60))));
          }
          pods.values().forEach(addresses::adopt);
        }
      }
    }
  }
}
