package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  @Override
  public void close() {
    try (ToolProcess unmount = ToolProcess.command("umount", folder.toString()).start()) {
      unmount.awaitExit(LIMIT);
    }
  }
}
