package io.scaletest.hollownode.endpoints;

import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * A harmless shell, which runs nothing on this machine: {@code echo}, {@code cat}, {@code sleep},
 * {@code exit}, {@code true}, {@code false}, {@code hostname}, and {@code sh -c} with lines of
 * them. For the event loop of the connection that it serves.
 */
final class Shell {
  static final int NOT_FOUND = 127;

  private static final int USAGE = 2;
  private static final double SLEEP_SECONDS_MAX = 86_400;

  /** More input than this is not taken before a line of it ends. */
  private static final int LINE_BYTES_MAX = 64 << 10;

  private final EventExecutor loop;
  private final String hostname;
  private final Output output;
  private final IntConsumer exit;
  private final Deque<Command> commands = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder();
  private boolean interactive;
  private boolean copying;
  private boolean sleeping;
  private boolean inputEnded;
  private boolean ended;
  private int status;

  /**
   * One command of a script.
   *
   * @param onSuccess whether it runs only if the one before succeeded
   */
  record Command(boolean onSuccess, List<String> words) {}

  /** Where a command's output goes. */
  interface Output {
    void out(byte[] bytes);

    void err(byte[] bytes);
  }

  /**
   * @param exit called once, with the exit code
   */
  Shell(EventExecutor loop, String hostname, Output output, IntConsumer exit) {
    this.loop = loop;
    this.hostname = hostname;
    this.output = output;
    this.exit = exit;
  }

  /** Tells whether there is such a program. */
  static boolean knows(List<String> command) {
    return !command.isEmpty()
        && switch (program(command)) {
          case "sh", "bash", "ash", "echo", "cat", "sleep", "true", "false", "hostname" -> true;
          default -> false;
        };
  }

  private static String program(List<String> command) {
    String path = command.get(0);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Runs a command. */
  void start(List<String> command) {
    switch (program(command)) {
      case "sh", "bash", "ash" -> {
        int script = command.indexOf("-c") + 1;
        if (script == 0) {
          interactive = true;
          takeLines();
        } else if (script < command.size()) {
          commands.addAll(parse(command.get(script)));
        }
      }
      default -> commands.add(new Command(false, command));
    }
    goOn();
  }

  /** Takes input. */
  void input(byte[] bytes) {
    if (ended || inputEnded) {
      return;
    }
    if (copying) {
      output.out(bytes);
    } else if (interactive && line.length() < LINE_BYTES_MAX) {
      line.append(new String(bytes, StandardCharsets.UTF_8));
      takeLines();
      goOn();
    }
  }

  /** No more input comes. */
  void endInput() {
    inputEnded = true;
    copying = false;
    if (interactive && line.length() > 0) {
      commands.addAll(parse(line.toString()));
      line.setLength(0);
    }
    goOn();
  }

  private void takeLines() {
    int end = line.indexOf("\n");
    while (end >= 0) {
      commands.addAll(parse(line.substring(0, end)));
      line.delete(0, end + 1);
      end = line.indexOf("\n");
    }
  }

  /** Splits a script into commands of words; quotes hold words together. */
  static List<Command> parse(String script) {
    List<Command> commands = new ArrayList<>();
    boolean onSuccess = false;
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (char c : (script + "\n").toCharArray()) {
      if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote != 0) {
        word.append(c);
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (c == ' ' || c == '\t' || c == ';' || c == '\n' || c == '&' || c == '\r') {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
        if (c != ' ' && c != '\t' && !words.isEmpty()) {
          commands.add(new Command(onSuccess, List.copyOf(words)));
          words.clear();
          onSuccess = c == '&';
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    return commands;
  }

  private void goOn() {
    while (!ended && !sleeping && !copying && !commands.isEmpty()) {
      Command next = commands.poll();
      if (!next.onSuccess() || status == 0) {
        run(next.words());
      }
    }
    if (!ended && !sleeping && !copying && (!interactive || inputEnded)) {
      end(status);
    }
  }

  private void end(int code) {
    ended = true;
    exit.accept(code);
  }

  private void run(List<String> command) {
    List<String> rest = command.subList(1, command.size());
    status = 0;
    switch (program(command)) {
      case "echo" -> out(String.join(" ", rest) + "\n");
      case "cat" -> cat(rest);
      case "sleep" -> sleep(rest);
      case "exit" -> exit(rest);
      case "true" -> status = 0;
      case "false" -> status = 1;
      case "hostname" -> out(hostname + "\n");
      default -> {
        err("sh: " + command.get(0) + ": not found\n");
        status = NOT_FOUND;
      }
    }
  }

  private void cat(List<String> files) {
    if (files.isEmpty()) {
      copying = !inputEnded;
      return;
    }
    for (String file : files) {
      if (file.equals("/etc/hostname")) {
        out(hostname + "\n");
      } else {
        err("cat: can't open '" + file + "': No such file or directory\n");
        status = 1;
      }
    }
  }

  private void sleep(List<String> words) {
    Optional<Double> seconds = words.isEmpty() ? Optional.empty() : number(words.get(0));
    if (seconds.isEmpty()) {
      err("sleep: invalid number\n");
      status = 1;
      return;
    }
    sleeping = true;
    long ns = (long) (Math.min(seconds.get(), SLEEP_SECONDS_MAX) * TimeUnit.SECONDS.toNanos(1));
    var unused =
        loop.schedule(
            () -> {
              sleeping = false;
              goOn();
            },
            ns,
            TimeUnit.NANOSECONDS);
  }

  private void exit(List<String> words) {
    Optional<Double> code = words.isEmpty() ? Optional.of(0.0) : number(words.get(0));
    if (code.isEmpty()) {
      err("sh: exit: Illegal number: " + words.get(0) + "\n");
    }
    end(code.map(number -> (int) (double) number & 255).orElse(USAGE));
  }

  private static Optional<Double> number(String text) {
    try {
      double number = Double.parseDouble(text);
      return number >= 0 ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private void out(String text) {
    output.out(text.getBytes(StandardCharsets.UTF_8));
  }

  private void err(String text) {
    output.err(text.getBytes(StandardCharsets.UTF_8));
  }
}
