package io.scaletest.common.run;

import io.scaletest.common.datafile.GoFloat;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file {@code <runid>-driver.parms}: the effective value of every option as {@code NAME=value},
 * one a line, so that a POSIX shell that sources it has the same values.
 *
 * <p>Strings stand in double quotes as the originals write them; those with a character that a
 * shell treats specially there stand in single quotes instead, {@code '} as {@code '\''}. Numbers
 * and booleans stand bare, floating-point numbers as Go writes them ({@code 1}, {@code 1e+06}).
 */
public final class ParameterFile {
  /** <i>Source:</i> the originals write this one with {@code %G}, all others with {@code %g}. */
  private static final String CAPITAL_EXPONENT = "LAMBDA";

  private ParameterFile() {}

  /** Returns the path of the run's parameter file, in the current folder. */
  public static Path pathFor(RunId runId) {
    return Path.of(runId.value() + "-driver.parms");
  }

  /**
   * Writes the parameters in the map's order, replacing an existing file.
   *
   * @param parameters the names are shell variable names, the values are strings, integers, finite
   *     floating-point numbers or booleans
   * @throws ToolException with {@link DriverExit#PARAMETER_FILE} if the file cannot be made, with
   *     {@link DriverExit#PARAMETER_FILE_CLOSE} if it cannot be completed
   * @throws IllegalArgumentException if a name or value is not as said above; nothing is written
   */
  public static void write(Path path, Map<String, Object> parameters) {
    byte[] content = render(parameters).getBytes(StandardCharsets.UTF_8);
    OutputStream file;
    try {
      file = Files.newOutputStream(path);
    } catch (IOException e) {
      throw failure(DriverExit.PARAMETER_FILE, "cannot be made", path, e);
    }
    try (file) {
      file.write(content);
    } catch (IOException e) {
      throw failure(DriverExit.PARAMETER_FILE_CLOSE, "cannot be completed", path, e);
    }
  }

  private static ToolException failure(DriverExit exit, String what, Path path, IOException cause) {
    return new ToolException(
        exit, "parameter file " + path + " " + what + ": " + IoReason.of(cause), cause);
  }

  static String render(Map<String, Object> parameters) {
    var text = new StringBuilder();
    for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
      checkName(parameter.getKey());
      text.append(parameter.getKey()).append('=');
      appendValue(text, parameter.getKey(), parameter.getValue());
      text.append('\n');
    }
    return text.toString();
  }

  private static void checkName(String name) {
    boolean valid = !name.isEmpty() && !Character.isDigit(name.charAt(0));
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= c == '_' || (c < 0x80 && Character.isLetterOrDigit(c));
    }
    if (!valid) {
      throw new IllegalArgumentException("not a shell variable name: \"" + name + "\"");
    }
  }

  private static void appendValue(StringBuilder text, String name, Object value) {
    if (value instanceof String string) {
      appendQuoted(text, name, string);
    } else if (value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      text.append(value);
    } else if (value instanceof Double || value instanceof Float) {
      appendDecimal(text, name, (Number) value);
    } else {
      throw new IllegalArgumentException(name + ": no string, number or boolean: " + value);
    }
  }

  private static void appendDecimal(StringBuilder text, String name, Number number) {
    double value = number.doubleValue();
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + ": must be finite, got " + value);
    }
    text.append(name.equals(CAPITAL_EXPONENT) ? GoFloat.upper(value) : GoFloat.lower(value));
  }

  private static void appendQuoted(StringBuilder text, String name, String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(name + ": no shell variable can hold a NUL");
    }
    if (isPlainInDoubleQuotes(value)) {
      text.append('"').append(value).append('"');
    } else {
      text.append('\'').append(value.replace("'", "'\\''")).append('\'');
    }
  }

  private static boolean isPlainInDoubleQuotes(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      // '!' is special only to interactive shells with history, and inside single quotes to none.
      if (c < ' ' || "\"\\$`!".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }
}
