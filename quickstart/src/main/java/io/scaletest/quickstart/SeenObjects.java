package io.scaletest.quickstart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which objects of a run a data file says were created and deleted, read while the file grows.
 *
 * <p>Understands the rows of driver and logger alike: the operation is the first word between
 * commas, the object's name the first text in quotes (after a namespace, if there is one). Rows
 * with an error count apart. Used by one thread.
 */
final class SeenObjects {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern ROW =
      Pattern.compile(".*?,(create|update|delete),\"(?:[^\"/]*/)?([^\"]*)\",(.*)");

  /** The column of a logger's row, behind the name, with how many creations it tells of. */
  private static final int ADDS = 1;

  private final Path file;
  private final String prefix;
  private final boolean hasErrors;
  private final BitSet created = new BitSet();
  private final BitSet deleted = new BitSet();
  private final StringBuilder unfinishedLine = new StringBuilder();
  private long readBytes;
  private long failures;
  private long repetitions;

  private SeenObjects(Path file, String runId, boolean hasErrors) {
    this.file = file;
    this.prefix = runId + "-";
    this.hasErrors = hasErrors;
  }

  /** Reads a driver's data file, whose last column is an error. */
  static SeenObjects ofDriver(Path file, String runId) {
    return new SeenObjects(file, runId, true);
  }

  static SeenObjects ofLogger(Path file, String runId) {
    return new SeenObjects(file, runId, false);
  }

  /** Reads the rows that were added since the last time; none while there is no file. */
  void update() throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(readBytes);
      var buffer = ByteBuffer.allocate(BUFFER_BYTES);
      while (channel.read(buffer) > 0) {
        readBytes = channel.position();
        // Names and operations are ASCII; a character cut in two can only be in an error's text.
        take(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        buffer.clear();
      }
    } catch (NoSuchFileException e) {
      // Not made yet.
    }
  }

  private void take(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        takeRow(unfinishedLine);
        unfinishedLine.setLength(0);
      } else {
        unfinishedLine.append(c);
      }
    }
  }

  private void takeRow(CharSequence row) {
    Matcher matcher = ROW.matcher(row);
    if (!matcher.matches() || !matcher.group(2).startsWith(prefix)) {
      return;
    }
    String number = matcher.group(2).substring(prefix.length());
    if (!NUMBER.matcher(number).matches()) {
      return; // of a run whose ID begins like this one's
    }
    if (hasErrors && !matcher.group(3).equals("\"\"")) {
      failures++;
      return;
    }
    switch (matcher.group(1)) {
      case "create" -> note(created, Integer.parseInt(number));
      case "delete" -> {
        note(deleted, Integer.parseInt(number));
        if (!hasErrors && tellsOfCreation(matcher.group(3))) {
          note(created, Integer.parseInt(number));
        }
      }
      default -> {}
    }
  }

  /** A logger that is behind writes one row of a creation and a deletion, with its adds in it. */
  private static boolean tellsOfCreation(String columnsAfterName) {
    String[] columns = columnsAfterName.split(",", ADDS + 2);
    return columns.length > ADDS
        && NUMBER.matcher(columns[ADDS]).matches()
        && Integer.parseInt(columns[ADDS]) > 0;
  }

  private void note(BitSet objects, int number) {
    if (objects.get(number)) {
      repetitions++;
    }
    objects.set(number);
  }

  int created() {
    return created.cardinality();
  }

  int deleted() {
    return deleted.cardinality();
  }

  /** Returns the number of requests that failed. */
  long failures() {
    return failures;
  }

  /** Returns how often an object was created or deleted that had been so before. */
  long repetitions() {
    return repetitions;
  }

  /** Returns whether every object that {@code other} knows as deleted is deleted here, too. */
  boolean hasAllDeletesOf(SeenObjects other) {
    return missing(other.deleted, deleted) == 0;
  }

  /** Returns how many creates of {@code other} are not here. */
  int missingCreatesOf(SeenObjects other) {
    return missing(other.created, created);
  }

  /** Returns how many deletes of {@code other} are not here. */
  int missingDeletesOf(SeenObjects other) {
    return missing(other.deleted, deleted);
  }

  private static int missing(BitSet wanted, BitSet here) {
    var missing = (BitSet) wanted.clone();
    missing.andNot(here);
    return missing.cardinality();
  }
}
