package io.scaletest.report.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** A comment for a pull request, for {@code @Mixin}. */
final class MarkdownOption {
  @Option(
      names = {"-markdown", "--markdown"},
      paramLabel = "<file>",
      description = "Write a comment for a pull request. A dash is standard output.")
  private String markdown = "";

  void write(Supplier<String> text) {
    Target.write(markdown, text);
  }

  boolean takesStandardOutput() {
    return Target.isStandardOutput(markdown);
  }
}
