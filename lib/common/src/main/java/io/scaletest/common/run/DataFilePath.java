package io.scaletest.common.run;

import io.scaletest.common.datafile.GoQuote;
import io.scaletest.common.exit.ToolException;
import java.nio.file.Path;

/**
 * The name of the data file, from the option {@code datafile}.
 *
 * <p><i>Source:</i> contract, "Shared by the drivers": the result must match {@code
 * [-a-zA-Z0-9!@#$%^&()+=./]+}.
 */
public final class DataFilePath {
  private static final String RUN_ID_MARK = "{{.RunID}}";

  private DataFilePath() {}

  /**
   * Returns the path that {@code template} names when the run ID is put in for each {@code
   * {{.RunID}}}.
   *
   * @throws ToolException with {@link DriverExit#BAD_DATA_FILE_NAME} if the result is empty or has
   *     a character not allowed
   */
  public static Path resolve(String template, RunId runId) {
    String name = template.replace(RUN_ID_MARK, runId.value());
    if (!isValid(name)) {
      throw new ToolException(
          DriverExit.BAD_DATA_FILE_NAME,
          "datafile: must be letters, digits and any of -!@#$%^&()+=./ when the run ID is put in"
              + " for {{.RunID}}, got "
              + GoQuote.quote(name));
    }
    return Path.of(name);
  }

  private static boolean isValid(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!RunId.isAllowed(c) && c != '.' && c != '/') {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
