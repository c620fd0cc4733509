package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The builder of images, as far as it can be seen without a node. */
class ImagesIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Path HACK = Repository.root().resolve("hack");

  @TempDir private Path folder;

  @Test
  void anImageBuiltTwiceHasTheSameBytes() throws IOException {
    // Everything twice, the JRE included.
    for (String time : List.of("first", "second")) {
      Path rootfs = folder.resolve(time);
      run(0, HACK.resolve("image/base.sh"), rootfs.toString());
      run(0, HACK.resolve("image/archive.sh"), archive(time), "a:1", "{}", rootfs.toString());
    }

    assertThat(Files.mismatch(Path.of(archive("first")), Path.of(archive("second")))).isEqualTo(-1);
  }

  private String archive(String time) {
    return folder.resolve(time + ".tar").toString();
  }

  @Test
  void everyImageIsOfAModuleThatIsThere() throws IOException {
    List<String> lines =
        Files.readAllLines(HACK.resolve("image/images")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();

    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(line -> assertThat(Repository.jar(line.split(" ")[1])).exists());
  }

  @Test
  void aNameThatIsNoImageIsRefusedWithThoseThatAre() {
    assertThat(run(2, HACK.resolve("build-image.sh"), "nothing"))
        .contains("hollow-node", "cm-logger");
    assertThat(run(2, HACK.resolve("image/archive.sh"), "x.tar", "untagged", "{}", "."))
        .contains("must have a tag: untagged");
  }

  /** Runs a script to an expected status; returns what it complained of. */
  private String run(int expected, Path script, String... words) {
    String[] command = new String[words.length + 1];
    command[0] = script.toString();
    System.arraycopy(words, 0, command, 1, words.length);
    try (ToolProcess process = ToolProcess.command(command).directory(folder).start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(expected);
      return process.stderr();
    }
  }
}
