package io.scaletest.watching.files;

import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.run.OverwriteOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A data file and what lies beside it: {@code <name>.hlog} and {@code <name>.summary.json} beside
 * {@code <name>.csv}.
 *
 * @param data the rows
 */
public record OutputPaths(Path data) {
  private static final String DATA_ENDING = ".csv";

  /** Returns where the latencies of each second go. */
  public Path latencies() {
    return beside(".hlog");
  }

  /** Returns where the summary goes. */
  public Path summary() {
    return beside(".summary.json");
  }

  /** Returns the data file's name without its ending: what the run is called. */
  public String name() {
    String name = data.getFileName() == null ? data.toString() : data.getFileName().toString();
    return name.endsWith(DATA_ENDING)
        ? name.substring(0, name.length() - DATA_ENDING.length())
        : name;
  }

  /** Nothing is put beside what is no ordinary file, such as {@code /dev/null} or a pipe. */
  public boolean haveCompanions() {
    return !Files.exists(data) || Files.isRegularFile(data);
  }

  private Path beside(String ending) {
    return data.resolveSibling(name() + ending);
  }

  /** Refuses, with {@code refused}, or warns of what would be replaced. */
  public void checkExisting(OverwriteOption overwrite, ExitStatus refused) {
    if (haveCompanions()) {
      for (Path path : List.of(data, latencies(), summary())) {
        overwrite.checkReplaceable(path, refused);
      }
    }
  }
}
