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
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.player.record.EventRecording;
import io.scaletest.player.record.LiveRecording;
import io.scaletest.player.record.RecordSettings;
import io.scaletest.player.record.Recording;
import io.scaletest.player.run.PlayerExit;
import io.scaletest.player.survey.FooterText;
import java.nio.file.Path;
import java.time.Duration;
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
            + " outcome, without what is secret; or of what watches, or Events, show of a cluster.")
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
      names = {"-watch", "--watch"},
      paramLabel = "<resource,...>",
      split = ",",
      description =
          "Record the changes that watches of these show, instead of audit logs: pods,configmaps. What"
              + " is there is in the trace first.")
  private List<String> watched = List.of();

  @Option(
      names = {"-events", "--events"},
      description =
          "Record pods' lives by Events, instead of audit logs: of the files, as kubectl get events -A -o"
              + " json writes them, else of a running cluster.")
  private boolean events;

  @Option(
      names = {"-duration", "--duration"},
      paramLabel = "<duration>",
      description = "With watch or events: for how long (default: until SIGINT).")
  private Duration duration;

  @Mixin private KubeOptions kube;

  @Option(
      names = {"-follow", "--follow"},
      description = "Read on as the files grow, until SIGINT; then the trace is written.")
  private boolean follow;

  @Mixin private TraceOutput output;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() throws InterruptedException {
    List<Path> all = new ArrayList<>(logs);
    all.addAll(furtherLogs);
    OptionRule.require(
        watched.isEmpty() || !events && all.isEmpty(),
        "watch",
        "the only source, without files and events",
        String.join(",", watched));
    OptionRule.require(
        watched.isEmpty() && !events || !follow, "follow", "left out with watch and events", true);
    OptionRule.require(
        !events || logs.isEmpty(), "events", "left out with audit-log, or given files", true);
    boolean live = !watched.isEmpty() || events && all.isEmpty();
    OptionRule.require(live || !all.isEmpty(), "audit-log", "a file at least", "none");
    OptionRule.require(
        duration == null || live, "duration", "left out without a running cluster", duration);
    OptionRule.require(
        duration == null || !duration.isNegative(), "duration", "at least 0s", duration);
    Path trace = output.file(all);
    StopSignal stop = StopSignal.onSignals();
    Optional<Map<String, Object>> footer = record(all, live, trace, stop);
    if (footer.isEmpty()) {
      throw new ToolException(PlayerExit.NOTHING_RECORDED, nothing(live));
    }
    long entries = (Long) footer.get().get("entries");
    System.out.println(trace + ": " + Figures.count(entries, "entry", "entries"));
    FooterText.lines(footer.get()).forEach(System.out::println);
    return stop.status().orElse(CommonExit.OK);
  }

  private Optional<Map<String, Object>> record(
      List<Path> files, boolean live, Path trace, StopSignal stop) throws InterruptedException {
    String program = "scaletest player " + BuildVersion.of(RecordCommand.class);
    if (live) {
      return new LiveRecording(
              new LiveRecording.Settings(
                  kube::load, watched, Optional.ofNullable(duration), trace, keepValues, program),
              stop,
              System.err::println)
          .run();
    }
    return events
        ? EventRecording.run(files, trace, program, System.err::println)
        : new Recording(
                new RecordSettings(files, trace, keepValues, follow, program),
                stop,
                System.err::println)
            .run();
  }

  private String nothing(boolean live) {
    if (events) {
      return "events: none of them is of a pod that was scheduled, started or killed";
    }
    return live
        ? "watch: nothing was there, and nothing changed"
        : "audit-log: none of the files has an audit event";
  }
}
