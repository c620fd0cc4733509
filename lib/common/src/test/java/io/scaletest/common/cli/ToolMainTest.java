package io.scaletest.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.logging.LogSettings;
import io.scaletest.common.logging.Logging;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Go's flag syntax, and what a tool's end looks like from outside. */
class ToolMainTest {
  @Command(name = "tool", description = "For the test.")
  private static final class Tool implements Callable<ExitStatus> {
    @Mixin private KlogOptions klog;

    @Option(
        names = {"-runid", "--runid"},
        defaultValue = "none")
    private String runId;

    @Option(
        names = {"-n", "--n"},
        defaultValue = "300")
    private int n;

    @Option(
        names = {"-lambda", "--lambda"},
        defaultValue = "1.0")
    private double lambda;

    @Option(names = {"-no-overwrite", "--no-overwrite"})
    private boolean noOverwrite;

    @Option(names = {"-clientlb", "--clientlb"})
    private boolean clientLb;

    @Option(
        names = {"-period", "--period"},
        defaultValue = "1m")
    private Duration period;

    @Option(names = {"-file", "--file"})
    private Path file;

    private Callable<ExitStatus> body = () -> CommonExit.OK;
    private boolean called;

    @Override
    public ExitStatus call() throws Exception {
      called = true;
      return body.call();
    }
  }

  private final Tool tool = new Tool();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return ToolMain.execute(
        tool,
        arguments,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String error() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsLostOfStandardOutputIsToldAndIsNoSuccess() {
    var full = new StandardOutput(new FullDisk());
    tool.body =
        () -> {
          new PrintStream(full, true, StandardCharsets.UTF_8).println("the run's table");
          return CommonExit.OK;
        };
    int status =
        ToolMain.execute(
            tool,
            new String[0],
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            full::failure);

    assertThat(status).isEqualTo(CommonExit.OUTPUT.code());
    assertThat(error())
        .isEqualTo("tool: standard output cannot be written: No space left on device\n");
  }

  @Test
  void aReaderThatHasLeftMissesNothing() {
    var gone = new StandardOutput(new FullDisk("Broken pipe"));
    new PrintStream(gone, true, StandardCharsets.UTF_8).println("too much");

    assertThat(gone.failure()).isEmpty();
  }

  @Test
  void aProgramThatRanOutOfDescriptorsSaysWhatToRaise() {
    tool.body =
        () -> {
          throw new UnsatisfiedLinkError(
              "libx.so: cannot open shared object file: Too many open files");
        };

    assertThat(run()).isEqualTo(CommonExit.RESOURCES.code());
    assertThat(error())
        .startsWith("tool: open files: this process may have ")
        .contains("ulimit -n");
  }

  private static final class FullDisk extends OutputStream {
    private final String reason;

    FullDisk() {
      this("No space left on device");
    }

    FullDisk(String reason) {
      this.reason = reason;
    }

    @Override
    public void write(int oneByte) throws IOException {
      throw new IOException(reason);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-runid x", "--runid x", "-runid=x", "--runid=x", "-runid y -runid x"})
  void allSpellingsOfAnOptionAreTheSame(String line) {
    assertThat(run(line.split(" "))).isZero();
    assertThat(tool.runId).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"@file", "-x", "--n", "-n=4", "a=b", "", "'q'", "\"q\"", "--"})
  void anythingMayBeAValue(String value) {
    assertThat(run("-runid", value, "-n", "7")).isZero();
    assertThat(tool.runId).isEqualTo(value);
    assertThat(tool.n).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "-clientlb,true",
    "--clientlb,true",
    "-clientlb=1,true",
    "-clientlb=t,true",
    "-clientlb=TRUE,true",
    "-clientlb=True,true",
    "-clientlb=false,false",
    "-clientlb=0,false",
    "-clientlb=F,false",
    "-clientlb=False,false"
  })
  void booleansHaveGosSpellings(String argument, boolean expected) {
    assertThat(run(argument)).isZero();
    assertThat(tool.clientLb).isEqualTo(expected);
  }

  @Test
  void aBooleanTakesNoWord() {
    assertThat(run("-clientlb", "false", "-n", "7")).isZero();
    assertThat(tool.clientLb).isTrue();
    assertThat(tool.n).as("options end at the first word").isEqualTo(300);
  }

  @Test
  void wordsBehindTheOptionsAreIgnored() {
    assertThat(run("-n", "7", "stray", "-n", "8")).isZero();
    assertThat(tool.n).isEqualTo(7);
    assertThat(run("-n", "9", "--", "-n", "8")).isZero();
    assertThat(tool.n).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource({
    "42,42",
    "-42,-42",
    "+42,42",
    "0x2A,42",
    "0b101010,42",
    "052,42",
    "0o52,42",
    "4_2,42"
  })
  void wholeNumbersHaveGosSpellings(String written, int expected) {
    assertThat(run("-n", written)).isZero();
    assertThat(tool.n).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1m30s,90000",
    "1.5h,5400000",
    "300ms,300",
    "0,0",
    "-3s,-3000",
    "1h2m3.5s,3723500",
    ".5s,500",
    "1000us,1"
  })
  void durationsHaveGosSpellings(String written, long expectedMs) {
    assertThat(run("-period", written)).isZero();
    assertThat(tool.period).isEqualTo(Duration.ofMillis(expectedMs));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-lambda x | tool: lambda: must be a number, got x",
        "-lambda 1f | tool: lambda: must be a number, got 1f",
        "-n 1.5 | tool: n: must be a whole number, got 1.5",
        "-n 3000000000 | tool: n: must be from -2147483648 to 2147483647, got 3000000000",
        "-n 0x | tool: n: must be a whole number, got 0x",
        "-clientlb=yes | tool: clientlb: must be true or false, got yes",
        "-period 3 | tool: period: must be a duration like 1m30s or 300ms, got 3",
        "-period s | tool: period: must be a duration like 1m30s or 300ms, got s",
        "-n | tool: n: needs a value (-n VALUE)",
        "-vmodule x | tool: vmodule: must be pattern=N,pattern=N..., got x",
        "-rumid x | tool: unknown option -rumid; did you mean -runid? -help lists the options of tool",
        "-no-overwite | tool: unknown option -no-overwite; did you mean -no-overwrite? -help lists the options of tool",
        "-nonsense | tool: unknown option -nonsense; -help lists the options of tool",
        "-nn 7 | tool: unknown option -nn; -help lists the options of tool",
        "-qqq=x | tool: unknown option -qqq=x; -help lists the options of tool",
        "-clientlb= | tool: clientlb: must be true or false, got nothing",
        "-n 0.5 | tool: n: must be a whole number, got 0.5",
        "-lambda NaN | tool: lambda: must be a finite number, got NaN",
        "-lambda 1e999 | tool: lambda: must be a finite number, got 1e999",
        "-period 300y | tool: period: must be a duration like 1m30s or 300ms, got 300y",
        "-period 2562048h | tool: period: must be less than 292 years, got 2562048h",
        "-stderrthreshold=4 | tool: stderrthreshold: must be 0 to 3, INFO, WARNING, ERROR or FATAL, got 4",
        "-logtostderr=false -log_file=/dev/null/x | tool: log_file: the log file cannot be made (Not a directory), got /dev/null/x",
        "--=x | tool: unknown option --=x; -help lists the options of tool"
      })
  void aUsageErrorIsOneLineAndStatusTwo(String line, String message) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(error()).isEqualTo(message + "\n");
    assertThat(tool.called).isFalse();
  }

  /** As names are that the locale's encoding has no characters for. */
  @Test
  void whatIsNoPathIsToldInTheWordsOfPaths() {
    assertThat(run("-file", "a\0b")).isEqualTo(2);
    assertThat(error()).isEqualTo("tool: file: not a path: a\0b (Nul character not allowed)\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-v=2",
        "-logtostderr",
        "-alsologtostderr=true",
        "-stderrthreshold=INFO",
        "-vmodule=main=3,o*=4",
        "-log_backtrace_at=x.go:3",
        "-log_dir=/nowhere",
        "-log_file=/nowhere/x",
        "-log_file_max_size=7",
        "-add_dir_header",
        "-skip_headers",
        "-skip_log_headers",
        "-one_output"
      })
  void klogsOptionsAreAccepted(String argument) {
    assertThat(run(argument)).isZero();
  }

  @Command(name = "pflag-tool")
  private static final class ToolOfPflag implements Callable<ExitStatus>, OptionsAnywhere {
    @Option(names = {"-n", "--n"})
    private long n;

    @Override
    public ExitStatus call() {
      return CommonExit.OK;
    }
  }

  @Test
  void aToolWhoseOriginalUsedPflagReadsOptionsBehindWordsToo() {
    ToolOfPflag pflagTool = new ToolOfPflag();
    String[] words = {"stray", "--n=7", "-", "application/json", "--n", "8", "--", "--n=9"};

    ToolMain.execute(pflagTool, words);

    assertThat(pflagTool.n).isEqualTo(8);
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertThat(run("-help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("-runid", "For the test.");
    assertThat(run("--version")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("tool development");
    assertThat(tool.called).isFalse();
  }

  @Test
  void helpFitsATerminalAndTellsWhatHasNoEffectInTheEndOnly() {
    run("-help");
    String help = out.toString(StandardCharsets.UTF_8);
    assertThat(help).startsWith("Usage: tool [OPTIONS]");
    assertThat(help.lines()).allMatch(line -> line.length() <= 79);
    assertThat(help.lines().filter(line -> line.contains("skip_headers"))).hasSize(1);
    assertThat(help.substring(help.indexOf("Accepted, without effect")))
        .startsWith("Accepted, without effect: --add_dir_header --log_backtrace_at");
    assertThat(run("-skip_headers", "-log_file_max_size", "3")).isZero();
  }

  @Test
  void helpIsGivenWhereverItIsAskedFor() {
    assertThat(run("-n", "7", "-help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("-runid");
    assertThat(error()).isEmpty();
    assertThat(tool.called).isFalse();
  }

  @Test
  void aMessageOfSeveralLinesIsPrintedOnOne() {
    tool.body =
        () -> {
          throw new ToolException(() -> 21, "the server said:\r\n  no\n  way");
        };

    assertThat(run()).isEqualTo(21);
    assertThat(error()).isEqualTo("tool: the server said: no way\n");
  }

  @Test
  void theLogFileHasTheStackTraceAtAnyVerbosity(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("log");
    tool.body =
        () -> {
          throw new IllegalStateException("impossible");
        };

    try {
      assertThat(run("-logtostderr=false", "-log_file", file.toString())).isEqualTo(70);
    } finally {
      Logging.configure(new LogSettings("tool", 0, "", true, false, "ERROR", "", ""));
    }
    assertThat(error()).hasLineCount(1);
    assertThat(Files.readString(file))
        .startsWith("E")
        .contains("] internal error: java.lang.IllegalStateException: impossible\n")
        .contains("at io.scaletest.common.cli.ToolMainTest");
  }

  @Test
  void anErrorOfTheJvmHasAStatusOfItsOwn() {
    tool.body =
        () -> {
          throw new StackOverflowError();
        };

    assertThat(run()).isEqualTo(70);
    assertThat(error()).isEqualTo("tool: internal error: java.lang.StackOverflowError\n");
  }

  @Test
  void aToolExceptionIsOneLineAndItsStatus() {
    tool.body =
        () -> {
          throw new ToolException(() -> 21, "no answer", new IllegalStateException("cause"));
        };

    assertThat(run()).isEqualTo(21);
    assertThat(error()).isEqualTo("tool: no answer\n");
  }

  @Test
  void stackTracesAreShownOnDemand() {
    tool.body =
        () -> {
          throw new ToolException(() -> 21, "no answer", new IllegalStateException("cause"));
        };

    assertThat(run("-v=4")).isEqualTo(21);
    assertThat(error()).contains("IllegalStateException: cause");
  }

  @Test
  void aFaultOfTheProgramIsStatusSeventy() {
    tool.body =
        () -> {
          throw new IllegalStateException("impossible");
        };

    assertThat(run()).isEqualTo(70);
    assertThat(error())
        .isEqualTo("tool: internal error: java.lang.IllegalStateException: impossible\n");
  }
}
