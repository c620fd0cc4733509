package io.scaletest.player.record;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be recorded.
 *
 * @param logs files of audit logs, of one server or of several
 * @param trace the file to write
 * @param keepValues whether values of ConfigMaps and of environment variables stay as they are
 * @param follow whether to read on as the files grow
 * @param program name and version of the program that records
 */
public record RecordSettings(
    List<Path> logs, Path trace, boolean keepValues, boolean follow, String program) {
  public RecordSettings {
    logs = List.copyOf(logs);
  }
}
