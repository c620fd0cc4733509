package io.scaletest.common.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DeadMansSwitchTest {
  @TempDir Path folder;

  private Process child;

  @BeforeEach
  void startAChild() throws IOException {
    child = new ProcessBuilder(Launcher.inOwnSession(List.of("sleep", "1000"))).start();
  }

  @AfterEach
  void endTheChild() {
    child.destroyForcibly();
  }

  @Test
  void lettingGoKillsTheChildAndRunsTheCommandsLatestFirst() throws Exception {
    Path trace = folder.resolve("what's done"); // a name that the shell must not take apart
    var deadMansSwitch = DeadMansSwitch.arm();
    deadMansSwitch.watch(child.pid());
    deadMansSwitch.run(List.of("sh", "-c", "echo first >> \"$1\"", "sh", trace.toString()));
    deadMansSwitch.run(List.of("sh", "-c", "echo second >> \"$1\"", "sh", trace.toString()));

    deadMansSwitch.close();
    deadMansSwitch.awaitEnd();

    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(trace).hasContent("second\nfirst");
  }

  @Test
  void oneThatIsDisarmedDoesNothing() throws Exception {
    Path trace = folder.resolve("trace");
    var deadMansSwitch = DeadMansSwitch.arm();
    deadMansSwitch.watch(child.pid());
    deadMansSwitch.run(List.of("touch", trace.toString()));

    deadMansSwitch.disarm();
    deadMansSwitch.close();
    deadMansSwitch.awaitEnd();

    assertThat(child.isAlive()).isTrue();
    assertThat(Files.exists(trace)).isFalse();
  }

  @Test
  void aForgottenChildIsLeftAlone() throws Exception {
    var deadMansSwitch = DeadMansSwitch.arm();
    deadMansSwitch.watch(child.pid());
    deadMansSwitch.forget(child.pid());

    deadMansSwitch.close();
    deadMansSwitch.awaitEnd();

    assertThat(child.isAlive()).isTrue();
  }
}
