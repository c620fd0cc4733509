package io.scaletest.common.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A small process that outlives this one: if this one dies before it has cleaned up, that process
 * kills the children and runs the clean-up commands. So neither a second Ctrl-C nor {@code kill -9}
 * leaves a control plane running or an object behind.
 *
 * <p>Safe for use by many threads.
 */
public final class DeadMansSwitch implements AutoCloseable {
  private static final String SCRIPT = "cleanup.sh";

  private final Process process;
  private final Writer orders;

  private DeadMansSwitch(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Starts that process. */
  public static DeadMansSwitch arm() throws IOException {
    List<String> command = Launcher.inOwnSession(List.of("sh", "-c", script()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new DeadMansSwitch(process);
  }

  private static String script() throws IOException {
    try (InputStream script = DeadMansSwitch.class.getResourceAsStream(SCRIPT)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** From now on the process is killed, with its group, if this one dies. */
  public void watch(long pid) {
    order("watch " + pid);
  }

  /** The process has ended; its number may soon mean another. */
  public void forget(long pid) {
    order("forget " + pid);
  }

  /** From now on the command is run if this process dies; the command given last comes first. */
  public void run(List<String> command) {
    order("run " + command.stream().map(DeadMansSwitch::quoted).collect(Collectors.joining(" ")));
  }

  /** Everything is cleaned up: nothing is done any more when this process dies. */
  public void disarm() {
    order("done");
  }

  /** Lets go of the switch: unless it was disarmed before, it acts as if this process had died. */
  @Override
  public void close() throws IOException {
    orders.close();
  }

  /** Waits until that process has ended, as it does once the switch is let go of. */
  public void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  private synchronized void order(String line) {
    try {
      orders.write(line + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the clean-up process is gone", e);
    }
  }

  /** Quotes a word for the shell. */
  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
