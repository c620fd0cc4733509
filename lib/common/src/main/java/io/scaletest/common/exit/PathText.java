package io.scaletest.common.exit;

import java.io.File;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Explains why a text is no valid path on this system: mostly characters that the locale does not
 * have.
 */
public final class PathText {
  private PathText() {}

  /**
   * Returns the path that an option names.
   *
   * @throws ToolException with {@code refused} if the value is no path here
   */
  public static Path of(String option, String value, ExitStatus refused) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new ToolException(refused, option + ": " + refusal(e), e);
    }
  }

  /**
   * Refuses a working folder whose name has characters that the locale's encoding lacks: the JVM
   * then looks for every relative path in a folder that does not exist.
   *
   * @throws ToolException a usage error with the way out
   */
  public static void requireWorkingFolder() {
    String folder = System.getProperty("user.dir");
    if (isAsciiLocale() && !new File(folder).isDirectory()) {
      throw ToolException.usage(lacking("working folder " + folder));
    }
  }

  /** Returns whether the locale is C, POSIX or none: its encoding has ASCII alone. */
  public static boolean isAsciiLocale() {
    return Charset.forName(encoding()).equals(StandardCharsets.US_ASCII);
  }

  private static String encoding() {
    return System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name());
  }

  /** Returns one line that names path, reason and the way out. */
  public static String refusal(InvalidPathException refused) {
    String path = refused.getInput();
    if (path.chars().allMatch(c -> c < 0x80)) {
      return "not a path: " + path + " (" + refused.getReason() + ")";
    }
    return lacking("path " + path);
  }

  private static String lacking(String what) {
    return "the locale's encoding ("
        + encoding()
        + ") does not have all characters of the "
        + what
        + "; set LC_ALL=C.UTF-8";
  }
}
