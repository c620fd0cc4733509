package io.scaletest.controlplane.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
  @TempDir Path folder;
  private Process bystander;

  @BeforeEach
  void start() throws IOException {
    bystander = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void end() throws InterruptedException {
    bystander.destroyForcibly().waitFor();
  }

  @Test
  void aProcessIsKnownAgainFromItsPidFile() throws IOException {
    ProcessIdentity identity = ProcessIdentity.of(bystander.pid()).orElseThrow();
    Path file = Files.writeString(folder.resolve("a.pid"), identity.fileLines());

    assertThat(ProcessIdentity.readFrom(file)).contains(identity);
    assertThat(identity.isAlive()).isTrue();
  }

  @Test
  void aProcessWithARecycledNumberIsNeitherAliveNorKilled() {
    var stale = new ProcessIdentity(bystander.pid(), "an earlier boot:12345");

    assertThat(stale.isAlive()).isFalse();
    assertThat(stale.handle()).isEmpty();
    assertThat(new ProcessEnd(new BoundedWait(Ticker.system())).kill(List.of(stale))).isEmpty();
    assertThat(bystander.isAlive()).isTrue();
  }

  @Test
  void aProcessThatHasEndedIsNotAlive() throws InterruptedException {
    ProcessIdentity identity = ProcessIdentity.of(bystander.pid()).orElseThrow();
    bystander.destroyForcibly().waitFor();

    assertThat(identity.isAlive()).isFalse();
    assertThat(ProcessIdentity.of(identity.pid())).isNotEqualTo(identity);
  }

  @Test
  void aZombieIsNotAlive() throws IOException {
    // The shell's child ends at once; the sleep that the shell becomes never asks how it went.
    Process parent = new ProcessBuilder("sh", "-c", "true & exec sleep 600").start();
    try {
      ProcessHandle child = awaitChildOf(parent);
      boolean zombie =
          new BoundedWait(Ticker.system())
              .until(
                  java.time.Duration.ofSeconds(10),
                  () -> ProcessIdentity.of(child.pid()).isEmpty());

      assertThat(zombie).isTrue();
      assertThat(child.isAlive()).as("the kernel still lists it").isTrue();
    } finally {
      parent.destroyForcibly();
    }
  }

  private static ProcessHandle awaitChildOf(Process parent) {
    var children = new java.util.ArrayList<ProcessHandle>();
    new BoundedWait(Ticker.system())
        .until(
            java.time.Duration.ofSeconds(10),
            () -> {
              parent.children().forEach(children::add);
              return !children.isEmpty();
            });
    return children.get(0);
  }

  @Test
  void aHalfWrittenPidFileNamesNoProcess() throws IOException {
    Path file = Files.writeString(folder.resolve("a.pid"), bystander.pid() + "\n");
    Path nonsense = Files.writeString(folder.resolve("b.pid"), "pid\nmark\n");

    assertThat(ProcessIdentity.readFrom(file)).isEmpty();
    assertThat(ProcessIdentity.readFrom(nonsense)).isEmpty();
    assertThat(ProcessIdentity.readFrom(folder.resolve("missing.pid"))).isEmpty();
  }
}
