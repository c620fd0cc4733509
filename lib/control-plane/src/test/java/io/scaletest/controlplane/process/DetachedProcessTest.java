package io.scaletest.controlplane.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedProcessTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path folder;
  private final BoundedWait wait = new BoundedWait(Ticker.system());
  private ProcessIdentity started;

  @AfterEach
  void end() {
    assertThat(new ProcessEnd(wait).kill(List.of(started))).isEmpty();
  }

  private void start(String script) {
    started =
        DetachedProcess.start(
            List.of("sh", "-c", script), folder.resolve("a.pid"), folder.resolve("a.log"));
  }

  @Test
  void theChildItselfRecordsWhoItIs() {
    start("exec sleep 600");
    Path pidFile = folder.resolve("a.pid");

    assertThat(wait.until(LIMIT, () -> Files.exists(pidFile))).isTrue();
    assertThat(ProcessIdentity.readFrom(pidFile)).contains(started);
  }

  @Test
  void itLeadsASessionOfItsOwn() throws IOException {
    start("exec sleep 600");
    assertThat(wait.until(LIMIT, () -> Files.exists(folder.resolve("a.pid")))).isTrue();

    Process ps =
        new ProcessBuilder("ps", "-o", "sess=", "-p", Long.toString(started.pid())).start();
    String session = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(session.strip()).isEqualTo(Long.toString(started.pid()));
  }

  @Test
  void outputAndErrorsGoToTheLog() throws IOException {
    start("echo out; echo error >&2; exec sleep 600");
    Path log = folder.resolve("a.log");

    assertThat(wait.until(LIMIT, () -> log.toFile().length() >= "out\nerror\n".length())).isTrue();
    assertThat(Files.readString(log)).isEqualTo("out\nerror\n");
  }

  @Test
  void aProcessThatIgnoresSigtermIsKilledAfterItsGrace() throws IOException {
    start("trap '' TERM; echo ready; while :; do sleep 1; done");
    Path log = folder.resolve("a.log");
    assertThat(wait.until(LIMIT, () -> log.toFile().length() > 0)).isTrue();

    assertThat(new ProcessEnd(wait).stop(List.of(started), Duration.ofMillis(100))).isEmpty();

    assertThat(started.isAlive()).isFalse();
  }
}
