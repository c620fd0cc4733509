package io.scaletest.e2e.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A Java source file.
 *
 * @param path relative to the repository, with slashes
 * @param code its text without comments and without what stands in quotes, line for line
 */
record SourceFile(String path, String code) {
  private static final Pattern NO_CODE =
      Pattern.compile(
          "//[^\n]*" // comment to the line's end
              + "|(?s:/\\*.*?\\*/)" // comment of several lines
              + "|(?s:\"\"\".*?\"\"\")" // text block
              + "|\"(?:\\\\.|[^\"\\\\\n])*\"" // string
              + "|'(?:\\\\.|[^'\\\\\n])+'"); // character

  static SourceFile read(Path root, Path file) throws IOException {
    String path = root.relativize(file).toString().replace('\\', '/');
    return of(path, Files.readString(file));
  }

  static SourceFile of(String path, String text) {
    String code =
        NO_CODE
            .matcher(text)
            .replaceAll(match -> "\"\"" + "\n".repeat((int) lineEnds(match.group())));
    return new SourceFile(path, code);
  }

  /** Returns the number of the line at an offset of the code, from 1. */
  long lineAt(int offset) {
    return 1 + lineEnds(code.substring(0, offset));
  }

  String simpleName() {
    return path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
  }

  /** Returns the folder, that is the package. */
  String folder() {
    return path.substring(0, path.lastIndexOf('/'));
  }

  boolean isMain() {
    return path.contains("/src/main/");
  }

  private static long lineEnds(String text) {
    return text.chars().filter(c -> c == '\n').count();
  }
}
