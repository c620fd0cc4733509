package io.scaletest.common.cli;

import java.nio.file.InvalidPathException;

/** Says why something is no path here: mostly a locale without the characters that it has. */
final class PathText {
  private PathText() {}

  /** Returns one line that names path, reason and the way out. */
  static String refusal(InvalidPathException refused) {
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
