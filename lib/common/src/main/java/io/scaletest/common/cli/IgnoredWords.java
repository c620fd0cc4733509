package io.scaletest.common.cli;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Positional arguments, which the originals ignore together with all options behind the first of
 * them, since Go's package flag stops there. They are accepted with one warning.
 */
final class IgnoredWords {
  private static final Logger LOG = LoggerFactory.getLogger(IgnoredWords.class);
  private static final String LABEL = "<ignored>";
  private static final int LONGEST = 200;

  private IgnoredWords() {}

  /** Returns the parameter that takes such words. */
  static PositionalParamSpec spec() {
    return PositionalParamSpec.builder()
        .paramLabel(LABEL)
        .index("0..*")
        .arity("0..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .hidden(true)
        .build();
  }

  /** Says which words of a command line that was read are ignored, if any. */
  static void warn(CommandSpec spec) {
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (parameter.paramLabel().equals(LABEL) && parameter.getValue() instanceof List<?> words) {
        String text = String.join(" ", words.stream().map(String::valueOf).toList()).strip();
        if (!text.isEmpty()) {
          String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
          LOG.warn("words behind the options are ignored, and options behind them: {}", cut);
        }
      }
    }
  }
}
