package io.scaletest.player.cli;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.run.RunOptions;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.text.DurationText;
import io.scaletest.driving.session.MetricsOptions;
import io.scaletest.driving.session.RequestOptions;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.player.replay.ReplayRun;
import io.scaletest.player.replay.ReplaySettings;
import io.scaletest.player.trace.TrafficClass;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Replays a trace. */
@Command(
    name = "player replay",
    description =
        "Replays a trace against an API server: every request when the recording says, in namespaces"
            + " of the run, and tells how near that came to the recording.")
final class ReplayCommand implements Callable<ExitStatus>, OptionsAnywhere {
  private static final double SPEED_MIN = 0.001;
  private static final double SPEED_MAX = 100_000;
  private static final int ROUNDS_MAX = 1_000;
  private static final int COPIES_MAX = 1_000;

  /** What can never be replayed: it is of no object, or streamed by a node. */
  private static final Set<TrafficClass> NEVER =
      EnumSet.of(TrafficClass.CREDENTIAL, TrafficClass.STREAM, TrafficClass.NON_RESOURCE);

  @Mixin private TraceParameter trace;
  @Mixin private KubeOptions kube;
  @Mixin private RunOptions run;
  @Mixin private RequestOptions requests;
  @Mixin private MetricsOptions metrics = MetricsOptions.none();
  @Mixin private KlogOptions klog;

  @Option(
      names = {"-speed", "--speed"},
      paramLabel = "<factor>",
      defaultValue = "1",
      description =
          "How many times as fast as it was recorded: 10 for ten times (default: ${DEFAULT-VALUE}).")
  private double speed;

  @Option(
      names = {"-loop", "--loop"},
      paramLabel = "<n>",
      defaultValue = "1",
      description =
          "How often, one round behind the other, each in namespaces of its own"
              + " (default: ${DEFAULT-VALUE}).")
  private int loop;

  @Option(
      names = {"-amplify", "--amplify"},
      paramLabel = "<k>",
      defaultValue = "1",
      description =
          "Send each request k times at its time, for as many copies in namespaces of their own"
              + " (default: ${DEFAULT-VALUE}).")
  private int amplify;

  @Option(
      names = {"-window", "--window"},
      paramLabel = "<from>..<to>",
      defaultValue = "",
      description =
          "Only this part of the recording, since its first entry: 10m..20m; what was there when it"
              + " begins is made before.")
  private String window = "";

  @Option(
      names = {"-traffic", "--traffic"},
      paramLabel = "<class,...>",
      split = ",",
      defaultValue = "client",
      description =
          "Whose traffic: client, controller, node, lease, event, status; what the server's own"
              + " components send, they send by themselves (default: ${DEFAULT-VALUE}).")
  private Set<String> traffic = Set.of();

  @Option(
      names = {"-impersonate", "--impersonate"},
      description = "Send each request as its user in the recording, with the user's groups.")
  private boolean impersonate;

  @Option(
      names = {"-map-user", "--map-user"},
      paramLabel = "FROM=TO",
      description =
          "Send the requests of user FROM as user TO, with no groups of the recording; FROM= sends"
              + " them as the configured user. May be repeated.")
  private List<String> mapUser = List.of();

  @Option(
      names = {"-patch-types", "--patch-types"},
      paramLabel = "<file>",
      description =
          "YAML with types of patches where the trace has a guess: a list of {resource, user, type}"
              + " with type json, merge, strategic or apply; the first that fits counts.")
  private Path patchTypes;

  @Option(
      names = {"-keep", "--keep"},
      description = "Leave everything in the cluster at the end, and say how to delete it.")
  private boolean keep;

  @Override
  public ExitStatus call() throws InterruptedException {
    requests.check();
    metrics.check();
    OptionRule.require(
        speed >= SPEED_MIN && speed <= SPEED_MAX,
        "speed",
        SPEED_MIN + " to " + Math.round(SPEED_MAX),
        speed);
    OptionRule.requireBetween("loop", loop, 1, ROUNDS_MAX);
    OptionRule.requireBetween("amplify", amplify, 1, COPIES_MAX);
    long[] bounds = bounds();
    ReplaySettings settings =
        new ReplaySettings(
            BuildVersion.of(ReplayCommand.class),
            trace.file(),
            TrafficWords.classes(traffic, NEVER),
            speed,
            loop,
            amplify,
            bounds[0],
            bounds[1],
            impersonate,
            users(),
            Optional.ofNullable(patchTypes),
            keep,
            run,
            kube::load,
            requests,
            metrics);
    return new ReplayRun(settings, StopSignal.onSignals(), System.out).run();
  }

  private long[] bounds() {
    if (window.isEmpty()) {
      return new long[] {0, Long.MAX_VALUE};
    }
    int dots = window.indexOf("..");
    try {
      long fromNs = DurationText.parse(dots < 0 ? "" : window.substring(0, dots)).toNanos();
      String to = dots < 0 ? "" : window.substring(dots + 2);
      long toNs = to.isEmpty() ? Long.MAX_VALUE : DurationText.parse(to).toNanos();
      OptionRule.require(fromNs >= 0 && toNs > fromNs, "window", "from before to", window);
      return new long[] {fromNs, toNs};
    } catch (IllegalArgumentException | ArithmeticException e) {
      OptionRule.require(false, "window", "two durations, 10m..20m", window);
      throw e;
    }
  }

  private Map<String, String> users() {
    Map<String, String> users = new HashMap<>();
    for (String pair : mapUser) {
      int equals = pair.indexOf('=');
      OptionRule.require(equals > 0, "map-user", "FROM=TO", pair);
      users.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return users;
  }
}
