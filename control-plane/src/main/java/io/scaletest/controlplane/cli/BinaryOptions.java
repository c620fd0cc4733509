package io.scaletest.controlplane.cli;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.components.Component;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which executables are wanted and where they come from. */
final class BinaryOptions {
  @Option(
      names = {"-bin-dir", "--bin-dir"},
      paramLabel = "DIR",
      description =
          "Folder of ready-made executables. What it lacks comes from $KUBEBUILDER_ASSETS, then"
              + " the cache, then a build with Go.")
  private Path binDir;

  @Option(
      names = {"-go", "--go"},
      paramLabel = "FILE",
      description = "The go command to build with. Default: the first on the path.")
  private Path go;

  @Option(
      names = {"-without", "--without"},
      paramLabel = "COMPONENT",
      split = ",",
      description =
          "Leave out kube-scheduler, kube-controller-manager or sample-apiserver; several with"
              + " commas.")
  private List<String> without = List.of();

  Optional<Path> binDir() {
    return Optional.ofNullable(binDir);
  }

  Optional<Path> go() {
    return Optional.ofNullable(go);
  }

  Set<Component> without() {
    Set<Component> left = EnumSet.noneOf(Component.class);
    without.forEach(name -> left.add(component("--without", name)));
    return left;
  }

  /**
   * Returns a component of the control plane.
   *
   * @param option that names it
   */
  static Component component(String option, String name) {
    return Component.all().stream()
        .filter(component -> component.binaryName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ToolException.usage(
                    option + ": must be one of " + Component.all() + ", got " + name));
  }
}
