package io.scaletest.common.cli;

import io.scaletest.common.exit.ExitStatus;
import java.lang.reflect.Member;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of a tool as a page of Markdown, made from the declarations that read them, so that
 * page and program cannot disagree.
 */
public final class OptionPage {
  private static final String DEFAULT_NOTE = "(default: ";
  private static final int EXPECTED_LENGTH = 4_096;

  private OptionPage() {}

  /** Returns the page of {@code tool}, as {@link ToolMain} runs it. */
  public static String of(Callable<ExitStatus> tool) {
    return render(ToolMain.commandLine(tool).getCommandSpec());
  }

  /** Returns the page of a command: its own options by name, then those of the log. */
  public static String render(CommandSpec spec) {
    StringBuilder page = new StringBuilder(EXPECTED_LENGTH);
    page.append("# Options of ").append(spec.name()).append("\n\n");
    for (String paragraph : spec.usageMessage().description()) {
      page.append(paragraph).append("\n\n");
    }
    page.append(
        """
        `-x v`, `--x v`, `-x=v` and `--x=v` mean the same; a switch is `-x` or `-x=false`. The last one
        wins. This page is made from the program.
        """);
    table(page, spec, false);
    if (spec.options().stream().anyMatch(OptionPage::isAboutTheLog)) {
      page.append("\n## Log\n");
      table(page, spec, true);
    }
    return page.toString();
  }

  private static void table(StringBuilder page, CommandSpec spec, boolean aboutTheLog) {
    page.append("\n| option | value | default | |\n|---|---|---|---|\n");
    spec.options().stream()
        .filter(option -> !option.hidden() || EffectlessOptions.isEffectless(option))
        .filter(option -> isAboutTheLog(option) == aboutTheLog)
        .sorted((a, b) -> name(a).compareToIgnoreCase(name(b)))
        .forEach(option -> row(page, option));
  }

  private static void row(StringBuilder page, OptionSpec option) {
    boolean isSwitch = option.type() == boolean.class || option.type() == Boolean.class;
    String standard = standard(option);
    if (isSwitch && standard == null && !option.usageHelp() && !option.versionHelp()) {
      standard = "false";
    }
    page.append("| ").append(code("-" + name(option)));
    page.append(" | ").append(isSwitch ? "" : code(option.paramLabel()));
    page.append(" | ").append(standard == null || standard.isEmpty() ? "" : code(standard));
    page.append(" | ").append(escape(withoutDefault(option))).append(" |\n");
  }

  /** Returns the default, also one that differs from tool to tool: their field's first value. */
  private static String standard(OptionSpec option) {
    String note = DEFAULT_NOTE + option.initialValue() + ")";
    boolean says = String.join(" ", option.description()).contains(note);
    return option.defaultValue() == null && says
        ? String.valueOf(option.initialValue())
        : option.defaultValue();
  }

  /** The default has a column of its own; a default described in words stays. */
  private static String withoutDefault(OptionSpec option) {
    String text = String.join(" ", option.description());
    String note = DEFAULT_NOTE + standard(option) + ")";
    return text.replace(" " + note, "").replace(" (default: ${DEFAULT-VALUE})", "");
  }

  private static boolean isAboutTheLog(OptionSpec option) {
    return option.userObject() instanceof Member member
        && member.getDeclaringClass() == KlogOptions.class;
  }

  private static String name(OptionSpec option) {
    String longest = option.longestName();
    return longest.substring(longest.startsWith("--") ? 2 : 1);
  }

  private static String code(String text) {
    return "`" + escape(text) + "`";
  }

  private static String escape(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
