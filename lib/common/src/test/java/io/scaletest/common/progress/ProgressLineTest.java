package io.scaletest.common.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.text.Figures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong nowNs = new AtomicLong(TimeUnit.HOURS.toNanos(1));
  private final AtomicLong done = new AtomicLong();

  @Test
  void plainOutputGetsALineATick() {
    ProgressLine line = line(terminalLine(false, OptionalInt.empty()));

    advance(10);
    line.tick();
    done.set(1_234);
    advance(2);
    line.tick();

    assertThat(output()).isEqualTo("tool  10.0 s  0 done\ntool  12.0 s  1,234 done\n");
  }

  @Test
  void terminalShowsOneLineOverwritten() {
    ProgressLine line = line(terminalLine(true, OptionalInt.empty()));

    line.tick();
    advance(1);
    line.tick();

    assertThat(output()).doesNotContain("\n").contains("\r\u001B[K");
    assertThat(screen()).containsExactly("tool  1.0 s  0 done");
  }

  @Test
  void aTerminalsLineIsGoneWhenItIsClosed() {
    ProgressLine line = line(terminalLine(true, OptionalInt.empty()));
    line.tick();

    line.close();
    line.close();

    assertThat(screen()).containsExactly("");
  }

  @Test
  void plainOutputGetsALineOnlyWhereAFigureHasChanged() {
    ProgressLine line = line(terminalLine(false, OptionalInt.empty()));
    line.tick();
    advance(10);
    line.tick();
    advance(10);
    done.incrementAndGet();
    line.close();
    line.close();

    assertThat(output()).isEqualTo("tool  0.0 s  0 done\ntool  20.0 s  1 done\n");
  }

  @Test
  void fieldsThatDoNotFitAreLeftOutAndNoneIsCut() {
    List<String> fields = List.of("a".repeat(30), "b".repeat(40), "c".repeat(30), "d");
    var line =
        new ProgressLine(
            "tool", () -> fields, terminalLine(false, OptionalInt.empty()), nowNs::get);

    line.tick();

    assertThat(output().strip())
        .isEqualTo("tool  0.0 s  " + "a".repeat(30) + "  " + "c".repeat(30) + "  d")
        .hasSizeLessThan(80);
  }

  @Test
  void theCursorWaitsAtTheLinesStart() {
    ProgressLine line = line(terminalLine(true, OptionalInt.empty()));

    line.tick();

    assertThat(output()).endsWith("\r");
  }

  @Test
  void startedLineEndsWithItsThread() throws InterruptedException {
    ProgressLine line =
        ProgressLine.start(
            "tool", this::fields, terminalLine(true, OptionalInt.empty()), nowNs::get);
    assertThat(progressThreads()).isNotEmpty().allMatch(Thread::isDaemon);

    line.close();
    line.awaitEnd();

    assertThat(progressThreads()).isEmpty();
    assertThat(screen()).containsExactly("");
  }

  @Test
  void figuresThatCannotBeHadDoNotEndTheRun() {
    Supplier<List<String>> broken =
        () -> {
          throw new IllegalStateException("broken");
        };
    var line =
        new ProgressLine("tool", broken, terminalLine(false, OptionalInt.empty()), nowNs::get);

    line.tick();

    assertThat(output())
        .isEqualTo("tool  0.0 s  no figures: java.lang.IllegalStateException: broken\n");
  }

  @Test
  void anErrorInTheFiguresDoesNotKeepTheLineFromBeingClosed() {
    Supplier<List<String>> broken =
        () -> {
          throw new OutOfMemoryError();
        };
    ProgressLine line =
        ProgressLine.start("tool", broken, terminalLine(false, OptionalInt.empty()), nowNs::get);

    line.close();

    assertThat(output()).isEqualTo("tool  0.0 s  no figures: java.lang.OutOfMemoryError\n");
  }

  @Test
  void logLinesGoAboveTheProgressText() {
    TerminalLine terminal = terminalLine(true, OptionalInt.empty());
    PrintStream log = terminal.asPrintStream();

    terminal.overwrite("progress 1");
    log.println("I0102 first");
    terminal.overwrite("progress 2");
    log.print("I0102 sec");
    terminal.overwrite("progress 3");
    log.print("ond\n");
    terminal.print("third");

    assertThat(screen()).containsExactly("I0102 first", "I0102 second", "third", "progress 3");
  }

  @Test
  void clearedTextDoesNotComeBack() {
    TerminalLine terminal = terminalLine(true, OptionalInt.empty());

    terminal.overwrite("progress");
    terminal.clear();
    terminal.print("line");

    assertThat(screen()).containsExactly("line", "");
  }

  @Test
  void knownWidthCutsTheTextBeforeTheLastColumn() {
    TerminalLine terminal = terminalLine(true, OptionalInt.of(10));

    terminal.overwrite("0123456789abc");

    assertThat(screen()).containsExactly("012345678");
  }

  @Test
  void plainOutputPassesThroughUntouched() {
    TerminalLine plain = terminalLine(false, OptionalInt.of(4));
    plain.overwrite("progress");
    plain.asPrintStream().print("long line\nhalf");
    plain.asPrintStream().close();

    assertThat(output()).isEqualTo("long line\nhalf");
  }

  @Test
  void linesOfManyThreadsNeverMix() throws InterruptedException {
    TerminalLine terminal = terminalLine(true, OptionalInt.empty());
    PrintStream log = terminal.asPrintStream();
    List<Thread> writers =
        IntStream.range(0, 4)
            .mapToObj(
                writer ->
                    new Thread(
                        () -> {
                          byte[] line =
                              ("line of " + writer + "\n").getBytes(StandardCharsets.UTF_8);
                          for (int i = 0; i < 500; i++) {
                            log.write(line, 0, line.length);
                            terminal.overwrite("progress " + i);
                          }
                        }))
            .toList();
    writers.forEach(Thread::start);
    for (Thread writer : writers) {
      writer.join();
    }

    assertThat(screen()).hasSize(2_001);
    assertThat(screen().subList(0, 2_000)).allMatch(line -> line.matches("line of [0-3]"));
  }

  private ProgressLine line(TerminalLine out) {
    return new ProgressLine("tool", this::fields, out, nowNs::get);
  }

  private List<String> fields() {
    return List.of(Figures.count(done.get()) + " done");
  }

  private TerminalLine terminalLine(boolean terminal, OptionalInt columns) {
    return new TerminalLine(
        new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, columns);
  }

  private void advance(long seconds) {
    nowNs.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private String output() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Returns the lines a terminal would show: what is before an erasure on its line is gone. */
  private List<String> screen() {
    String text = output().replace("\u001B[?7l", "").replace(" \u001B[?7h\r", "");
    return Arrays.stream(text.split("\n", -1))
        .map(line -> line.replaceFirst("(?s).*\r\u001B\\[K", ""))
        .toList();
  }

  private static List<Thread> progressThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("progress"))
        .toList();
  }
}
