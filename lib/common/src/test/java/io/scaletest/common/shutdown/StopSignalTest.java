package io.scaletest.common.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.fault.CollectedFaults;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class StopSignalTest {
  private final CollectedFaults faults = new CollectedFaults();

  /** Says when it is ready and when it was asked, then waits for good. */
  static final class Stubborn {
    public static void main(String[] arguments) throws InterruptedException {
      StopSignal stop = StopSignal.onSignals();
      System.out.println("ready");
      stop.await();
      System.out.println("asked " + stop.status().orElseThrow().code());
      new StopSignal().await();
    }
  }

  /** Ends already, of a fault, when the first signal comes, and takes its time. */
  static final class EndingAlready {
    public static void main(String[] arguments) throws InterruptedException {
      StopSignal stop = StopSignal.onSignals();
      stop.request(CommonExit.INTERNAL);
      System.out.println("cleaning up");
      new StopSignal().await();
    }
  }

  /** Is stuck in its shutdown hook when the second signal comes. */
  static final class StuckInShutdown {
    public static void main(String[] arguments) throws InterruptedException {
      StopSignal stop = StopSignal.onSignals();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    System.out.println("hook");
                    waitForGood();
                  }));
      System.out.println("ready");
      stop.await();
      System.exit(stop.status().orElseThrow().code());
    }

    private static void waitForGood() {
      try {
        new StopSignal().await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends as tools do. */
  static final class Orderly {
    public static void main(String[] arguments) throws InterruptedException {
      StopSignal stop = StopSignal.onSignals();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
      System.out.println("ready");
      stop.await();
      System.exit(stop.status().orElseThrow().code());
    }
  }

  @Test
  void anActionThatFailsKeepsNoOtherFromRunning() {
    StopSignal stop = new StopSignal();
    List<String> heard = new ArrayList<>();
    stop.onStop(
        () -> {
          throw new AssertionError("for the test");
        },
        faults);
    stop.onStop(() -> heard.add("second"), faults);

    assertThat(stop.request(CommonExit.TERMINATED)).isTrue();
    assertThat(heard).containsExactly("second");
    assertThat(faults.thrown).hasSize(1);
  }

  @Test
  void aFirstSignalLetsARunThatEndsAlreadyGoToItsEnd() throws IOException, InterruptedException {
    Process process = start(EndingAlready.class);
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("cleaning up");
      kill(process, "INT");
      assertThat(output.readLine()).contains("a second signal ends it at once");
      assertThat(process.isAlive()).isTrue();
      kill(process, "INT");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aSecondSignalEndsAProcessThatIsStuckInItsShutdown()
      throws IOException, InterruptedException {
    Process process = start(StuckInShutdown.class);
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      kill(process, "TERM");
      assertThat(output.readLine()).isEqualTo("hook");
      kill(process, "INT");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void oneSignalLetsShutdownHooksRunAndGivesItsStatus() throws IOException, InterruptedException {
    Process process = start(Orderly.class);
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      kill(process, "TERM");
      assertThat(output.readLine()).isEqualTo("hook");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void theFirstRequestCounts() {
    StopSignal stop = new StopSignal();
    List<String> heard = new ArrayList<>();
    stop.onStop(() -> heard.add("before"), faults);

    assertThat(stop.requested()).isFalse();
    assertThat(stop.request(CommonExit.TERMINATED)).isTrue();
    assertThat(stop.request(CommonExit.INTERRUPTED)).isFalse();
    stop.onStop(() -> heard.add("after"), faults);

    assertThat(stop.requested()).isTrue();
    assertThat(stop.status()).contains(CommonExit.TERMINATED);
    assertThat(heard).containsExactly("before", "after");
  }

  @Test
  void aFirstSignalAsksAndASecondEndsAtOnce() throws IOException, InterruptedException {
    for (String signal : List.of("INT", "TERM")) {
      Process process = start(Stubborn.class);
      try (BufferedReader output = process.inputReader()) {
        assertThat(output.readLine()).isEqualTo("ready");
        kill(process, signal);
        assertThat(output.readLine()).isEqualTo("asked " + (signal.equals("INT") ? 130 : 143));
        kill(process, signal);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static Process start(Class<?> main) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), main.getName())
        .redirectErrorStream(true)
        .start();
  }

  private static void kill(Process process, String signal)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }
}
