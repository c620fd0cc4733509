package io.scaletest.common.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgendaTest {
  private record Entry(long dueNs, long order, long number) {}

  /** Against the JDK's queue, with few distinct due times so that equal ones are common. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void takesInOrderOfDueTimeThenOfAdding(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Agenda agenda = new Agenda();
    PriorityQueue<Entry> model =
        new PriorityQueue<>(Comparator.comparingLong(Entry::dueNs).thenComparingLong(Entry::order));
    for (int i = 0; i < 20_000; i++) {
      if (model.isEmpty() || random.nextInt(100) < 52) {
        long dueNs = random.nextLong(200);
        agenda.add(dueNs, i);
        model.add(new Entry(dueNs, i, i));
      } else {
        assertThat(agenda.firstDueNs()).isEqualTo(model.peek().dueNs());
        assertThat(agenda.takeFirst()).as("seed %d", seed).isEqualTo(model.remove().number());
      }
      assertThat(agenda.size()).isEqualTo(model.size());
    }
  }

  @Test
  void anEmptyAgendaIsDueNever() {
    Agenda agenda = new Agenda();

    assertThat(agenda.firstDueNs()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(agenda::takeFirst).isInstanceOf(IllegalStateException.class);
  }
}
