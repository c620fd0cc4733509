package io.scaletest.common.latency;

import java.util.regex.Pattern;

/**
 * Normalizes error texts, so that errors of different objects are counted together: names and
 * identifiers become placeholders, as in {@code pods "NAME" not found}.
 */
final class ErrorText {
  static final String NAME = "\"NAME\"";
  static final String ID = "UID";

  private static final Pattern UID =
      Pattern.compile("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b");

  /**
   * The object of an error of Kubernetes: {@code pods "a" not found}, {@code events.k8s.io "b" is}.
   */
  private static final Pattern OBJECT =
      Pattern.compile("(^|^\\d{3} | on |: )([A-Za-z][A-Za-z0-9.]*) \"[^\"]*\"");

  /** Any other quoted name that has a digit in it, as generated ones mostly have. */
  private static final Pattern NUMBERED = Pattern.compile("\"[a-z0-9]([-a-z0-9./:]*[a-z0-9])?\"");

  private ErrorText() {}

  /** Returns the text without names and identifiers. */
  static String withoutNames(String text) {
    if (text.indexOf('"') < 0 && text.indexOf('-') < 0) {
      return text;
    }
    String named = OBJECT.matcher(UID.matcher(text).replaceAll(ID)).replaceAll("$1$2 " + NAME);
    return NUMBERED
        .matcher(named)
        .replaceAll(found -> hasDigit(found.group()) ? NAME : found.group());
  }

  private static boolean hasDigit(String text) {
    return text.chars().anyMatch(c -> c >= '0' && c <= '9');
  }
}
