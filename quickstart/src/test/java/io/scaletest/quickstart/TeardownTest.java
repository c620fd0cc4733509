package io.scaletest.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeardownTest {
  private final List<String> done = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Teardown teardown = new Teardown();

  @Test
  void undoesTheLatestFirstAndGoesOnAfterAFailure() {
    teardown.add("first", () -> done.add("first undone"));
    teardown.add(
        "second",
        () -> {
          throw new IOException("cannot");
        });
    teardown.add("third", () -> done.add("third undone"));

    teardown.run(name -> done.add(name), failures::add);

    assertThat(done).containsExactly("third", "third undone", "second", "first", "first undone");
    assertThat(failures).containsExactly("second: cannot");
  }

  @Test
  void undoesNothingTwice() {
    teardown.add("only", () -> done.add("undone"));
    teardown.run(name -> {}, failures::add);
    teardown.run(name -> {}, failures::add);

    assertThat(done).containsExactly("undone");
  }
}
