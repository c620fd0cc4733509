package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessOrderTest {
  private final AccessOrder<Integer> order = new AccessOrder<>();

  private static ObjectKey key(int number) {
    return new ObjectKey("configmaps", "ns", "c" + number);
  }

  @Test
  void thoseThatShareGoTogetherAndOneAloneWaitsForThem() {
    assertThat(order.admit(1, Map.of(key(1), false))).isTrue();
    assertThat(order.admit(2, Map.of(key(1), false))).isTrue();
    assertThat(order.admit(3, Map.of(key(1), true))).isFalse();
    assertThat(order.admit(4, Map.of(key(1), false))).as("not before the one that waits").isFalse();
    assertThat(order.admit(5, Map.of(key(2), true))).as("another object").isTrue();
    assertThat(order.waiting()).isEqualTo(2);

    assertThat(order.done(1)).isEmpty();
    assertThat(order.done(2)).containsExactly(3);
    assertThat(order.done(3)).containsExactly(4);
    assertThat(order.done(4)).isEmpty();
    assertThat(order.done(5)).isEmpty();
    assertThat(order.used()).as("nothing is remembered").isZero();
  }

  @Test
  void allThatShareGoWhenOneAloneIsDone() {
    assertThat(order.admit(1, Map.of(key(1), true))).isTrue();
    assertThat(order.admit(2, Map.of(key(1), false))).isFalse();
    assertThat(order.admit(3, Map.of(key(1), false))).isFalse();
    assertThat(order.admit(4, Map.of(key(1), true))).isFalse();

    assertThat(order.done(1)).containsExactly(2, 3);
    assertThat(order.done(3)).isEmpty();
    assertThat(order.done(2)).containsExactly(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whoeverComesFirstGoesFirstAndAllGoAtLast(long seed) {
    Random random = new Random(seed);
    List<Map<ObjectKey, Boolean>> uses = new ArrayList<>();
    List<Integer> underWay = new ArrayList<>();
    List<Integer> begun = new ArrayList<>();
    Map<Integer, Integer> beganAt = new HashMap<>();
    Map<Integer, Integer> endedAt = new HashMap<>();
    int now = 0;
    while (uses.size() < 2_000 || !underWay.isEmpty()) {
      now++;
      if (uses.size() < 2_000 && (underWay.isEmpty() || random.nextInt(3) > 0)) {
        Map<ObjectKey, Boolean> of = new HashMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          of.put(key(random.nextInt(12)), random.nextInt(3) == 0);
        }
        uses.add(of);
        int number = uses.size() - 1;
        if (order.admit(number, of)) {
          underWay.add(number);
          beganAt.put(number, now);
        }
      } else {
        Integer over = underWay.remove(random.nextInt(underWay.size()));
        endedAt.put(over, now);
        for (Integer free : order.done(over)) {
          underWay.add(free);
          beganAt.put(free, now);
        }
      }
      begun.add(underWay.size());
    }

    assertThat(endedAt).as("all went, seed " + seed).hasSize(2_000);
    assertThat(begun.stream().mapToInt(Integer::intValue).max().getAsInt()).isGreaterThan(3);
    assertThat(order.used()).isZero();
    assertThat(order.waiting()).isZero();
    for (int later = 0; later < uses.size(); later++) {
      for (int earlier = Math.max(0, later - 200); earlier < later; earlier++) {
        if (conflict(uses.get(earlier), uses.get(later))) {
          assertThat(endedAt.get(earlier))
              .as("seed %d: %d before %d", seed, earlier, later)
              .isLessThanOrEqualTo(beganAt.get(later));
        }
      }
    }
  }

  private static boolean conflict(Map<ObjectKey, Boolean> one, Map<ObjectKey, Boolean> other) {
    return one.entrySet().stream()
        .anyMatch(
            use -> other.containsKey(use.getKey()) && (use.getValue() || other.get(use.getKey())));
  }
}
