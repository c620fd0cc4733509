package io.scaletest.player.record;

import io.scaletest.common.exit.ToolException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final int GZIP_MAGIC = 0x1f8b;

  private LogFiles() {}

  /**
   * Returns the files of each server, in the order in which servers come first.
   *
   * @throws ToolException a usage error, if one cannot be read
   */
  static Map<String, List<Path>> byServer(List<Path> files) {
    Map<Path, List<Path>> byStem = new LinkedHashMap<>();
    for (Path file : files) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw ToolException.usage("audit-log: must be a file that can be read, got " + file);
      }
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
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
      raw.mark(2);
      boolean zipped = (raw.read() << Byte.SIZE | raw.read()) == GZIP_MAGIC;
      raw.reset();
      InputStream in = zipped ? new GZIPInputStream(raw) : raw;
      String text = new String(in.readNBytes(PEEKED_BYTES), StandardCharsets.ISO_8859_1);
      Matcher time = FIRST_TIME.matcher(text);
      return time.find() ? time.group(1) : "";
    } catch (IOException e) {
      return ""; // it is told when the file is read
    }
  }
}
