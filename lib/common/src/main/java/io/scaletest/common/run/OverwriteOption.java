package io.scaletest.common.run;

import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The option {@code -no-overwrite}, for {@code @Mixin}. */
public final class OverwriteOption {
  private static final Logger LOG = LoggerFactory.getLogger(OverwriteOption.class);

  @Option(
      names = {"-no-overwrite", "--no-overwrite"},
      description = "Refuse to replace existing files (default: replace them with a warning).")
  private boolean noOverwrite;

  /**
   * Checks that {@code path} may be written: call it for each file of the run before the first of
   * them is made. An existing regular file is replaced later, so it is warned about, or refused
   * when the user asked for that.
   *
   * @throws ToolException with {@code refused} if the file exists and must not be replaced
   */
  public void checkReplaceable(Path path, ExitStatus refused) {
    if (!Files.isRegularFile(path)) {
      return;
    }
    if (noOverwrite) {
      throw new ToolException(
          refused, "no-overwrite: must not replace an existing file, got " + path);
    }
    LOG.warn("Replacing the existing file {}", path);
  }
}
