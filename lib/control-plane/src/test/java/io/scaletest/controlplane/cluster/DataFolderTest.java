package io.scaletest.controlplane.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path parent;

  @Test
  void aNewFolderIsMadeForItsOwnerOnly() throws IOException {
    DataFolder folder = DataFolder.at(parent.resolve("a/b"));

    folder.lock().close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
        .isEqualTo("rwx------");
  }

  @Test
  void aFolderWithSomethingElseInItIsRefusedAndLeftAsItIs() throws IOException {
    Path file = Files.writeString(parent.resolve("thesis.tex"), "mine");

    assertThatThrownBy(() -> DataFolder.at(parent).lock())
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("--data-dir: must be a new or empty folder")
        .hasMessageContaining(parent.toString());
    assertThat(parent).isDirectoryContaining(p -> p.equals(file));
    assertThat(parent.toFile().list()).hasSize(1);
  }

  @Test
  void onlyOneHasTheLock() {
    DataFolder folder = DataFolder.at(parent);
    try (DataFolder.Lock lock = folder.lock()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(folder::lock)
          .isInstanceOfSatisfying(
              ToolException.class, e -> assertThat(e.status()).isEqualTo(ControlPlaneExit.DATA_DIR))
          .hasMessageContaining("another up or down is at work");
    }
    folder.lock().close();
  }

  @Test
  void renewalDeletesWhatAnEarlierUpMadeAndNothingElse() throws IOException {
    DataFolder folder = DataFolder.at(parent);
    try (DataFolder.Lock lock = folder.lock()) {
      lock.renew();
      Files.writeString(folder.log("etcd"), "old");
      Files.writeString(folder.stateFile(), "old");
      Path note = Files.writeString(parent.resolve("note.txt"), "the user's");

      lock.renew();

      assertThat(folder.log("etcd")).doesNotExist();
      assertThat(folder.stateFile()).doesNotExist();
      assertThat(note).hasContent("the user's");
    }
  }

  @Test
  void onlyProcessesThatAreStillThemselvesCountAsRunning() throws IOException {
    DataFolder folder = DataFolder.at(parent);
    try (DataFolder.Lock lock = folder.lock()) {
      lock.renew();
    }
    ProcessIdentity own = ProcessIdentity.own();
    Files.writeString(folder.pidFile("etcd"), own.fileLines());
    Files.writeString(
        folder.pidFile("kube-apiserver-1"),
        new ProcessIdentity(own.pid(), "an earlier boot:1").fileLines());

    assertThat(folder.running()).containsOnlyKeys("etcd").containsValue(own);
  }

  @Test
  void theOwnerIsWhoeverClaimedItAndStillRuns() {
    DataFolder folder = DataFolder.at(parent);
    try (DataFolder.Lock lock = folder.lock()) {
      lock.claim(ProcessIdentity.own());
    }
    assertThat(folder.owner()).contains(ProcessIdentity.own());

    folder.release();
    folder.release();

    assertThat(folder.owner()).isEmpty();
  }
}
