package io.scaletest.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.process.DetachedProcess;
import io.scaletest.controlplane.process.ProcessEnd;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFolderTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path temporary;
  private final BoundedWait wait = new BoundedWait(Ticker.system());

  @Test
  void whatIsMadeIsRemovedWithTheFolder() {
    ClusterFolder folder = ClusterFolder.at(temporary.resolve("a"));
    try (ClusterFolder.Lock lock = folder.lock()) {
      lock.begin();
      lock.write(ClusterState.nothing("shared", Optional.empty()));
      assertThat(folder.state()).contains(ClusterState.nothing("shared", Optional.empty()));
      lock.removeAll();
    }

    assertThat(folder.path()).doesNotExist();
    assertThat(folder.exists()).isFalse();
  }

  @Test
  void aProcessThatRecordedItselfIsFoundAfterTheRecordsHaveEnded() throws Exception {
    ClusterFolder folder = ClusterFolder.at(temporary.resolve("a"));
    try (ClusterFolder.Lock lock = folder.lock()) {
      lock.begin();
      Path record = folder.pidFile("hollow-1");
      ProcessIdentity process =
          DetachedProcess.start(List.of("sleep", "1000"), record, folder.log("hollow-1"));
      assertThat(wait.until(LIMIT, () -> Files.exists(record))).isTrue();

      lock.endRecords();

      assertThat(folder.running()).containsEntry("hollow-1", process);
      assertThat(new ProcessEnd(wait).kill(List.of(process))).isEmpty();
    }
  }

  @Test
  void aProcessThatCannotRecordItselfNeverBecomesWhatItIsFor() throws Exception {
    ClusterFolder folder = ClusterFolder.at(temporary.resolve("a"));
    Path mark = temporary.resolve("mark");
    try (ClusterFolder.Lock lock = folder.lock()) {
      lock.begin();
      Path record = folder.pidFile("hollow-1");
      // In the place of the file that it writes first, as a folder of records that is gone.
      Files.createDirectory(record.resolveSibling("hollow-1.pid.new"));
      Path log = folder.log("hollow-1");

      // Whether its end is seen at once depends on the machine.
      Throwable seen =
          catchThrowable(
              () -> DetachedProcess.start(List.of("touch", mark.toString()), record, log));

      assertThat(seen == null || seen instanceof ToolException).isTrue();
      assertThat(wait.until(LIMIT, () -> log.toFile().length() > 0)).isTrue();
      assertThat(folder.running()).isEmpty();
    }
    assertThat(mark).doesNotExist();
  }
}
