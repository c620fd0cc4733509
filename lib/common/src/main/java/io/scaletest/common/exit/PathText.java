package io.scaletest.common.exit;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Says why something is no path here: mostly a locale without the characters that it has. */
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

  /** Returns one line that names path, reason and the way out. */
  public static String refusal(InvalidPathException refused) {
    String path = refused.getInput();
    if (path.chars().allMatch(c -> c < 0x80)) {
      return "not a path: " + path + " (" + refused.getReason() + ")";
    }
    return "the locale's encoding ("
        + System.getProperty("sun.jnu.encoding", "unknown")
        + ") does not have all characters of the path "
        + path
        + "; set LC_ALL=C.UTF-8";
  }
}
