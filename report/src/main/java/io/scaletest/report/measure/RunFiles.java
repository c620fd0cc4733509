package io.scaletest.report.measure;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.report.input.FileKind;
import io.scaletest.report.input.LeftOut;
import io.scaletest.report.input.ParametersFile;
import io.scaletest.report.input.Sniffed;
import io.scaletest.report.input.SummaryFile;
import io.scaletest.report.model.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which files are of which run. A run is what drivers with the same ID left; runs of several
 * drivers that overlap in time are one, of many machines. A logger's files belong to the runs
 * beside them.
 */
public final class RunFiles {
  private static final int DEPTH_MAX = 8;
  private static final int FILES_MAX = 10_000;

  private final String title;
  private final List<InputFile> files;

  private RunFiles(String title, List<InputFile> files) {
    this.title = title;
    this.files = List.copyOf(files);
  }

  /**
   * The runs of some files, and the files of none.
   *
   * @param runs the earliest first
   */
  public record Grouped(List<RunFiles> runs, List<SourceFile> strangers) {}

  /** Returns the run's IDs. */
  public String title() {
    return title;
  }

  /** Returns how much there is to read, in bytes on disk. */
  public long bytes() {
    return files.stream().mapToLong(InputFile::bytes).sum();
  }

  List<InputFile> of(FileKind kind) {
    return files.stream().filter(file -> file.sniffed().kind() == kind).toList();
  }

  /**
   * Returns the runs in files and folders, whatever their depth.
   *
   * @throws IOException if a folder cannot be read, or a file named does not exist
   */
  public static Grouped group(List<Path> paths) throws IOException {
    var files = new ArrayList<InputFile>();
    var strangers = new ArrayList<SourceFile>();
    for (Path path : expanded(paths)) {
      InputFile file = open(path);
      FileKind kind = file.sniffed().kind();
      if (kind == FileKind.UNKNOWN || kind == FileKind.COMPANION || isEmptySummary(file)) {
        // Logs are beside the results in every folder: only one that was named is missed.
        if (kind != FileKind.COMPANION || paths.contains(path)) {
          strangers.add(file.source(0));
        }
      } else {
        files.add(file);
      }
    }
    return new Grouped(runs(files.stream().map(file -> named(file, files)).toList()), strangers);
  }

  /** A driver's rows are of the run of the parameters, or of the summary, beside them. */
  private static InputFile named(InputFile file, List<InputFile> all) {
    if (file.sniffed().kind() != FileKind.DRIVER_ROWS) {
      return file;
    }
    return all.stream()
        .filter(each -> each.parameters().isPresent() || each.summary().isPresent())
        .filter(each -> each.stem().equals(file.stem()) && !each.runId().isEmpty())
        .filter(each -> Objects.equals(each.path().getParent(), file.path().getParent()))
        .findFirst()
        .map(each -> file.ofRun(each.runId()))
        .orElse(file);
  }

  private static boolean isEmptySummary(InputFile file) {
    return file.sniffed().kind() == FileKind.SUMMARY && file.summary().isEmpty();
  }

  private static List<Path> expanded(List<Path> paths) throws IOException {
    var expanded = new ArrayList<Path>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        expanded.add(path);
        continue;
      }
      try (Stream<Path> tree = Files.walk(path, DEPTH_MAX)) {
        tree.filter(Files::isRegularFile)
            .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
            .sorted()
            .limit(FILES_MAX)
            .forEach(expanded::add);
      } catch (UncheckedIOException e) {
        throw e.getCause(); // a folder below, in the middle of the walk
      }
    }
    return expanded.stream().distinct().toList();
  }

  private static InputFile open(Path path) throws IOException {
    var leftOut = new LeftOut();
    long bytes = Files.size(path);
    Sniffed sniffed = Sniffed.of(path, leftOut);
    Optional<ParametersFile> parameters = Optional.empty();
    Optional<SummaryFile> summary = Optional.empty();
    try {
      if (sniffed.kind() == FileKind.PARAMETERS) {
        parameters = Optional.of(ParametersFile.read(path, leftOut));
      } else if (sniffed.kind() == FileKind.SUMMARY) {
        summary = SummaryFile.read(path, leftOut);
      }
    } catch (IOException e) {
      leftOut.add(0, "cannot be read: " + IoReason.of(e));
    }
    return new InputFile(path, bytes, sniffed, parameters, summary, leftOut);
  }

  private static List<RunFiles> runs(List<InputFile> files) {
    // Where no driver is, as of httperf and hollow nodes, runs are what the tools call so.
    boolean drivers = files.stream().anyMatch(InputFile::isDriver);
    Map<String, Group> groups = new TreeMap<>();
    for (InputFile file : files) {
      if (drivers ? file.isDriver() : !file.runId().isEmpty()) {
        groups.computeIfAbsent(file.runId(), Group::new).addDefining(file);
      }
    }
    for (InputFile file : files) {
      Group group = file.runId().isEmpty() ? null : groups.get(file.runId());
      if (group != null && !group.files.contains(file)) {
        group.files.add(file);
      }
    }
    List<Group> merged = Group.merged(new ArrayList<>(groups.values()));
    List<InputFile> others =
        files.stream()
            .filter(file -> merged.stream().noneMatch(group -> group.files.contains(file)))
            .toList();
    if (merged.isEmpty() && !others.isEmpty()) {
      merged.add(new Group(others.get(0).stem()));
    }
    for (InputFile other : others) {
      Optional<Group> named = merged.stream().filter(group -> group.isNamedIn(other)).findFirst();
      if (named.isPresent()) {
        named.get().files.add(other);
        continue;
      }
      List<Group> beside = merged.stream().filter(group -> group.isBeside(other)).toList();
      (beside.isEmpty() ? merged : beside).forEach(group -> group.files.add(other));
    }
    return merged.stream().map(group -> new RunFiles(group.title, group.files)).toList();
  }

  /** The files of a run while they are sorted. */
  private static final class Group {
    private final String title;
    private final List<InputFile> files = new ArrayList<>();
    private long fromEpochMs = Long.MAX_VALUE;
    private long toEpochMs = Long.MIN_VALUE;

    Group(String title) {
      this.title = title;
    }

    void addDefining(InputFile file) {
      files.add(file);
      if (file.sniffed().firstEpochMs() != Long.MIN_VALUE) {
        cover(file.sniffed().firstEpochMs());
        cover(file.sniffed().lastEpochMs());
      }
      if (file.summary().isPresent()) {
        coverIfAny(SummaryFile.epochMs(file.summary().get().tool().start()));
        coverIfAny(SummaryFile.epochMs(file.summary().get().tool().end()));
      }
    }

    Group and(Group other) {
      var both = new Group(title + ", " + other.title);
      both.files.addAll(files);
      both.files.addAll(other.files);
      both.fromEpochMs = Math.min(fromEpochMs, other.fromEpochMs);
      both.toEpochMs = Math.max(toEpochMs, other.toEpochMs);
      return both;
    }

    private void coverIfAny(OptionalLong epochMs) {
      if (epochMs.isPresent()) {
        cover(epochMs.getAsLong());
      }
    }

    private void cover(long epochMs) {
      fromEpochMs = Math.min(fromEpochMs, epochMs);
      toEpochMs = Math.max(toEpochMs, epochMs);
    }

    /** Scrapes and failures say in their name alone of which run they are. */
    boolean isNamedIn(InputFile file) {
      String name = file.stem();
      return Arrays.stream(title.split(", "))
          .anyMatch(id -> name.startsWith(id + "-") || name.startsWith(id + "."));
    }

    boolean isBeside(InputFile file) {
      Path folder = file.path().toAbsolutePath().getParent();
      return files.stream()
          .anyMatch(each -> folder.equals(each.path().toAbsolutePath().getParent()));
    }

    /** Returns the groups with those that overlap in time made one, the earliest first. */
    static List<Group> merged(List<Group> groups) {
      groups.sort(Comparator.comparingLong(group -> group.fromEpochMs));
      var merged = new ArrayList<Group>();
      for (Group group : groups) {
        Group last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
        if (last != null && group.fromEpochMs < last.toEpochMs) {
          merged.set(merged.size() - 1, last.and(group));
        } else {
          merged.add(group);
        }
      }
      return merged;
    }
  }
}
