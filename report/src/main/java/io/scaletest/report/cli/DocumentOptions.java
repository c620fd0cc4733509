package io.scaletest.report.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The documents that every command can write, for {@code @Mixin}. */
final class DocumentOptions {
  @Option(
      names = {"-json", "--json"},
      paramLabel = "<file>",
      description = "Write everything as JSON, whose schema it names. A dash is standard output.")
  private String json = "";

  @Option(
      names = {"-html", "--html"},
      paramLabel = "<file>",
      description =
          "Write one HTML page with plots, which needs no network. A dash is standard output.")
  private String html = "";

  /** Writes those that are wanted; the others are not made. */
  void write(Supplier<String> asJson, Supplier<String> asHtml) {
    Target.write(json, asJson);
    Target.write(html, asHtml);
  }

  /** Returns whether one goes to standard output, where nothing else may then go. */
  boolean takeStandardOutput() {
    return Target.isStandardOutput(json) || Target.isStandardOutput(html);
  }
}
