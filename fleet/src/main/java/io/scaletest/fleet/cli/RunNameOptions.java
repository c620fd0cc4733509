package io.scaletest.fleet.cli;

import io.scaletest.common.exit.ToolException;
import io.scaletest.fleet.spec.SpecReader;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.names.ScaletestNames;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says which run, of those in a cluster; for {@code @Mixin}. */
final class RunNameOptions {
  @Mixin private KubeOptions kube = new KubeOptions();

  @Parameters(arity = "1", paramLabel = "RUN", description = "The run's ID.")
  private String run;

  @Option(
      names = {"-namespace", "--namespace"},
      paramLabel = "<name>",
      defaultValue = ScaletestNames.NAMESPACE,
      description = "Namespace of its pods (default: ${DEFAULT-VALUE}).")
  private String namespace = ScaletestNames.NAMESPACE;

  KubeOptions kube() {
    return kube;
  }

  /** Returns the ID; refuses what can be none, as a usage error. */
  String run() {
    if (!run.matches(SpecReader.RUN_ID)) {
      throw ToolException.usage("RUN: must be " + SpecReader.RUN_ID_RULE + ", got " + run);
    }
    return run;
  }

  /** Returns the namespace; refuses what can be none, as a usage error. */
  String namespace() {
    if (namespace.isEmpty() || !ScaletestNames.mayBeNamespace(namespace)) {
      throw ToolException.usage("namespace: must be a namespace's name, got " + namespace);
    }
    return namespace;
  }
}
