package io.scaletest.controlplane.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.cluster.ComponentStatus;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows each component. */
@Command(
    name = "control-plane status",
    description = {
      "Shows each component.",
      "Exit status: 0 all ready, 3 nothing runs, 4 something runs but not all is ready."
    })
final class StatusCommand implements Callable<ExitStatus> {
  private static final String ROW = "%-26s %-8s %-8s %-6s %8s  %s%n";
  private static final long BYTES_PER_MIB = 1L << 20;

  @Mixin private DataDirOption dataDir;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    Optional<ControlPlane> found = ControlPlane.find(dataDir.path());
    if (found.isEmpty()) {
      throw new ToolException(
          ControlPlaneExit.NOT_RUNNING, "no control plane in " + dataDir.path());
    }
    List<ComponentStatus> components = found.get().status();
    System.out.print(render(components));
    return exitStatus(components);
  }

  static String render(List<ComponentStatus> components) {
    StringBuilder table = new StringBuilder();
    table.append(String.format(ROW, "COMPONENT", "PID", "STATE", "READY", "MEMORY", "ADDRESS"));
    for (ComponentStatus c : components) {
      table.append(
          String.format(
              ROW,
              c.name(),
              c.pid().isPresent() ? Long.toString(c.pid().getAsLong()) : "-",
              c.running() ? "running" : "stopped",
              c.ready() ? "yes" : "no",
              c.residentBytes().isPresent()
                  ? c.residentBytes().getAsLong() / BYTES_PER_MIB + " MiB"
                  : "-",
              c.address()));
    }
    return table.toString();
  }

  static ExitStatus exitStatus(List<ComponentStatus> components) {
    if (components.stream().noneMatch(ComponentStatus::running)) {
      return ControlPlaneExit.NOT_RUNNING;
    }
    boolean allReady = components.stream().allMatch(ComponentStatus::ready);
    return allReady ? CommonExit.OK : ControlPlaneExit.NOT_READY;
  }
}
