package io.scaletest.hollownode.stages;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Go's {@code fmt.Sprintf} with the verbs v, s, q, d, x, t, f and %. Stateless. */
final class Printf {
  private static final Pattern VERB = Pattern.compile("%([-+0 ]*)(\\d{0,3})(\\.\\d{1,2})?(.)");

  private static final int STANDARD_DIGITS = 6;

  private Printf() {}

  static Object format(List<Object> arguments) throws TemplateException {
    if (arguments.isEmpty()) {
      throw new TemplateException("printf: wrong number of arguments: 0");
    }
    StringBuilder out = new StringBuilder();
    Matcher verb = VERB.matcher(TemplateValues.text(arguments.get(0)));
    int next = 1;
    while (verb.find()) {
      String text;
      if (verb.group(4).equals("%")) {
        text = "%";
      } else if (next >= arguments.size()) {
        text = "%!" + verb.group(4) + "(MISSING)";
      } else {
        text = formatted(verb, arguments.get(next));
        next++;
      }
      verb.appendReplacement(out, Matcher.quoteReplacement(text));
    }
    verb.appendTail(out);
    return out.toString();
  }

  private static String formatted(Matcher verb, Object value) throws TemplateException {
    String width = verb.group(1) + verb.group(2);
    String precision = verb.group(3) == null ? "" : verb.group(3);
    String kind = verb.group(4);
    return switch (kind) {
      case "v", "s", "t" -> padded(width, precision, TemplateValues.text(value));
      case "q" -> padded(width, precision, quoted(TemplateValues.text(value)));
      case "d", "x" -> String.format(Locale.ROOT, "%" + width + kind, TemplateValues.whole(value));
      case "f" -> String.format(Locale.ROOT, "%" + width + precision + "f", real(value, precision));
      default -> throw new TemplateException("printf: %" + kind + " is not known here");
    };
  }

  private static String padded(String width, String precision, String text) {
    String flags = width.replaceAll("^[+0 ]+", "");
    return String.format(
        Locale.ROOT, "%" + (flags.equals("-") ? "" : flags) + precision + "s", text);
  }

  /** Returns the number, rounded as Go does it: halves to the even neighbour. */
  private static BigDecimal real(Object value, String precision) throws TemplateException {
    int digits = precision.isEmpty() ? STANDARD_DIGITS : Integer.parseInt(precision.substring(1));
    try {
      double real = Double.parseDouble(TemplateValues.text(value));
      return new BigDecimal(real).setScale(digits, RoundingMode.HALF_EVEN);
    } catch (NumberFormatException e) {
      throw new TemplateException("printf: must be a number, got " + TemplateValues.text(value));
    }
  }

  /** Returns a text as a string of Go and JSON. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < ' ') {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
