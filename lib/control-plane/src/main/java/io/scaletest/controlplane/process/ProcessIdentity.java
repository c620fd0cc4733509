package io.scaletest.controlplane.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A process identified by its number and its start time, so that a later one with the same number
 * is not mistaken for it.
 *
 * <p>On Linux the start is the boot's identity and the kernel's clock ticks since that boot, which
 * no correction of the clock changes; elsewhere it is what {@code ps -o lstart} prints.
 *
 * @param pid the process's number
 * @param startMark when it started, comparable for equality only
 */
public record ProcessIdentity(long pid, String startMark) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** Fields of /proc/PID/stat counted after the name's closing parenthesis (proc(5)). */
  private static final int STATE_FIELD = 0;

  private static final int START_TICKS_FIELD = 19;

  private static final String ZOMBIE = "Z";
  private static final String DEAD = "X";

  public ProcessIdentity {
    if (pid <= 1) {
      throw new IllegalArgumentException("pid: must be greater than 1, got " + pid);
    }
    Objects.requireNonNull(startMark, "startMark is null");
    if (startMark.isBlank()) {
      throw new IllegalArgumentException("startMark: must not be blank, process " + pid);
    }
  }

  /** Returns the identity of the process that has this number now, if one runs. */
  public static Optional<ProcessIdentity> of(long pid) {
    if (pid <= 1 || ProcessHandle.of(pid).isEmpty()) {
      return Optional.empty();
    }
    try {
      if (Files.exists(BOOT_ID)) {
        String stat = Files.readString(statOf(pid), StandardCharsets.ISO_8859_1);
        return runs(stat) ? Optional.of(parse(pid, bootId(), stat)) : Optional.empty();
      }
      String started = lstart(pid);
      return started.isBlank()
          ? Optional.empty()
          : Optional.of(new ProcessIdentity(pid, started.strip()));
    } catch (IOException e) {
      // It ended between the two looks.
      return Optional.empty();
    }
  }

  /** Returns this process's own identity. */
  public static ProcessIdentity own() {
    return of(ProcessHandle.current().pid())
        .orElseThrow(() -> new IllegalStateException("this process cannot be found"));
  }

  /**
   * Returns the identity that {@link DetachedProcess}'s child, or {@link #fileLines()}, wrote to a
   * pid file; empty where there is no such file or it is not whole.
   */
  public static Optional<ProcessIdentity> readFrom(Path pidFile) {
    try {
      List<String> lines = Files.readAllLines(pidFile, StandardCharsets.ISO_8859_1);
      return lines.size() < 2
          ? Optional.empty()
          : Optional.of(
              new ProcessIdentity(Long.parseLong(lines.get(0).strip()), lines.get(1).strip()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns whether this very process still runs; a zombie does not. */
  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /**
   * Returns the handle of this very process, if it still runs. The JDK checks the start again
   * before it signals.
   */
  public Optional<ProcessHandle> handle() {
    return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
  }

  private static ProcessIdentity parse(long pid, String bootId, String stat) {
    return new ProcessIdentity(pid, bootId + ":" + fieldsAfterName(stat)[START_TICKS_FIELD]);
  }

  private static boolean runs(String stat) {
    String state = fieldsAfterName(stat)[STATE_FIELD];
    return !state.equals(ZOMBIE) && !state.equals(DEAD);
  }

  /** The name may hold spaces and parentheses, so fields are counted from its last parenthesis. */
  private static String[] fieldsAfterName(String stat) {
    return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
  }

  private static String bootId() throws IOException {
    return Files.readString(BOOT_ID, StandardCharsets.ISO_8859_1).strip();
  }

  private static Path statOf(long pid) {
    return Path.of("/proc", Long.toString(pid), "stat");
  }

  private static String lstart(long pid) throws IOException {
    Process ps = new ProcessBuilder("ps", "-o", "lstart=", "-p", Long.toString(pid)).start();
    return new String(ps.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Returns what {@link #readFrom} reads back: this identity as the lines of a pid file. */
  public String fileLines() {
    return pid + "\n" + startMark + "\n";
  }
}
