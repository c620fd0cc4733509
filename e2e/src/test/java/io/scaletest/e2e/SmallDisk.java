package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system in memory that a test mounts and unmounts: full, nearly so, or read-only. Only root
 * may mount; where it must be possible (CI), it is an error that it is not, elsewhere the test is
 * skipped.
 */
final class SmallDisk implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts one.
   *
   * @param folder where; is made
   * @param options of the mount: {@code size=64k}, {@code ro}
   */
  static SmallDisk mount(Path folder, String options) throws IOException {
    Files.createDirectory(folder);
    try (ToolProcess mount =
        ToolProcess.command("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString())
            .start()) {
      boolean mounted = mount.awaitExit(LIMIT) == 0;
      if (!"true".equals(System.getenv("CI"))) {
        Assumptions.assumeTrue(mounted, "mounting a small file system needs root");
      }
      assertThat(mounted).as(mount.stderr()).isTrue();
    }
    return new SmallDisk(folder);
  }

  /** Mounts one with no byte left; names may still be made. */
  static SmallDisk full(Path folder) throws IOException {
    SmallDisk disk = mount(folder, "size=16k");
    Files.write(folder.resolve("filler"), new byte[16 << 10]);
    return disk;
  }

  Path folder() {
    return folder;
  }

  /**
   * Asserts that a tool's last line names a file of the run that is cut, and after which row; the
   * file of rows ends with a whole line, the one that is named if it is named. Rows and histograms
   * share the disk: which of the two finds it full first is not certain.
   *
   * @param run what the names of the run's files begin with
   * @return whether the file of rows is cut
   */
  boolean assertSaysWhereItEnds(String stderr, String run) throws IOException {
    String last = stderr.lines().reduce("", (before, line) -> line);
    Matcher cut =
        Pattern.compile(
                Pattern.quote(run)
                    + "\\.(csv|hlog) is cut after row ([0-9]+): [Nn]o space left on device")
            .matcher(last);
    assertThat(cut.find()).as(stderr).isTrue();
    Path rows = folder.resolve(run + ".csv");
    assertThat(Files.readString(rows)).endsWith("\n");
    boolean rowsAreCut = cut.group(1).equals("csv");
    if (rowsAreCut) {
      assertThat(RowCount.of(rows)).as(last).isEqualTo(Long.parseLong(cut.group(2)));
    }
    return rowsAreCut;
  }

  @Override
  public void close() {
    try (ToolProcess unmount = ToolProcess.command("umount", folder.toString()).start()) {
      unmount.awaitExit(LIMIT);
    }
  }
}
