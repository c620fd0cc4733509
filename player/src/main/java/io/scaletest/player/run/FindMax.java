package io.scaletest.player.run;

import io.scaletest.common.exit.ToolException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is searched: {@code KEY=LOW..HIGH}, {@code load.hello.rate=10/s..1000/s}.
 *
 * @param key path of a scalar of the specification; {@code nodes} stands for their count
 * @param low where the search begins
 * @param high where it ends at the latest
 * @param unit what stands behind the number; empty for whole numbers
 */
public record FindMax(String key, double low, double high, String unit) {
  private static final Pattern FORM =
      Pattern.compile("([^=]+)=([0-9.]+)([^0-9.]*)\\.\\.([0-9.]+)([^0-9.]*)");

  /**
   * Reads the option's value.
   *
   * @throws ToolException a usage error with the rule that it breaks
   */
  public static FindMax of(String text) {
    Matcher matcher = FORM.matcher(text);
    try {
      if (matcher.matches() && matcher.group(3).equals(matcher.group(5))) {
        double low = Double.parseDouble(matcher.group(2));
        double high = Double.parseDouble(matcher.group(4));
        if (low > 0 && low < high) {
          String key = matcher.group(1).equals("nodes") ? "nodes.count" : matcher.group(1);
          return new FindMax(key, low, high, matcher.group(3));
        }
      }
    } catch (NumberFormatException e) {
      // told below, as whatever else is not as it must be
    }
    throw ToolException.usage(
        "find-max: must be KEY=LOW..HIGH with 0 < LOW < HIGH in one unit, such as"
            + " load.hello.rate=10/s..1000/s, watchers.fan.count=10..5000 or nodes=10..500, got "
            + text);
  }

  /** Tells whether only whole numbers make sense. */
  boolean whole() {
    return unit.isEmpty();
  }

  /** Returns a value as the specification has it. */
  String text(double value) {
    String number =
        whole()
            ? Long.toString(Math.round(value))
            : String.format(Locale.ROOT, "%.3f", value).replaceAll("\\.?0+$", "");
    return number + unit;
  }
}
