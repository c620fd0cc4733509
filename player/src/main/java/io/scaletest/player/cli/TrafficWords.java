package io.scaletest.player.cli;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.player.trace.TrafficClass;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Classes of traffic as an option names them. Stateless. */
final class TrafficWords {
  private TrafficWords() {}

  /**
   * Returns the classes.
   *
   * @param refused those that the option cannot have
   */
  static Set<TrafficClass> classes(Set<String> words, Set<TrafficClass> refused) {
    List<TrafficClass> allowed =
        Arrays.stream(TrafficClass.values()).filter(each -> !refused.contains(each)).toList();
    Set<TrafficClass> classes = EnumSet.noneOf(TrafficClass.class);
    for (String word : words) {
      Optional<TrafficClass> named =
          allowed.stream().filter(each -> each.label().equals(word)).findFirst();
      OptionRule.require(
          named.isPresent(),
          "traffic",
          "one of " + allowed.stream().map(TrafficClass::label).collect(Collectors.joining(", ")),
          word);
      classes.add(named.get());
    }
    return classes;
  }
}
