package io.scaletest.common.profiling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * A running recording of the JVM's flight recorder. The only class that names {@code jdk.jfr}, so
 * that those classes are loaded when somebody records.
 */
final class FlightRecording implements RecordingTurn.RunningRecording {
  private final Recording recording;

  private FlightRecording(Recording recording) {
    this.recording = recording;
  }

  /**
   * Starts a recording.
   *
   * @param settings the name of one of the JDK's configurations, {@code default} or {@code profile}
   */
  static FlightRecording start(String settings) throws ProfilingException {
    try {
      var recording = new Recording(Configuration.getConfiguration(settings));
      recording.start();
      return new FlightRecording(recording);
    } catch (IOException | ParseException | IllegalStateException | NoClassDefFoundError e) {
      throw new ProfilingException(501, "this JVM cannot record: " + e.getMessage(), e);
    }
  }

  /** Stops the recording and returns it as a download from a temporary file. */
  @Override
  public ProfilingPage finish(String fileName) throws ProfilingException {
    Path file = null;
    try {
      recording.stop();
      file = Files.createTempFile("scaletest-", ".jfr");
      recording.dump(file);
      return ProfilingPage.download(file, Files.size(file), fileName);
    } catch (IOException e) {
      delete(file);
      throw new ProfilingException(500, "the recording could not be written: " + e, e);
    }
  }

  private static void delete(Path file) throws ProfilingException {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new ProfilingException(500, file + " could be neither written nor deleted", e);
      }
    }
  }

  /** Stops it if it runs and frees what it holds on disk. */
  @Override
  public void close() {
    recording.close();
  }
}
