package io.scaletest.common.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StartGateTest {
  private final WallClock clock = WallClock.anchoredTo(Ticker.system());
  private final StopSignal stop = new StopSignal();

  @TempDir private Path folder;

  @Test
  void withoutAGateNothingIsWaitedForAndNoFileMade() throws Exception {
    StartGate gate = gate("");

    gate.awaitOrder(clock, stop);
    gate.awaitStart(clock, stop);

    assertThat(gate.isThere()).isFalse();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theStartIsNotBeforeTheInstantOfTheFile() throws Exception {
    Path file = folder.resolve("gate");
    Instant start = clock.now().plusMillis(100);
    Files.writeString(file, start + "\n");
    StartGate gate = gate(file.toString());

    gate.awaitOrder(clock, stop);
    gate.awaitStart(clock, stop);

    assertThat(folder.resolve("gate.ready")).isEmptyFile();
    assertThat(clock.now()).isAfterOrEqualTo(start);
  }

  @Test
  void theFileMayComeLongAfterTheRunIsReady() throws Exception {
    Path file = folder.resolve("gate");
    Path ready = folder.resolve("gate.ready");
    Thread coordinator =
        new Thread(
            () -> {
              while (!Files.exists(ready)) {
                Thread.onSpinWait();
              }
              write(folder.resolve("draft"), clock.now().toString(), file);
            });
    coordinator.start();
    StartGate gate = gate(file.toString());

    gate.awaitOrder(clock, stop);

    coordinator.join();
    assertThat(file).exists();
  }

  private static void write(Path draft, String text, Path file) {
    try {
      Files.writeString(draft, text);
      Files.move(draft, file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRunThatIsStoppedWaitsNoLonger() throws Exception {
    stop.request(CommonExit.INTERRUPTED);
    StartGate gate = gate(folder.resolve("gate").toString());

    gate.awaitOrder(clock, stop);
    gate.awaitStart(clock, stop);

    assertThat(folder.resolve("gate.ready")).exists();
  }

  @Test
  void whatIsNoInstantIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("gate"), "soon");

    assertThatThrownBy(() -> gate(file.toString()).awaitOrder(clock, stop))
        .isInstanceOf(ToolException.class)
        .hasMessage("start-gate: " + file + ": must be an instant, got soon");
  }

  @Test
  void aFolderThatIsNotThereIsOneLine() {
    Path file = folder.resolve("none/gate");

    assertThatThrownBy(() -> gate(file.toString()).awaitOrder(clock, stop))
        .isInstanceOf(ToolException.class)
        .hasMessage("start-gate: " + file + ".ready cannot be made: no such file or folder");
  }

  private static StartGate gate(String file) {
    StartGate gate = new StartGate();
    new CommandLine(new Holder(gate)).parseArgs("--start-gate=" + file);
    return gate;
  }

  @CommandLine.Command
  private static final class Holder {
    @CommandLine.Mixin private final StartGate gate;

    Holder(StartGate gate) {
      this.gate = gate;
    }
  }
}
