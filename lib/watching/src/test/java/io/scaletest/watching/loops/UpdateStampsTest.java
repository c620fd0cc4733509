package io.scaletest.watching.loops;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.watching.heads.EventHead;
import io.scaletest.watching.heads.EventType;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UpdateStampsTest {
  private static final long STAMP_MS = 1_795_953_600_000L;

  private final UpdateStamps stamps = new UpdateStamps();

  private static EventHead change(String name, long version, long stampEpochMs) {
    return new EventHead(
        EventType.MODIFIED, "scaletest", name, Long.toString(version), stampEpochMs);
  }

  @Test
  void theLowestVersionWithAStampIsTheUpdateWhoeverHearsOfItFirst() {
    assertThat(stamps.isUpdate(change("a", 12, STAMP_MS))).isTrue();
    assertThat(stamps.isUpdate(change("a", 10, STAMP_MS))).isTrue();
    assertThat(stamps.isUpdate(change("a", 10, STAMP_MS))).isTrue();
    assertThat(stamps.isUpdate(change("a", 12, STAMP_MS))).isFalse();
  }

  @Test
  void objectsAndStampsAreToldApart() {
    assertThat(stamps.isUpdate(change("a", 10, STAMP_MS))).isTrue();
    assertThat(stamps.isUpdate(change("b", 11, STAMP_MS))).isTrue();
    assertThat(stamps.isUpdate(change("a", 12, STAMP_MS + 1))).isTrue();
  }

  @Test
  void remembersEachOfSoManyUpdatesAndForgetsTheOldestFirst() {
    int updates = 2 * UpdateStamps.REMEMBERED + 1;
    for (int i = 0; i < updates; i++) {
      assertThat(stamps.isUpdate(update(i, 10 + i))).isTrue();
    }
    for (int i = updates - UpdateStamps.REMEMBERED; i < updates; i++) {
      assertThat(stamps.isUpdate(update(i, 10 + updates))).as("update " + i).isFalse();
    }
    assertThat(stamps.isUpdate(update(0, 10 + updates))).isTrue();
  }

  @Test
  void whatIsHeardOfAgainAndAgainIsNotForgotten() {
    for (int i = 0; i < 3 * UpdateStamps.REMEMBERED; i++) {
      stamps.isUpdate(update(i, 10 + i));
      if (i > 0 && i % UpdateStamps.REMEMBERED == 0) {
        assertThat(stamps.isUpdate(update(0, 10 + i))).as("after " + i).isFalse();
      }
    }
  }

  @Test
  void agreesWithAMapOfEverythingWhileItRemembersAll() {
    var random = new SplittableRandom(20261130);
    Map<String, Long> lowest = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      int number = random.nextInt(20_000);
      long version = random.nextInt(50_000);
      long before = lowest.getOrDefault("u" + number, Long.MAX_VALUE);
      lowest.merge("u" + number, version, Math::min);
      assertThat(stamps.isUpdate(update(number, version))).isEqualTo(version <= before);
    }
  }

  /** Eight objects are updated in the same millisecond. */
  private static EventHead update(int number, long version) {
    return change("1129.1200.1234-" + number, version, STAMP_MS + number / 8);
  }
}
