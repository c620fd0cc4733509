package io.scaletest.cmlogger;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.cli.ToolMain;
import io.scaletest.watching.logger.LoggerPlan;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CmLoggerOptionsTest {
  private static LoggerPlan plan(String... options) {
    var tool = new CmLogger();
    ToolMain.commandLine(tool).parseArgs(options);
    return tool.plan();
  }

  @Test
  void defaultsAreTheContracts() {
    LoggerPlan plan = plan();
    assertThat(plan.effectiveOptions())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("kubeconfig", ""),
                Map.entry("context", ""),
                Map.entry("master", ""),
                Map.entry("useProtobuf", false),
                Map.entry("data-filname", "/tmp/obj-log.csv"),
                Map.entry("threads", 1),
                Map.entry("no-compare", false),
                Map.entry("namespace", ""),
                Map.entry("stop-after", 0.0),
                Map.entry("metricport", 9101),
                Map.entry("strict", false)));
    assertThat(plan.tool().compare()).isTrue();
    assertThat(plan.tool().diffColumn()).isTrue();
    assertThat(plan.stopAfter()).isEmpty();
    assertThat(plan.files().data()).hasToString("/tmp/obj-log.csv");
  }

  @Test
  void theContractsOptionsAllHaveTheirEffect() {
    LoggerPlan plan =
        plan(
            "--kubeconfig=k",
            "--master=https://m:1",
            "--useProtobuf=true",
            "--data-filname=d.csv",
            "--threads=7",
            "--no-compare=true",
            "--stop-after=1m30s");
    assertThat(plan.effectiveOptions())
        .containsEntry("kubeconfig", "k")
        .containsEntry("master", "https://m:1")
        .containsEntry("useProtobuf", true)
        .containsEntry("stop-after", 90.0);
    assertThat(plan.threads()).isEqualTo(7);
    assertThat(plan.tool().compare()).isFalse();
    assertThat(plan.files().data()).hasToString("d.csv");
  }

  @Test
  void theDataFileMayBeNamedAsInTheOtherTools() {
    assertThat(plan("-datafile=d.csv").files().data()).hasToString("d.csv");
    assertThat(plan("--datafile", "d.csv").effectiveOptions())
        .containsEntry("data-filname", "d.csv");
  }

  @Test
  void everyOptionIsKnownHere() {
    Set<String> names = new TreeSet<>();
    for (CommandLine.Model.OptionSpec option :
        ToolMain.commandLine(new CmLogger()).getCommandSpec().options()) {
      names.add(option.longestName().substring(2));
      assertThat(option.names()).contains("-" + option.longestName().substring(2));
    }
    assertThat(names)
        .contains(
            "kubeconfig",
            "master",
            "useProtobuf",
            "data-filname",
            "threads",
            "no-compare",
            "v",
            "logtostderr",
            "alsologtostderr",
            "stderrthreshold",
            "vmodule",
            "log_backtrace_at",
            "log_dir",
            "log_file",
            "log_file_max_size",
            "add_dir_header",
            "skip_headers",
            "skip_log_headers",
            "one_output");
  }

  @ParameterizedTest
  @CsvSource({
    "-threads=0, 'threads: must be 1 to 1024, got 0'",
    "-threads=x, 'threads: must be a whole number, got x'",
    "-metricport=70000, 'metricport: must be -1 to 65535, got 70000'",
    "-stop-after=-1s, 'stop-after: must not be negative, got -1s'",
    "-stop-after=soon, 'stop-after: must be a duration like 1m30s or 300ms, got soon'",
    "-namespace=a/b, 'namespace: must be a namespace''s name, got a/b'",
    "-no-compare=maybe, 'no-compare: must be true or false, got maybe'",
  })
  void aWrongValueIsOneLineThatNamesOptionRuleAndValue(String option, String message) {
    var err = new ByteArrayOutputStream();
    var stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    int status = ToolMain.execute(new CmLogger(), new String[] {option}, stream, stream);
    assertThat(status).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).strip()).isEqualTo("cm-logger: " + message);
  }
}
