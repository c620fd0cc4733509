package io.scaletest.watching.loops;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.watching.heads.EventHead;
import io.scaletest.watching.heads.EventType;
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
  void remembersMostOfAsManyUpdatesAsHalfOfItsSlots() {
    int updates = UpdateStamps.SLOTS / 2;
    for (int i = 0; i < updates; i++) {
      assertThat(stamps.isUpdate(change("1129.1200.1234-" + i, 10 + i, STAMP_MS + i / 8))).isTrue();
    }
    int known = 0;
    for (int i = 0; i < updates; i++) {
      EventHead later = change("1129.1200.1234-" + i, 10 + updates, STAMP_MS + i / 8);
      known += stamps.isUpdate(later) ? 0 : 1;
    }

    // Of random slots, half as many as there are, (1 - e^-0.5) / 0.5 = 79 % are not taken again;
    // what the second pass puts back takes some more away.
    assertThat(known).isGreaterThan(updates * 3 / 5);
  }
}
