package io.scaletest.common.profiling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * A running recording of the JVM's flight recorder. Only this class and {@link RecordedProfile}
 * name {@code jdk.jfr}, so that those classes are loaded with the first recording.
 */
final class FlightRecording implements RecordingTurn.RunningRecording {
  private final Recording recording;
  private final RecordingKind kind;

  private FlightRecording(Recording recording, RecordingKind kind) {
    this.recording = recording;
    this.kind = kind;
  }

  /** Starts a recording. */
  static FlightRecording start(RecordingKind kind) throws ProfilingException {
    try {
      Recording recording;
      if (kind.configuration().isEmpty()) {
        recording = new Recording();
        RecordedProfile.choose(recording, kind);
      } else {
        recording = new Recording(Configuration.getConfiguration(kind.configuration()));
      }
      recording.start();
      return new FlightRecording(recording, kind);
    } catch (IOException | ParseException | IllegalStateException | NoClassDefFoundError e) {
      throw new ProfilingException(501, "this JVM cannot record: " + e.getMessage(), e);
    }
  }

  /** Stops the recording and returns it as a download from a temporary file. */
  @Override
  public ProfilingPage finish(String fileName) throws ProfilingException {
    Path file = null;
    try {
      file = stopped();
      return ProfilingPage.download(file, Files.size(file), fileName);
    } catch (IOException e) {
      delete(file);
      throw new ProfilingException(500, "the recording could not be written: " + e, e);
    }
  }

  /** Stops the recording and returns its samples. */
  @Override
  public ProfilingPage finishProfile(String fileName, boolean asText) throws ProfilingException {
    Path file = null;
    try {
      file = stopped();
      Profile profile = RecordedProfile.read(file, kind);
      if (asText) {
        return ProfilingPage.text(profile.text());
      }
      Instant end = recording.getStopTime();
      long durationNs = Duration.between(recording.getStartTime(), end).toNanos();
      byte[] gzipped =
          profile.gzipped(end.toEpochMilli(), durationNs, RecordedProfile.period(kind));
      return ProfilingPage.download(gzipped, fileName);
    } catch (IOException e) {
      throw new ProfilingException(500, "the recording could not be read back: " + e, e);
    } finally {
      delete(file);
    }
  }

  private Path stopped() throws IOException {
    recording.stop();
    Path file = Files.createTempFile("scaletest-", ".jfr");
    recording.dump(file);
    return file;
  }

  private static void delete(Path file) throws ProfilingException {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new ProfilingException(500, file + " could not be deleted", e);
      }
    }
  }

  /** Stops it if it runs and frees what it holds on disk. */
  @Override
  public void close() {
    recording.close();
  }
}
