package io.scaletest.player.cli;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.text.Figures;
import io.scaletest.player.record.RecordSettings;
import io.scaletest.player.record.Recording;
import io.scaletest.player.run.PlayerExit;
import io.scaletest.player.survey.FooterText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records a trace. */
@Command(
    name = "player record",
    description =
        "Makes a trace of the audit logs of API servers: what clients asked for, when and with which"
            + " outcome, without what is secret.")
final class RecordCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Option(
      names = {"-audit-log", "--audit-log"},
      paramLabel = "FILE",
      description =
          "File of an audit log, plain or gzip, as a server or a log service writes it; further ones"
              + " may follow as words: --audit-log cp*/audit*.log.")
  private List<Path> logs = List.of();

  @Parameters(
      index = "0..*",
      arity = "0..*",
      paramLabel = "FILE",
      description = "Further files, in any order, of one server or of several.")
  private List<Path> furtherLogs = List.of();

  @Option(
      names = {"-keep-values", "--keep-values"},
      description =
          "Keep values of ConfigMaps and of environment variables; Secrets, tokens, certificates and"
              + " keys are replaced by filler in any case.")
  private boolean keepValues;

  @Option(
      names = {"-follow", "--follow"},
      description = "Read on as the files grow, until SIGINT; then the trace is written.")
  private boolean follow;

  @Mixin private TraceOutput output;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    List<Path> all = new ArrayList<>(logs);
    all.addAll(furtherLogs);
    OptionRule.require(!all.isEmpty(), "audit-log", "a file at least", "none");
    Path trace = output.file(all);
    StopSignal stop = StopSignal.onSignals();
    String program = "scaletest player " + BuildVersion.of(RecordCommand.class);
    Optional<Map<String, Object>> footer =
        new Recording(
                new RecordSettings(all, trace, keepValues, follow, program),
                stop,
                System.err::println)
            .run();
    if (footer.isEmpty()) {
      throw new ToolException(
          PlayerExit.NOTHING_RECORDED, "audit-log: none of the files has an audit event");
    }
    long entries = (Long) footer.get().get("entries");
    System.out.println(trace + ": " + Figures.count(entries, "entry", "entries"));
    FooterText.lines(footer.get()).forEach(System.out::println);
    return stop.status().orElse(CommonExit.OK);
  }
}
