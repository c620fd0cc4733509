package io.scaletest.controlplane.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.process.DetachedProcess;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path parent;

  /**
   * An {@code up} that is killed leaves it so: started, held up before it could write its record.
   */
  @Test
  void aComponentThatHadNotRecordedItselfYetNeverBegins() throws Exception {
    DataFolder folder = DataFolder.at(parent.resolve("data"));
    try (DataFolder.Lock lock = folder.lock()) {
      lock.renew();
    }
    Path ran = parent.resolve("ran");
    Path record = folder.pidFile("kube-apiserver-1");
    makePipe(Path.of(record + ".new"));
    ProcessIdentity child =
        DetachedProcess.start(
            List.of("touch", ran.toString()), record, folder.log("kube-apiserver-1"));

    ControlPlane.down(folder.path());

    try (RandomAccessFile reader = new RandomAccessFile(pipeIn(folder.path()).toFile(), "rw")) {
      assertThat(reader).as("lets the writer go on, and itself waits for nobody").isNotNull();
      assertThat(new BoundedWait(Ticker.system()).until(LIMIT, () -> !child.isAlive())).isTrue();
    }
    assertThat(ran).doesNotExist();
  }

  private static void makePipe(Path path) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  private static Path pipeIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".pid.new")).findAny().orElseThrow();
    }
  }
}
