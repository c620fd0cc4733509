package io.scaletest.player.record;

import io.scaletest.common.exit.ToolException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The files of some logs by the server that wrote them: those of one folder whose names differ in
 * what a rotation adds are one server's, the oldest first.
 */
final class LogFiles {
  /** What kube-apiserver's rotation, and logrotate's, add to a name. */
  private static final Pattern ROTATION =
      Pattern.compile(
          "(-\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3})?(\\.log|\\.jsonl?)?(\\.\\d+)?(\\.gz)?$");

  private static final Pattern FIRST_TIME = Pattern.compile("\"stageTimestamp\":\"([^\"]+)\"");
  private static final int PEEKED_BYTES = 256 << 10;

  /** More than one event, so that hardly two logs have the same. */
  private static final int HEAD_BYTES = 4 << 10;

  private static final int COMPARED_BYTES = 64 << 10;
  private static final int GZIP_MAGIC = 0x1f8b;

  private LogFiles() {}

  /**
   * Returns the files of each server, in the order in which servers come first; a file that is
   * given twice, by its name or as a copy, or whose beginning is given, too, is there once.
   *
   * @param growing whether the files grow while they are read: then none is another's beginning for
   *     good, and only names are compared
   * @param twice takes each that is left out
   * @throws ToolException a usage error, if one cannot be read
   */
  static Map<String, List<Path>> byServer(List<Path> files, boolean growing, Consumer<Path> twice) {
    for (Path file : files) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw ToolException.usage("audit-log: must be a file that can be read, got " + file);
      }
    }
    Map<Path, List<Path>> byStem = new LinkedHashMap<>();
    for (Path file : once(files, growing, twice)) {
      Path absolute = file.toAbsolutePath().normalize();
      byStem
          .computeIfAbsent(absolute.resolveSibling(stem(file)), stem -> new ArrayList<>())
          .add(file);
    }
    Map<String, List<Path>> byServer = new LinkedHashMap<>();
    byStem.forEach(
        (stem, ofServer) -> {
          List<Path> inOrder = new ArrayList<>(ofServer);
          inOrder.sort(Comparator.comparing(LogFiles::firstTime));
          String name = shortName(stem);
          byServer.put(byServer.containsKey(name) ? stem.toString() : name, inOrder);
        });
    return byServer;
  }

  /** Leaves out what is there twice; of a file and its beginning the file stays. */
  private static List<Path> once(List<Path> files, boolean growing, Consumer<Path> twice) {
    List<Content> once = new ArrayList<>();
    for (Path file : files) {
      Content content = growing ? new Content(file, new byte[0]) : Content.of(file);
      if (once.stream().anyMatch(each -> content.isIn(each))) {
        twice.accept(file);
        continue;
      }
      once.removeIf(
          each -> {
            boolean beginning = each.isIn(content);
            if (beginning) {
              twice.accept(each.file);
            }
            return beginning;
          });
      once.add(content);
    }
    return once.stream().map(Content::file).toList();
  }

  /**
   * A file with its first unpacked bytes, which tell nearly all files apart.
   *
   * @param head empty of a file that is empty, or cannot be read: that is told later
   */
  private record Content(Path file, byte[] head) {
    static Content of(Path file) {
      try (InputStream in = unpacked(file)) {
        return new Content(file, in.readNBytes(HEAD_BYTES));
      } catch (IOException e) {
        return new Content(file, new byte[0]);
      }
    }

    /** Returns whether this is the other's beginning, or all of it, plain or packed. */
    boolean isIn(Content other) {
      try {
        return Files.isSameFile(file, other.file)
            || head.length > 0
                && head.length <= other.head.length
                && Arrays.equals(head, 0, head.length, other.head, 0, head.length)
                && (head.length < HEAD_BYTES || isBeginning(file, other.file));
      } catch (IOException e) {
        return false; // it is told when the file is read
      }
    }

    private static boolean isBeginning(Path file, Path whole) throws IOException {
      try (InputStream one = unpacked(file);
          InputStream other = unpacked(whole)) {
        byte[] ours = one.readNBytes(COMPARED_BYTES);
        while (ours.length > 0) {
          if (!Arrays.equals(ours, other.readNBytes(ours.length))) {
            return false;
          }
          ours = one.readNBytes(COMPARED_BYTES);
        }
        return true;
      }
    }
  }

  private static InputStream unpacked(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    try {
      raw.mark(2);
      boolean zipped = (raw.read() << Byte.SIZE | raw.read()) == GZIP_MAGIC;
      raw.reset();
      return zipped ? new GZIPInputStream(raw) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Returns the name without what a rotation adds. */
  static String stem(Path file) {
    String name = file.getFileName().toString();
    Matcher rotation = ROTATION.matcher(name);
    return rotation.find() && rotation.start() > 0 ? name.substring(0, rotation.start()) : name;
  }

  private static String shortName(Path stem) {
    int names = stem.getNameCount();
    return names > 1 ? stem.subpath(names - 2, names).toString() : stem.getFileName().toString();
  }

  /** Returns the first time in a file, as text of one layout; empty where none is found. */
  private static String firstTime(Path file) {
    try (InputStream in = unpacked(file)) {
      String text = new String(in.readNBytes(PEEKED_BYTES), StandardCharsets.ISO_8859_1);
      Matcher time = FIRST_TIME.matcher(text);
      return time.find() ? time.group(1) : "";
    } catch (IOException e) {
      return ""; // it is told when the file is read
    }
  }
}
