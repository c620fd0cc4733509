package io.scaletest.testkit.process;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A child process whose output, exit status and use of the machine a test looks at. Closing it
 * kills it with all its descendants. Every wait has a limit and fails with what the process had
 * written so far. Safe for use by many threads.
 */
public final class ToolProcess implements AutoCloseable {
  /** How often the memory is looked at. */
  static final long WATCH_INTERVAL_MS = 50;

  /** Runs the command as its only child and says, at its end, how much CPU that has used. */
  private static final String WRAPPER = "u=$1; shift; \"$@\"; s=$?; times >\"$u\"; exit $s";

  private static final Pattern MINUTES_AND_SECONDS = Pattern.compile("(\\d+)m([\\d.]+)s");

  /** Names the property of the options of each tool's JVM; the parent POM says what they are. */
  private static final String JVM_OPTIONS = "scaletest.tool.jvm";

  private static final Duration KILL_LIMIT = Duration.ofMinutes(3);
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration SIGNAL_LIMIT = Duration.ofMinutes(3);
  private static final int MESSAGE_LENGTH = 4_000;

  private final List<String> command;
  private final Process wrapper;
  private final Path folder;
  private final BoundedWait wait = new BoundedWait(Ticker.system());
  private final MemoryWatch memory;

  private ToolProcess(List<String> command, Process wrapper, Path folder) {
    this.command = command;
    this.wrapper = wrapper;
    this.folder = folder;
    this.memory = new MemoryWatch(wrapper.toHandle());
  }

  /** Returns a process to be, of any program. */
  public static Builder command(String... command) {
    return new Builder(Arrays.asList(command));
  }

  /**
   * Returns a process to be, of a tool's executable jar: {@code java -jar MODULE/target/….jar},
   * with the JVM options that the build sets for tools.
   */
  public static Builder jar(String module, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Arrays.stream(System.getProperty(JVM_OPTIONS, "").split(" "))
        .filter(option -> !option.isEmpty())
        .forEach(command::add);
    command.add("-jar");
    command.add(Repository.jar(module).toString());
    command.addAll(Arrays.asList(arguments));
    return new Builder(command);
  }

  /** How to start a process. Used by one thread. */
  public static final class Builder {
    private final List<String> command;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<Path> directory = Optional.empty();

    private Builder(List<String> command) {
      this.command = new ArrayList<>(command);
    }

    /** Sets a variable of the environment, which is otherwise this process's own. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Sets the working directory; by default it is the folder of the output, new and empty. */
    public Builder directory(Path newDirectory) {
      directory = Optional.of(newDirectory);
      return this;
    }

    /** Adds arguments at the end. */
    public Builder arguments(String... arguments) {
      command.addAll(Arrays.asList(arguments));
      return this;
    }

    /** Adds options of the JVM, to be used with {@link ToolProcess#jar}. */
    public Builder jvmOptions(String... options) {
      command.addAll(1, Arrays.asList(options));
      return this;
    }

    /** Runs the command through another one: {@code prefix… command…}. */
    public Builder through(List<String> prefix) {
      command.addAll(0, prefix);
      return this;
    }

    /** Starts the process. */
    public ToolProcess start() {
      try {
        Path folder = Files.createTempDirectory("scaletest-process");
        List<String> full = new ArrayList<>();
        full.addAll(List.of("/bin/sh", "-c", WRAPPER, "sh", folder.resolve("times").toString()));
        full.addAll(command);
        ProcessBuilder builder =
            new ProcessBuilder(full)
                .directory(directory.orElse(folder).toFile())
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new ToolProcess(List.copyOf(command), process, folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Returns the process's number, as soon as it runs. */
  public long pid() {
    return awaitChild().pid();
  }

  public boolean isAlive() {
    return wrapper.isAlive();
  }

  /** Returns what it has written to standard output so far. */
  public String stdout() {
    return read("stdout");
  }

  /** Returns what it has written to standard error so far. */
  public String stderr() {
    return read("stderr");
  }

  /**
   * Waits until it ends.
   *
   * @return its exit status; 128 + the signal's number if a signal ended it
   */
  public int awaitExit(Duration limit) {
    try {
      if (!wrapper.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(describe("did not end within " + limit));
      }
      return wrapper.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(describe("was waited for by an interrupted thread"), e);
    }
  }

  /** Waits until its standard output and error together match somewhere. */
  public void awaitOutput(String regex, Duration limit) {
    Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
    awaitOutput(text -> pattern.matcher(text).find(), "matching " + regex, limit);
  }

  /** Waits until its standard output and error together satisfy a condition. */
  public void awaitOutput(Predicate<String> condition, Duration limit) {
    awaitOutput(condition, "as expected", limit);
  }

  private void awaitOutput(Predicate<String> condition, String what, Duration limit) {
    Objects.requireNonNull(condition, "condition is null");
    boolean[] met = new boolean[1];
    wait.until(
        limit,
        () -> {
          // The order matters: what a process writes last is there once it is gone.
          boolean alive = isAlive();
          met[0] = condition.test(stdout() + stderr());
          return met[0] || !alive;
        });
    if (!met[0]) {
      throw new AssertionError(
          describe(
              isAlive() ? "wrote nothing " + what + " within " + limit : "ended without " + what));
    }
  }

  /**
   * Sends a signal to the process itself.
   *
   * @param name without SIG: {@code TERM}, {@code INT}, {@code STOP}
   */
  public void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
      if (!kill.waitFor(SIGNAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
        throw new AssertionError(describe("took no signal " + name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(describe("was sent a signal by an interrupted thread"), e);
    }
  }

  /** Returns what it had used, once it has ended by itself or by a signal. */
  public ResourceUse resourceUse() {
    if (isAlive()) {
      throw new IllegalStateException(describe("has not ended yet"));
    }
    // Two lines: the shell's own user and system time, then its children's.
    String[] lines = read("times").split("\n");
    if (lines.length < 2) {
      throw new IllegalStateException(describe("left no record of its times"));
    }
    Matcher matcher = MINUTES_AND_SECONDS.matcher(lines[1]);
    Duration cpu = Duration.ZERO;
    while (matcher.find()) {
      long ms = Math.round(Double.parseDouble(matcher.group(2)) * 1_000);
      cpu = cpu.plusMinutes(Long.parseLong(matcher.group(1))).plusMillis(ms);
    }
    return new ResourceUse(cpu, memory.mostResidentBytes());
  }

  /** Kills what still runs and deletes the output. Idempotent. */
  @Override
  public void close() {
    memory.close();
    List<ProcessHandle> all = new ArrayList<>(wrapper.descendants().toList());
    all.add(wrapper.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    boolean gone = wait.until(KILL_LIMIT, () -> all.stream().noneMatch(ProcessHandle::isAlive));
    if (!gone) {
      throw new IllegalStateException(describe("cannot be killed"));
    }
    for (String file : List.of("stdout", "stderr", "times")) {
      folder.resolve(file).toFile().delete();
    }
    // Stays where the test has left files of its own in it.
    folder.toFile().delete();
  }

  private ProcessHandle awaitChild() {
    List<ProcessHandle> children = new ArrayList<>();
    wait.until(
        START_LIMIT,
        () -> {
          wrapper.children().forEach(children::add);
          return !children.isEmpty() || !wrapper.isAlive();
        });
    if (children.isEmpty()) {
      throw new IllegalStateException(describe("runs no more"));
    }
    return children.get(0);
  }

  private String read(String file) {
    try {
      Path path = folder.resolve(file);
      return Files.exists(path) ? Files.readString(path, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String describe(String what) {
    return String.join(" ", command)
        + " "
        + what
        + "\nstdout: "
        + tail(stdout())
        + "\nstderr: "
        + tail(stderr());
  }

  private static String tail(String text) {
    return text.length() <= MESSAGE_LENGTH ? text : text.substring(text.length() - MESSAGE_LENGTH);
  }
}
