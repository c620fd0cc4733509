package io.scaletest.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.datafile.GoQuote;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Against what a Go program made of the same command lines: src/test/go/go-flags.go. */
class GoFlagsTest {
  @Command(name = "tool")
  private static final class Tool implements Callable<ExitStatus> {
    @Option(
        names = {"-runid", "--runid"},
        defaultValue = "none")
    private String runId;

    @Option(
        names = {"-n", "--n"},
        defaultValue = "300")
    private long n;

    @Option(
        names = {"-lambda", "--lambda"},
        defaultValue = "1.0")
    private double lambda;

    @Option(names = {"-clientlb", "--clientlb"})
    private boolean clientLb;

    @Option(
        names = {"-period", "--period"},
        defaultValue = "1m")
    private Duration period;

    private String outcome = "help";

    @Override
    public ExitStatus call() {
      outcome =
          "%s %d %016x %b %d"
              .formatted(
                  GoQuote.quote(runId),
                  n,
                  Double.doubleToRawLongBits(lambda),
                  clientLb,
                  period.toNanos());
      return CommonExit.OK;
    }
  }

  @TestFactory
  List<DynamicTest> commandLinesMeanWhatTheyMeanInGo() throws IOException {
    return golden().stream()
        .map(
            line -> {
              int tab = line.indexOf('\t');
              String[] words = line.substring(tab + 1).split("\t", -1);
              return DynamicTest.dynamicTest(
                  Arrays.toString(words),
                  () -> assertThat(outcome(words)).isEqualTo(line.substring(0, tab)));
            })
        .toList();
  }

  private static String outcome(String[] words) {
    Tool tool = new Tool();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
    int status = ToolMain.execute(tool, words, nowhere, nowhere);
    return status == CommonExit.USAGE.code() ? "error" : tool.outcome;
  }

  private static List<String> golden() throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                GoFlagsTest.class.getResourceAsStream("go-flags.golden"),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
