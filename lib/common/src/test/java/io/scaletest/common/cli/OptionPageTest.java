package io.scaletest.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class OptionPageTest {
  @Command(name = "tool", description = "Does what the test needs.")
  private static final class Tool implements Callable<ExitStatus> {
    @Mixin private KlogOptions klog;

    @Option(
        names = {"-runid", "--runid"},
        paramLabel = "<id>",
        defaultValue = "",
        description = "ID of this run (default: MMDD.hhmm. and four digits).")
    private String runId;

    @Option(
        names = {"-lambda", "--lambda"},
        paramLabel = "<1/s>",
        defaultValue = "1.0",
        description = "Creations per second (default: ${DEFAULT-VALUE}).")
    private double lambda;

    @Option(
        names = {"-port", "--port"},
        paramLabel = "<port>",
        description = "Port, another in each tool (default: ${DEFAULT-VALUE}).")
    private int port = 9_376;

    @Option(
        names = {"-clientlb", "--clientlb"},
        description = "Spread requests | or do not.")
    private boolean clientLb;

    @Option(
        names = {"-secret", "--secret"},
        hidden = true)
    private String secret;

    @Override
    public ExitStatus call() {
      return CommonExit.OK;
    }
  }

  @Test
  void listsTheOptionsOfTheToolAndThoseOfTheLog() throws IOException {
    try (InputStream golden = OptionPageTest.class.getResourceAsStream("option-page.golden.md")) {
      assertThat(OptionPage.of(new Tool()))
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
