package io.scaletest.hollownode.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.pools.PodSelector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodChoiceTest {
  private static final List<String> PODS =
      IntStream.range(0, 100).mapToObj("ns/p-%d"::formatted).toList();

  private static List<String> draw(String amount, List<String> pods, long seed) {
    var choice =
        new PodChoice(
            new PodSelector(Optional.empty(), Optional.empty(), Map.of(), Optional.empty()),
            Amount.parse(amount, 1_000, "few"));
    return choice.draw(pods, Function.identity(), seed);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,7", "200,100", "10%,10", "0.5%,1", "100%,100"})
  void asManyAreDrawnAsAreWantedAndThere(String amount, int expected) {
    assertThat(new HashSet<>(draw(amount, PODS, 7))).hasSize(expected);
  }

  @Test
  void theSameNamesGiveTheSamePodsInWhateverOrderTheyCome() {
    List<String> shuffled = new ArrayList<>(PODS);
    Collections.shuffle(shuffled, new Random(3));
    assertThat(draw("10", shuffled, 7)).isEqualTo(draw("10", PODS, 7));
    assertThat(draw("10", PODS, 8)).isNotEqualTo(draw("10", PODS, 7));
  }

  @Test
  void aPodMoreTakesThePlaceOfOneAtMost() {
    List<String> more = new ArrayList<>(PODS);
    more.add("ns/p-100");
    Set<String> before = new HashSet<>(draw("10", PODS, 7));
    before.retainAll(draw("10", more, 7));
    assertThat(before).hasSizeGreaterThanOrEqualTo(9);
  }
}
