package io.scaletest.player.record;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.player.trace.SourceLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Reads logs as they grow, through their rotations, until it is asked to stop. For one thread. */
final class LogFollower {
  /** A server rotates by the hundred megabytes: no two rotations are as near. */
  private static final long PAUSE_MS = 200;

  /** A rotation takes less than the time between two looks. */
  private static final int MISSED_BY_ROTATION = 1;

  private final Losses losses;
  private final Consumer<String> notes;
  private final List<Followed> files = new ArrayList<>();

  LogFollower(Losses losses, Consumer<String> notes) {
    this.losses = losses;
    this.notes = notes;
  }

  /** Adds a file; what is in it already is read, too. */
  void add(Path file, LogReader.Values values) {
    files.add(new Followed(file, values));
  }

  /** Reads until the stop; what is no whole line then is left out. */
  void run(StopSignal stop) {
    do {
      files.forEach(Followed::read);
    } while (stop.pause(PAUSE_MS));
    files.forEach(Followed::read);
    files.forEach(Followed::last);
  }

  private final class Followed {
    private final Path file;
    private final LogReader.Values values;
    private LogReader reader;
    private Object key;
    private boolean failed;

    /** How many looks in a row did not find it. */
    private int missed;

    Followed(Path file, LogReader.Values values) {
      this.file = file;
      this.values = values;
    }

    void read() {
      if (failed) {
        return;
      }
      try {
        if (reader == null) {
          open();
        }
        reader.readLines(true);
        if (!Objects.equals(key, key())) {
          // Rotated: what was written to the old file before that was not all read, perhaps.
          reader.readLines(false);
          end();
          open();
        }
        missed = 0;
      } catch (NoSuchFileException e) {
        missed++;
        if (missed == MISSED_BY_ROTATION + 1) {
          tellMissing();
        }
      } catch (IOException e) {
        losses.add(SourceLoss.CUT_FILE);
        notes.accept(file + ": cannot be read on, what is before is recorded: " + IoReason.of(e));
        failed = true;
        end();
      }
    }

    private void open() throws IOException {
      Object opened = key();
      reader = LogReader.open(file, losses, notes, values);
      key = opened;
    }

    private Object key() throws IOException {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private void tellMissing() {
      notes.accept(
          file + ": is not there any more, what was read of it is recorded, and what comes there");
    }

    /** Ends the reading; of a file that is not there more may have been written. */
    void last() {
      if (missed > 0) {
        losses.add(SourceLoss.CUT_FILE);
        if (missed <= MISSED_BY_ROTATION) {
          tellMissing();
        }
      }
      end();
    }

    private void end() {
      if (reader == null) {
        return;
      }
      reader.tell();
      try {
        reader.close();
      } catch (IOException e) {
        notes.accept(file + ": " + IoReason.of(e));
      }
      reader = null;
    }
  }
}
