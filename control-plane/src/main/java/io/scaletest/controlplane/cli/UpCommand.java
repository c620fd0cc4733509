package io.scaletest.controlplane.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.binaries.ProgressOutput;
import io.scaletest.controlplane.cluster.AuditLevel;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a control plane and waits until it is ready. */
@Command(
    name = "control-plane up",
    description = "Starts a control plane, waits until it is ready, leaves it running.")
final class UpCommand implements Callable<ExitStatus> {
  private static final Pattern EXTRA_CONFIG =
      Pattern.compile("([a-z-]+)\\.([a-z][a-z0-9-]*=.*)", Pattern.DOTALL);

  @Mixin private DataDirOption dataDir;
  @Mixin private KlogOptions klog;
  @Mixin private BinaryOptions binaries;

  @Option(
      names = {"-apiservers", "--apiservers"},
      paramLabel = "N",
      description = "How many kube-apiservers. Default: one for each advertised address, else 1.")
  private Integer apiServers;

  @Option(
      names = {"-advertise-address", "--advertise-address"},
      paramLabel = "IP",
      split = ",",
      description =
          "Where the API servers listen and what they register in the endpoints of"
              + " default/kubernetes; one address each, with commas. Default: loopback, which"
              + " registers nothing.")
  private List<String> advertiseAddresses = List.of();

  @Option(
      names = {"-secure-port", "--secure-port"},
      paramLabel = "PORT",
      description =
          "Port of the API servers. Default: a free one on loopback, 6443 on advertised"
              + " addresses.")
  private Integer securePort;

  @Option(
      names = {"-foreground", "--foreground"},
      description = "Stay, and take everything down on SIGINT or SIGTERM.")
  private boolean foreground;

  @Option(
      names = {"-audit-log", "--audit-log"},
      description = "Each API server writes an audit log (level Metadata) below DIR/logs.")
  private boolean auditLog;

  @Option(
      names = {"-audit-bodies", "--audit-bodies"},
      description = "As -audit-log, with the bodies of requests (level Request).")
  private boolean auditBodies;

  @Option(
      names = {"-durable", "--durable"},
      description =
          "etcd syncs each write to disk. Off by default: writes are then faster than on a real"
              + " cluster, and a crash of the machine loses them.")
  private boolean durable;

  @Option(
      names = {"-node", "--node"},
      description =
          "Run a real node beside it, kubelet and containerd in namespaces of their own. Needs root"
              + " and what hack/install-packages.sh installs.")
  private boolean node;

  @Option(
      names = {"-extra-config", "--extra-config"},
      paramLabel = "COMPONENT.FLAG=VALUE",
      description =
          "A flag of a component, such as kube-controller-manager.node-monitor-grace-period=20s;"
              + " may be repeated. One that the component has here anyhow is replaced.")
  private List<String> extraConfig = List.of();

  @Override
  public ExitStatus call() {
    ProgressOutput progress = ProgressOutput.onStandardError("control-plane");
    ControlPlane controlPlane = ControlPlane.start(options(), progress);
    System.out.println(EnvCommand.exportLine(controlPlane.kubeconfig()));
    System.out.flush();
    if (!foreground) {
      return CommonExit.OK;
    }
    progress.note("staying in the foreground; Ctrl-C takes everything down");
    Optional<String> ended = controlPlane.awaitAnyEnd();
    controlPlane.stop();
    throw new ToolException(
        ControlPlaneExit.START, ended.orElse("everything") + " ended; the rest is down as well");
  }

  private AuditLevel auditLevel() {
    if (auditBodies) {
      return AuditLevel.REQUEST;
    }
    return auditLog ? AuditLevel.METADATA : AuditLevel.NONE;
  }

  private Map<Component, List<String>> extraFlags() {
    Map<Component, List<String>> all = new EnumMap<>(Component.class);
    for (String each : extraConfig) {
      Matcher words = EXTRA_CONFIG.matcher(each);
      if (!words.matches()) {
        throw ToolException.usage(
            "--extra-config: must be COMPONENT.FLAG=VALUE, such as"
                + " kube-controller-manager.node-monitor-grace-period=20s, got "
                + each);
      }
      Component component = BinaryOptions.component("--extra-config", words.group(1));
      all.computeIfAbsent(component, none -> new ArrayList<>()).add("--" + words.group(2));
    }
    return all;
  }

  private ControlPlaneOptions options() {
    int defaultCount = Math.max(1, advertiseAddresses.size());
    return new ControlPlaneOptions(
        dataDir.path(),
        binaries.binDir(),
        binaries.go(),
        apiServers == null ? defaultCount : apiServers,
        advertiseAddresses,
        securePort == null ? OptionalInt.empty() : OptionalInt.of(securePort),
        auditLevel(),
        durable,
        binaries.without(),
        extraFlags(),
        node,
        foreground);
  }
}
