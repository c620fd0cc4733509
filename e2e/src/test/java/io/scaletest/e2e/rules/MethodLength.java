package io.scaletest.e2e.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** Finds methods that do not fit on a screen. */
final class MethodLength {
  static final int MAX_LINES = 70;

  /** What stands before the brace of a type; everything else with a parameter list is a body. */
  private static final Pattern TYPE =
      Pattern.compile("\\b(class|interface|enum|record|@interface|new)\\b");

  private MethodLength() {}

  /** Returns the bodies of more than {@value #MAX_LINES} lines, a line each. */
  static List<String> violations(SourceFile file) {
    var violations = new ArrayList<String>();
    Deque<Integer> open = new ArrayDeque<>();
    String code = file.code();
    for (int i = 0; i < code.length(); i++) {
      if (code.charAt(i) == '{') {
        open.push(i);
      } else if (code.charAt(i) == '}' && !open.isEmpty()) {
        int start = open.pop();
        long lines = file.lineAt(i) - file.lineAt(start) - 1;
        if (lines > MAX_LINES && isBody(code, start)) {
          violations.add(
              file.path()
                  + ":"
                  + file.lineAt(start)
                  + ": "
                  + lines
                  + " lines; at most "
                  + MAX_LINES
                  + ": leave the branches here and take the leaves out");
        }
      }
    }
    return violations;
  }

  private static boolean isBody(String code, int brace) {
    int from = brace;
    while (from > 0 && ";{}".indexOf(code.charAt(from - 1)) < 0) {
      from--;
    }
    String header = code.substring(from, brace);
    return header.contains("(") && !TYPE.matcher(header).find();
  }
}
