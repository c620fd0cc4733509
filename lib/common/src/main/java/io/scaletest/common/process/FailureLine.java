package io.scaletest.common.process;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Heuristics that pick the line of a failed program's output that says why it failed: programs
 * print their reason and then advice, a stack, a closing bracket. Without a better one, it is the
 * last line.
 */
public final class FailureLine {
  /** Enough for a sentence, an error of a cloud and its request's number. */
  static final int LIMIT_CHARS = 300;

  /** No program's reason stands behind more text than this. */
  private static final int READ_LIMIT_CHARS = 1 << 20;

  private static final String CUT = "...";

  /** What terminals take for colours and the like. */
  private static final Pattern ESCAPES = Pattern.compile("\u001B\\[[0-9;?]*[ -/]*[@-~]");

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\\t\\n\\r]]");

  /**
   * What says so, the surest first; what begins a report counts where it stands first, what a log
   * is full of where it stands last.
   */
  private enum Sign {
    /** A Go program's panic, a logger's fatal (klog's begins with F and the date). */
    PANIC("(?i)\\b(panic|fatal)\\b|^F\\d{4} ", true),
    ERROR("\\bERROR\\b|^(?i)error\\b", true),
    /**
     * A klog error, an exception's name, error=, Error: and the like; not a word like errors.py in
     * a stack.
     */
    NAMED("^E\\d{4} |^(?!\\s).*(?i)(error|exception)(\\b.*)?[:=].*", false),
    WORD("(?i)\\berror\\b", false);

    private final Pattern pattern;
    private final boolean first;

    Sign(String pattern, boolean first) {
      this.pattern = Pattern.compile(pattern);
      this.first = first;
    }

    /** Returns the index of the line that has it; -1 where none has. */
    int in(List<String> lines) {
      int found = -1;
      for (int i = 0; i < lines.size() && (found < 0 || !first); i++) {
        found = pattern.matcher(lines.get(i)).find() ? i : found;
      }
      return found;
    }
  }

  private FailureLine() {}

  /**
   * Returns the line with ERROR, panic, fatal or the like; where none has, all lines joined.
   * Without control characters, and cut to what fits in a message; empty for an output that is
   * blank.
   */
  public static String of(String output) {
    String text =
        output.length() > READ_LIMIT_CHARS ? output.substring(0, READ_LIMIT_CHARS) : output;
    String plain = CONTROLS.matcher(ESCAPES.matcher(text).replaceAll("")).replaceAll("");
    List<String> lines =
        plain.lines().map(String::stripTrailing).filter(line -> !line.isBlank()).toList();
    for (Sign sign : Sign.values()) {
      int at = isOneObject(lines) ? -1 : sign.in(lines);
      if (at >= 0) {
        return cut(withWhatItOpens(lines, at));
      }
    }
    return cut(String.join(" ", lines.stream().map(String::strip).toList()));
  }

  /** Returns whether it is a JSON object over several lines, of which one says too little. */
  private static boolean isOneObject(List<String> lines) {
    return lines.size() > 1
        && lines.get(0).strip().equals("{")
        && lines.get(lines.size() - 1).strip().equals("}");
  }

  /** A line that ends with a colon or an opening bracket says the rest in the next one. */
  private static String withWhatItOpens(List<String> lines, int at) {
    String line = lines.get(at).strip();
    boolean opens = line.endsWith(":") || line.endsWith("(") || line.endsWith("{");
    return opens && at + 1 < lines.size() ? line + " " + lines.get(at + 1).strip() : line;
  }

  private static String cut(String line) {
    return line.length() <= LIMIT_CHARS ? line : line.substring(0, LIMIT_CHARS) + CUT;
  }
}
