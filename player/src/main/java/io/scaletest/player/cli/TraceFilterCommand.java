package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.player.edit.Selection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a trace of some entries of another. */
@Command(
    name = "player trace filter",
    description = "Makes a trace of those entries that fit every option that is given.")
final class TraceFilterCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private TraceParameter trace;

  @Option(
      names = {"-verbs", "--verbs"},
      paramLabel = "<verb,...>",
      split = ",",
      description = "Verbs: get,list,watch.")
  private Set<String> verbs = Set.of();

  @Option(
      names = {"-resources", "--resources"},
      paramLabel = "<resource,...>",
      split = ",",
      description =
          "Resources with their groups: pods,deployments.apps/scale; without a subresource with all"
              + " of them.")
  private Set<String> resources = Set.of();

  @Option(
      names = {"-namespaces", "--namespaces"},
      paramLabel = "<name,...>",
      split = ",",
      description = "Namespaces.")
  private Set<String> namespaces = Set.of();

  @Option(
      names = {"-users", "--users"},
      paramLabel = "<name,...>",
      split = ",",
      description = "Users that count: impersonated ones, where they are.")
  private Set<String> users = Set.of();

  @Option(
      names = {"-traffic", "--traffic"},
      paramLabel = "<class,...>",
      split = ",",
      description =
          "Whose traffic: client, controller, node, lease, event, status, credential, stream,"
              + " non-resource.")
  private Set<String> traffic = Set.of();

  @Mixin private TraceOutput output;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    Selection selection =
        new Selection(
            verbs,
            resources,
            namespaces,
            users,
            TrafficWords.classes(traffic, Set.of()),
            0,
            Long.MAX_VALUE);
    return EditedTrace.write(List.of(trace.file()), selection, output);
  }
}
