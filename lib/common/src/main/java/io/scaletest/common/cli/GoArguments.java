package io.scaletest.common.cli;

import io.scaletest.common.exit.NearestName;
import io.scaletest.common.exit.ToolException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Rewrites a command line in Go's flag syntax into one that picocli reads without ambiguity: every
 * option as {@code --name=value}, then {@link #END_OF_OPTIONS}, then the positional arguments.
 *
 * <p>Go's rules: {@code -x v}, {@code --x v} and {@code -x=v} are the same; a boolean is {@code -b}
 * or {@code -b=false}, never {@code -b false}; the word after any other option is its value, even
 * if it begins with a dash; the first word that is no option, a lone dash, or {@code --} ends the
 * options; behind an option that asks for help nothing is read. In a tool that is marked {@link
 * OptionsAnywhere} only {@code --} ends the options.
 *
 * <p><i>Source:</i> Go's package flag, {@code FlagSet.parseOne}; pflag's {@code parseArgs}.
 */
final class GoArguments {
  /** No shell can pass this, so no value can be taken for it. */
  static final String END_OF_OPTIONS = "--\0";

  private final CommandSpec spec;

  GoArguments(CommandSpec spec) {
    this.spec = spec;
  }

  /**
   * Returns the rewritten arguments.
   *
   * @throws ToolException a usage error: an unknown option, or one without its value
   */
  String[] rewrite(String[] arguments) {
    List<String> rewritten = new ArrayList<>(arguments.length + 1);
    List<String> words = new ArrayList<>();
    boolean optionsAnywhere = spec.userObject() instanceof OptionsAnywhere;
    int i = 0;
    while (i < arguments.length && !arguments[i].equals("--")) {
      String argument = arguments[i];
      if (!isOption(argument)) {
        if (!optionsAnywhere) {
          break;
        }
        words.add(argument);
        i++;
        continue;
      }
      i++;
      String written = argument.startsWith("--") ? argument.substring(2) : argument.substring(1);
      int equals = written.indexOf('=');
      String name = equals < 0 ? written : written.substring(0, equals);
      OptionSpec option = find(argument, name);
      if (option.usageHelp() || option.versionHelp()) {
        rewritten.add("--" + name);
        return rewritten.toArray(String[]::new);
      }
      String value;
      if (equals >= 0) {
        value = written.substring(equals + 1);
      } else if (isBoolean(option)) {
        value = "true";
      } else if (i < arguments.length) {
        value = arguments[i++];
      } else {
        throw ToolException.usage(name + ": needs a value (-" + name + " VALUE)");
      }
      if (value.isEmpty() && isBoolean(option)) {
        // To picocli it would be the default value.
        throw ToolException.usage(name + ": must be true or false, got nothing");
      }
      rewritten.add("--" + name + "=" + value);
    }
    rewritten.add(END_OF_OPTIONS);
    rewritten.addAll(words);
    int wordsFrom = i < arguments.length && arguments[i].equals("--") ? i + 1 : i;
    rewritten.addAll(List.of(arguments).subList(wordsFrom, arguments.length));
    return rewritten.toArray(String[]::new);
  }

  private static boolean isOption(String argument) {
    return argument.length() > 1 && argument.charAt(0) == '-';
  }

  private OptionSpec find(String argument, String name) {
    OptionSpec option = spec.findOption("--" + name);
    if (option == null) {
      throw ToolException.usage(
          "unknown option "
              + argument
              + "; "
              + suggestion(name)
              + "-help lists the options of "
              + spec.name());
    }
    return option;
  }

  private String suggestion(String written) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      String longest = option.longestName();
      if (!option.hidden()) {
        names.add(longest.substring(longest.startsWith("--") ? 2 : 1));
      }
    }
    return NearestName.to(written, names).map(name -> "did you mean -" + name + "? ").orElse("");
  }

  private static boolean isBoolean(OptionSpec option) {
    return option.type() == boolean.class || option.type() == Boolean.class;
  }
}
