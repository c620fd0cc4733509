package io.scaletest.hollownode.cli;

import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.credentials.Connections;
import io.scaletest.hollownode.credentials.Identity;
import io.scaletest.hollownode.credentials.NodeCertificates;
import io.scaletest.hollownode.credentials.NodeClients;
import io.scaletest.hollownode.credentials.SigningRequests;
import io.scaletest.hollownode.fleet.FleetPlan;
import io.scaletest.hollownode.kubelet.KubeletHabits;
import io.scaletest.hollownode.kubemark.KubemarkOptions;
import io.scaletest.hollownode.kubemark.Morph;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.pod.Latencies;
import io.scaletest.hollownode.pod.PodAddresses;
import io.scaletest.hollownode.pod.PodHabits;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.PoolsFile;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.watching.address.OwnAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** How many nodes, and how faithful: what kubemark has no options for. */
final class FleetOptions {
  private static final String PER_NODE = "per-node";
  private static final String SHARED = "shared";
  private static final String AUTO = "auto";

  /**
   * Enough to keep two processors of an API server busy; beyond that, requests only wait inside the
   * server for each other. A second patch sent right behind the first finds the server's cache
   * behind and is worked on twice.
   */
  private static final int SHARED_POD_REQUESTS = 16;

  /** A node of the usual 110 pods gets the usual 254 addresses, where the range allows that. */
  private static final int SLICE_PREFIX = 24;

  private static final int SLICE_PREFIX_MAX = 28;
  private static final int ADDRESS_BITS = 32;

  @Option(
      names = {"-nodes", "--nodes"},
      paramLabel = "<n>",
      defaultValue = "1",
      description = "How many nodes (default: ${DEFAULT-VALUE}).")
  private int nodes = 1;

  @Option(
      names = {"-name-pattern", "--name-pattern"},
      paramLabel = "<pattern>",
      defaultValue = "hollow-%05d",
      description =
          "Names of several nodes, with %%d or %%05d for the number; a single node has the name of"
              + " --name (default: ${DEFAULT-VALUE}).")
  private String namePattern = "hollow-%05d";

  @Option(
      names = {"-pools", "--pools"},
      paramLabel = "<file>",
      defaultValue = "",
      description = "YAML file of pools of nodes, instead of --nodes and --name.")
  private String pools = "";

  @Option(
      names = {"-watch", "--watch"},
      paramLabel = "<per-node|shared>",
      defaultValue = PER_NODE,
      description =
          "Whether each node watches for itself, or all share one watch of each kind"
              + " (default: ${DEFAULT-VALUE}).")
  private String watch = PER_NODE;

  @Option(
      names = {"-connections", "--connections"},
      paramLabel = "<pool|pool:K|per-node>",
      defaultValue = "pool",
      description =
          "Connections: as many as needed, at most K for requests and K for watches, or each"
              + " node's own (default: ${DEFAULT-VALUE}).")
  private String connections = "pool";

  @Option(
      names = {"-identity", "--identity"},
      paramLabel = "<shared|impersonate|per-node>",
      defaultValue = "",
      description =
          "As whom nodes speak: all as the kubeconfig's user; as system:node:NAME by"
              + " impersonation; or by a certificate each. Empty: per-node with"
              + " --bootstrap-kubeconfig, as kubemark, else shared.")
  private String identity = "";

  @Option(
      names = {"-ca-cert", "--ca-cert"},
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "Certificate of the cluster's authority, to sign the nodes' own with; without it they are"
              + " asked for by certificate signing requests, as --bootstrap-kubeconfig's user or"
              + " the kubeconfig's.")
  private String caCertificate = "";

  @Option(
      names = {"-ca-key", "--ca-key"},
      paramLabel = "<file>",
      defaultValue = "",
      description = "Private key of that authority.")
  private String caKey = "";

  @Option(
      names = {"-ramp", "--ramp"},
      paramLabel = "<1/s>",
      defaultValue = "0",
      description = "Nodes to start a second; 0: as fast as they become ready.")
  private double ramp;

  @Option(
      names = {"-deregister", "--deregister"},
      description = "Delete the Nodes at the end.")
  private boolean deregister;

  @Option(
      names = {"-events", "--events"},
      paramLabel = "<auto|on|off>",
      defaultValue = AUTO,
      description = "Whether kubelets post events; auto: with --watch=per-node.")
  private String events = AUTO;

  @Option(
      names = {"-status-reads", "--status-reads"},
      paramLabel = "<auto|on|off>",
      defaultValue = AUTO,
      description =
          "Whether kubelets read a pod before they patch its status, and read at their start what"
              + " the real one reads; auto: with --watch=per-node.")
  private String statusReads = AUTO;

  @Option(
      names = {"-pod-requests-in-flight", "--pod-requests-in-flight"},
      paramLabel = "<auto|n>",
      defaultValue = AUTO,
      description =
          "Requests about pods that all nodes together have in flight, at most; 0: any number. What"
              + " a pod goes through while it waits is told together. auto: 16 with"
              + " --watch=shared, else 0.")
  private String podRequestsInFlight = AUTO;

  @Option(
      names = {"-references", "--references"},
      paramLabel = "<auto|on|off>",
      defaultValue = AUTO,
      description =
          "Whether kubelets watch the Secrets and ConfigMaps of their pods and ask for tokens;"
              + " auto: with --watch=per-node.")
  private String references = AUTO;

  @Option(
      names = {"-pod-cidr", "--pod-cidr"},
      paramLabel = "<range>",
      defaultValue = "10.128.0.0/9",
      description =
          "Pods' addresses where a Node names no podCIDR, a part for each node"
              + " (default: ${DEFAULT-VALUE}).")
  private String podCidr = "10.128.0.0/9";

  @Option(
      names = {"-node-ip", "--node-ip"},
      paramLabel = "<address|range>",
      defaultValue = "",
      description =
          "InternalIP of the nodes: one for all, or a range of which each gets one (default: this"
              + " machine's address).")
  private String nodeIp = "";

  @Option(
      names = {"-duration", "--duration"},
      paramLabel = "<duration>",
      defaultValue = "0s",
      description = "How long to run; 0: until SIGINT or SIGTERM.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = {"-seed", "--seed"},
      paramLabel = "<seed>",
      defaultValue = "1",
      description = "Seed of jitter and lifetimes (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = {"-metricport", "--metricport"},
      paramLabel = "<port>",
      defaultValue = "0",
      description = "Port of the simulator's own /metrics; 0 for none (default: ${DEFAULT-VALUE}).")
  private int metricPort;

  boolean deregister() {
    return deregister;
  }

  Duration duration() {
    return duration;
  }

  int metricPort() {
    return metricPort;
  }

  /** Returns where the nodes' certificates come from; waits until they are all there. */
  NodeClients.CertificateSource certificates(
      ClientConfiguration base, KubemarkOptions kubemark, FleetPlan plan, RunTime time)
      throws ConfigurationException {
    if (identity(kubemark) != Identity.PER_NODE) {
      return (configuration, node) -> configuration;
    }
    if (caCertificate.isEmpty() != caKey.isEmpty()) {
      throw ToolException.usage("ca-key: needs ca-cert, and the other way round");
    }
    if (!caCertificate.isEmpty()) {
      return NodeCertificates.signedBy(
          Path.of(caCertificate), Path.of(caKey), time.wallClock().now());
    }
    ClientConfiguration asking =
        kubemark.bootstrapKubeconfig().isEmpty()
            ? base
            : ClientConfiguration.load(
                kubemark.bootstrapKubeconfig(), "", "", NodeClients.KUBELET_AGENT);
    return SigningRequests.ask(
        asking,
        plan.nodes().stream().map(NodeDescription::name).toList(),
        time.wallClock().ticker(),
        time.stop()::pause);
  }

  Connections connections() {
    try {
      return Connections.parse(connections);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(e.getMessage());
    }
  }

  Identity identity(KubemarkOptions kubemark) {
    return switch (identity) {
      case "" -> kubemark.bootstrapKubeconfig().isEmpty() ? Identity.SHARED : Identity.PER_NODE;
      case SHARED -> Identity.SHARED;
      case "impersonate" -> Identity.IMPERSONATE;
      case PER_NODE -> Identity.PER_NODE;
      default ->
          throw ToolException.usage(
              "identity: must be shared, impersonate or per-node, got " + identity);
    };
  }

  /** Returns what the options ask for; reads the pools file, nothing else. */
  FleetPlan plan(KubemarkOptions kubemark) {
    Morph morph = kubemark.morph();
    if (ramp < 0) {
      throw ToolException.usage("ramp: must be >= 0, got " + ramp);
    }
    if (duration.isNegative()) {
      throw ToolException.usage("duration: must be >= 0, got " + duration);
    }
    boolean perNode =
        switch (watch) {
          case PER_NODE -> true;
          case SHARED -> false;
          default -> throw ToolException.usage("watch: must be per-node or shared, got " + watch);
        };
    boolean reads = choice("status-reads", statusReads, perNode);
    PodHabits pods =
        new PodHabits(
            reads,
            choice("references", references, perNode),
            perNode ? Latencies.REAL : Latencies.NONE,
            kubemark.qps(),
            kubemark.burst(),
            podRequests(perNode));
    return new FleetPlan(
        morph,
        descriptions(kubemark),
        perNode,
        new KubeletHabits(reads, pods),
        choice("events", events, perNode),
        ramp,
        seed);
  }

  private int podRequests(boolean perNode) {
    if (podRequestsInFlight.equals(AUTO)) {
      return perNode ? 0 : SHARED_POD_REQUESTS;
    }
    try {
      int n = Integer.parseInt(podRequestsInFlight);
      if (n >= 0) {
        return n;
      }
    } catch (NumberFormatException e) {
      // Told below, as a negative number is.
    }
    throw ToolException.usage(
        "pod-requests-in-flight: must be auto or a number >= 0, got " + podRequestsInFlight);
  }

  private static boolean choice(String option, String text, boolean automatic) {
    return switch (text) {
      case AUTO -> automatic;
      case "on" -> true;
      case "off" -> false;
      default -> throw ToolException.usage(option + ": must be auto, on or off, got " + text);
    };
  }

  private List<NodePool> pools(KubemarkOptions kubemark) {
    if (!pools.isEmpty()) {
      try {
        return PoolsFile.read(Path.of(pools));
      } catch (IllegalArgumentException e) {
        throw ToolException.usage("pools: " + e.getMessage());
      }
    }
    if (nodes < 1) {
      throw ToolException.usage("nodes: must be at least 1, got " + nodes);
    }
    return List.of(
        nodes == 1 ? kubemark.node() : kubemark.pool(nodes, namePattern, "name-pattern"));
  }

  private List<NodeDescription> descriptions(KubemarkOptions kubemark) {
    List<NodePool> all = pools(kubemark);
    int count = all.stream().mapToInt(NodePool::count).sum();
    PodAddresses range = range("pod-cidr", podCidr);
    int prefix = slicePrefix(range, count);
    boolean ipRange = nodeIp.contains("/");
    PodAddresses ips = ipRange ? range("node-ip", nodeIp) : null;
    if (ipRange && ips.size() < count + 2) {
      throw ToolException.usage(
          "node-ip: must have an address for each of " + count + " nodes, got " + nodeIp);
    }
    String ip = nodeIp.isEmpty() ? OwnAddress.find() : nodeIp;
    int port = kubemark.kubeletPort();
    List<NodeDescription> descriptions = new ArrayList<>(count);
    Set<String> names = new HashSet<>();
    for (NodePool pool : all) {
      for (int i = 0; i < pool.count(); i++) {
        int n = descriptions.size();
        String name = pool.nodeName(i);
        if (!names.add(name)) {
          throw ToolException.usage("name-pattern: must give each node its own name, got " + name);
        }
        String address = ipRange ? ips.slice(n + 1, ADDRESS_BITS).split("/", -1)[0] : ip;
        descriptions.add(new NodeDescription(name, pool, i, address, port, range.slice(n, prefix)));
      }
    }
    return descriptions;
  }

  private static PodAddresses range(String option, String cidr) {
    try {
      return new PodAddresses(cidr);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(option + ": " + e.getMessage());
    }
  }

  /** Returns the shortest prefix of parts of the range for all nodes. */
  private int slicePrefix(PodAddresses range, int count) {
    for (int prefix = SLICE_PREFIX; prefix <= SLICE_PREFIX_MAX; prefix++) {
      if (range.size() >>> ADDRESS_BITS - prefix >= count) {
        return prefix;
      }
    }
    throw ToolException.usage(
        "pod-cidr: must have at least 16 addresses for each of "
            + count
            + " nodes, got "
            + podCidr);
  }
}
