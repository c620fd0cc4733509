package io.scaletest.testkit.network;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Linux network namespace with nothing but a loopback device, which has any addresses the test
 * wants: no packet in it ever leaves the machine. It lives as long as a holder process, which ends
 * when this is closed and, since it reads from this process, when this process ends.
 *
 * <p>As root it needs no more; other users get a user namespace too, where the system allows it.
 */
public final class NetworkNamespace implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Process holder;

  private NetworkNamespace(Process holder) {
    this.holder = holder;
  }

  /** Returns whether this machine and user can have one. */
  public static boolean supported() {
    List<String> probe = unshare("true");
    return commandsExist() && run(probe).status() == 0;
  }

  private static boolean commandsExist() {
    return run(List.of("sh", "-c", "command -v unshare nsenter ip")).status() == 0;
  }

  /**
   * Makes a namespace.
   *
   * @param addresses each with its prefix length: {@code 10.200.0.1/16}
   */
  public static NetworkNamespace open(String... addresses) {
    try {
      // cat ends with its input, which is this process's to close.
      Process holder = new ProcessBuilder(unshare("cat")).start();
      NetworkNamespace namespace = new NetworkNamespace(holder);
      try {
        namespace.awaitOwnNetwork();
        namespace.require("ip", "link", "set", "lo", "up");
        for (String address : addresses) {
          namespace.require("ip", "address", "add", address, "dev", "lo");
        }
        return namespace;
      } catch (RuntimeException e) {
        namespace.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what to put before a command so that it runs inside; it keeps its process number. */
  public List<String> prefix() {
    List<String> prefix =
        new ArrayList<>(List.of("nsenter", "-t", Long.toString(holder.pid()), "-n"));
    if (!isRoot()) {
      prefix.addAll(List.of("-U", "--preserve-credentials"));
    }
    return prefix;
  }

  private void awaitOwnNetwork() throws IOException {
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Path inside = Path.of("/proc", Long.toString(holder.pid()), "ns", "net");
    boolean entered =
        new BoundedWait(Ticker.system())
            .until(
                LIMIT,
                () -> {
                  try {
                    return !holder.isAlive() || !Files.readSymbolicLink(inside).equals(own);
                  } catch (IOException notThereYet) {
                    return false;
                  }
                });
    if (!entered || !holder.isAlive()) {
      throw new IllegalStateException("no network namespace can be made: unshare failed");
    }
  }

  private void require(String... command) {
    List<String> full = prefix();
    full.addAll(Arrays.asList(command));
    Outcome outcome = run(full);
    if (outcome.status() != 0) {
      throw new IllegalStateException(String.join(" ", full) + ": " + outcome.output());
    }
  }

  /** Ends the namespace, as soon as nothing else runs in it. Idempotent. */
  @Override
  public void close() {
    holder.destroyForcibly();
    try {
      if (!holder.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the namespace's holder cannot be killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> unshare(String command) {
    return isRoot()
        ? List.of("unshare", "-n", command)
        : List.of("unshare", "-n", "-U", "-r", command);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private record Outcome(int status, String output) {}

  private static Outcome run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Outcome(process.waitFor(), output);
    } catch (IOException e) {
      return new Outcome(-1, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(-1, "interrupted");
    }
  }
}
