package io.scaletest.common.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperationTest {
  @Test
  void aWordTellsItsOperationAndWhatManyAreCalled() {
    for (Operation each : Operation.values()) {
      assertThat(Operation.of(each.word())).contains(each);
      assertThat(Operation.pluralOf(each.word())).isEqualTo(each.plural());
      assertThat(Operation.plurals()).containsEntry(each.word(), each.plural());
    }
    assertThat(Operation.plurals()).hasSameSizeAs(Operation.values());
  }

  @Test
  void wordsOfNoOperationHaveAPluralToo() {
    assertThat(Operation.of("request")).isEmpty();
    assertThat(Operation.pluralOf("request")).isEqualTo("requests");
  }
}
