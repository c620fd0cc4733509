package io.scaletest.common.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that are accepted for the sake of existing scripts and have no effect. Help lists them in
 * one line at its end.
 */
final class EffectlessOptions {
  private static final String MARK = "Accepted, without effect";

  private EffectlessOptions() {}

  static boolean isEffectless(OptionSpec option) {
    String[] description = option.description();
    return description.length > 0 && description[0].startsWith(MARK);
  }

  /** Moves them to the end of the help of {@code spec}. */
  static void moveToEnd(CommandSpec spec) {
    List<OptionSpec> all = spec.options().stream().filter(EffectlessOptions::isEffectless).toList();
    if (all.isEmpty()) {
      return;
    }
    for (OptionSpec option : all) {
      spec.remove(option);
      spec.addOption(OptionSpec.builder(option).hidden(true).build());
    }
    String names =
        all.stream().map(OptionSpec::longestName).sorted().collect(Collectors.joining(" "));
    spec.usageMessage().footer("", MARK + ": " + names);
  }
}
