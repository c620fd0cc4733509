package io.scaletest.watching.loops;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TurnsTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final Turns turns = new Turns(1, faults);
  private final List<String> begun = new ArrayList<>();

  @Test
  void whoeverWaitsBeginsWhenATurnEndsInTheOrderInWhichTheyCame() {
    turns.enter(() -> begun.add("a"));
    turns.enter(() -> begun.add("b"));
    turns.enter(() -> begun.add("c"));
    assertThat(begun).containsExactly("a");
    turns.leave();
    assertThat(begun).containsExactly("a", "b");
  }

  @Test
  void whatThrowsWhenItBeginsIsAFaultAndItsTurnIsTheNextOnes() {
    Error fault = new OutOfMemoryError();
    turns.enter(() -> begun.add("a"));
    turns.enter(
        () -> {
          throw fault;
        });
    turns.enter(() -> begun.add("b"));
    turns.enter(() -> begun.add("c"));

    turns.leave();

    assertThat(faults.take()).containsExactly(fault);
    assertThat(begun).as("one turn, no more and no less").containsExactly("a", "b");
  }
}
