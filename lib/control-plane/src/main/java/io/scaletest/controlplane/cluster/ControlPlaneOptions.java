package io.scaletest.controlplane.cluster;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.components.Component;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a control plane is to be. Immutable.
 *
 * @param dataDir its folder
 * @param binDir a folder of ready-made executables
 * @param go the {@code go} command to build with, if not the first on the path
 * @param apiServers how many kube-apiservers, 1 to {@value #MOST_API_SERVERS}
 * @param advertiseAddresses where the API servers listen and what they register in the endpoints of
 *     default/kubernetes, one address for each; empty for loopback, which registers nothing
 * @param securePort the API servers' port; on loopback the first one's, the others follow
 * @param audit what each API server writes into its audit log
 * @param durable whether etcd syncs to disk
 * @param without components to leave out
 * @param extraFlags flags of components beside those that they have here; of the same name, these
 *     count
 * @param node whether a kubelet and its container runtime are to run beside it; the API server then
 *     listens on the link to them, which decides its address
 * @param stopAtExit whether the control plane ends with this process
 */
public record ControlPlaneOptions(
    Path dataDir,
    Optional<Path> binDir,
    Optional<Path> go,
    int apiServers,
    List<String> advertiseAddresses,
    OptionalInt securePort,
    AuditLevel audit,
    boolean durable,
    Set<Component> without,
    Map<Component, List<String>> extraFlags,
    boolean node,
    boolean stopAtExit) {
  /** More would measure one machine's memory, not Kubernetes. */
  public static final int MOST_API_SERVERS = 9;

  private static final int MOST_PORT = 65_535;

  /** They put pods onto a node and make it ready for them. */
  private static final Set<Component> NEEDED_BY_NODE =
      EnumSet.of(Component.KUBE_SCHEDULER, Component.KUBE_CONTROLLER_MANAGER);

  /**
   * @throws ToolException with status 2 if a value breaks its rule
   */
  public ControlPlaneOptions {
    Objects.requireNonNull(dataDir, "dataDir is null");
    Objects.requireNonNull(binDir, "binDir is null");
    Objects.requireNonNull(go, "go is null");
    Objects.requireNonNull(audit, "audit is null");
    advertiseAddresses = List.copyOf(advertiseAddresses);
    without = Set.copyOf(without);
    extraFlags = Map.copyOf(extraFlags);
    if (apiServers < 1 || apiServers > MOST_API_SERVERS) {
      throw ToolException.usage(
          "--apiservers: must be 1 to " + MOST_API_SERVERS + ", got " + apiServers);
    }
    checkAddresses(apiServers, advertiseAddresses);
    if (node && apiServers != 1) {
      throw ToolException.usage("--node: must have one API server, got " + apiServers);
    }
    if (node && !Collections.disjoint(without, NEEDED_BY_NODE)) {
      throw ToolException.usage("--node: must have " + NEEDED_BY_NODE + ", got --without");
    }
    if (securePort.isPresent()
        && (securePort.getAsInt() < 1 || securePort.getAsInt() + apiServers - 1 > MOST_PORT)) {
      throw ToolException.usage(
          "--secure-port: must be 1 to " + MOST_PORT + ", got " + securePort.getAsInt());
    }
    for (Component component : without) {
      if (component.indispensable()) {
        throw ToolException.usage("--without: nothing works without it, got " + component);
      }
      if (extraFlags.containsKey(component)) {
        throw ToolException.usage(
            "--extra-config: must be of a component that runs, got " + component + " of --without");
      }
    }
  }

  private static void checkAddresses(int apiServers, List<String> addresses) {
    if (addresses.isEmpty()) {
      return;
    }
    if (addresses.size() != apiServers || new HashSet<>(addresses).size() != apiServers) {
      throw ToolException.usage(
          "--advertise-address: must be one different address for each of "
              + apiServers
              + " API servers, got "
              + String.join(",", addresses));
    }
    for (String address : addresses) {
      if (!IpAddress.isLiteral(address)) {
        throw ToolException.usage("--advertise-address: must be an IP address, got " + address);
      }
      if (IpAddress.isLoopback(address)) {
        throw ToolException.usage(
            "--advertise-address: must not be loopback, which Kubernetes refuses as an endpoint,"
                + " got "
                + address);
      }
    }
  }

  /** Returns the defaults: one API server on loopback, all components, left running. */
  public static ControlPlaneOptions in(Path dataDir) {
    return new ControlPlaneOptions(
        dataDir,
        Optional.empty(),
        Optional.empty(),
        1,
        List.of(),
        OptionalInt.empty(),
        AuditLevel.NONE,
        false,
        Set.of(),
        Map.of(),
        false,
        false);
  }

  /** Returns these options for a control plane that ends with this process. */
  public ControlPlaneOptions withStopAtExit() {
    return with(advertiseAddresses, audit, extraFlags, node, true);
  }

  /** Returns these options with a node. */
  public ControlPlaneOptions withNode() {
    return with(advertiseAddresses, audit, extraFlags, true, stopAtExit);
  }

  /**
   * Returns these options with flags of a component, such as {@code
   * --node-monitor-grace-period=20s}.
   */
  public ControlPlaneOptions withFlags(Component component, String... flags) {
    Map<Component, List<String>> all = new EnumMap<>(Component.class);
    all.putAll(extraFlags);
    all.put(component, List.of(flags));
    return with(advertiseAddresses, audit, all, node, stopAtExit);
  }

  /** Returns these options with the level of the audit log. */
  public ControlPlaneOptions withAudit(AuditLevel level) {
    return with(advertiseAddresses, level, extraFlags, node, stopAtExit);
  }

  /** Returns these options for one API server that listens on an address. */
  ControlPlaneOptions advertising(String address) {
    return with(List.of(address), audit, extraFlags, node, stopAtExit);
  }

  private ControlPlaneOptions with(
      List<String> addresses,
      AuditLevel level,
      Map<Component, List<String>> flags,
      boolean hasNode,
      boolean stops) {
    return new ControlPlaneOptions(
        dataDir,
        binDir,
        go,
        apiServers,
        addresses,
        securePort,
        level,
        durable,
        without,
        flags,
        hasNode,
        stops);
  }
}
