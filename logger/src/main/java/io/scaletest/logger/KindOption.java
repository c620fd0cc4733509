package io.scaletest.logger;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.exit.ToolException;
import io.scaletest.kube.objects.Manifest;
import io.scaletest.watching.place.KindSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options that say what is watched, for {@code @Mixin}. */
final class KindOption {
  /** A resource's name, and behind the first dot a version, a group, or both. */
  private static final Pattern RESOURCE =
      Pattern.compile("[A-Za-z]([-A-Za-z0-9]*[A-Za-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  @Option(
      names = {"-kind", "--kind"},
      paramLabel = "<kind>",
      defaultValue = "",
      description =
          "What to watch, as kubectl takes it: pods, po, deploy, deployments.apps,"
              + " leases.v1.coordination.k8s.io; or a file (.yaml, .yml, .json) with an object of"
              + " the kind. Must be given.")
  private String kind = "";

  @Option(
      names = {"-wait-for-kind", "--wait-for-kind"},
      description =
          "Where the server does not have the kind yet, ask every 2 s until it does, instead of"
              + " ending with status 21.")
  private boolean wait;

  /**
   * Checks the options, and reads the file that they name.
   *
   * @param namespace the only one to watch; empty for all
   * @throws ToolException a usage error
   */
  KindSource source(Optional<String> namespace) {
    if (Manifest.isFile(kind)) {
      Manifest file = Manifest.read("kind", PathText.of("kind", kind, CommonExit.USAGE));
      return new NamedKind(kind, Optional.of(file), wait, namespace);
    }
    OptionRule.require(
        RESOURCE.matcher(kind).matches(),
        "kind",
        "a resource such as pods or deployments.apps, or a file with an object",
        kind.isEmpty() ? "none" : kind);
    return new NamedKind(kind, Optional.empty(), wait, namespace);
  }

  /** Returns the effective values. */
  Map<String, Object> effective() {
    return Map.of("kind", kind, "wait-for-kind", wait);
  }
}
