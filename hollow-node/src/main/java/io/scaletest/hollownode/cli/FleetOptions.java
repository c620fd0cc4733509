package io.scaletest.hollownode.cli;

import io.scaletest.common.cli.PortConverter;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.cli.FleetPlan.Morph;
import io.scaletest.hollownode.credentials.IdentityOptions;
import io.scaletest.hollownode.failures.FailurePlan;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.PoolsFile;
import io.scaletest.hollownode.stages.Stages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options that kubemark has not: number and names of nodes, pools, rate of the start, duration,
 * seed.
 */
final class FleetOptions {
  @Mixin private FidelityOptions fidelity = new FidelityOptions();
  @Mixin private IdentityOptions identity = new IdentityOptions();
  @Mixin private AddressOptions addresses = new AddressOptions();
  @Mixin private EndpointOptions endpoints = new EndpointOptions();

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
      names = {"-name-prefix", "--name-prefix"},
      paramLabel = "<text>",
      defaultValue = "",
      description =
          "What the names of all nodes begin with, before what --name, --name-pattern and --pools"
              + " say: so the nodes of several runs have names of their own.")
  private String namePrefix = "";

  @Option(
      names = {"-pools", "--pools"},
      paramLabel = "<file>",
      defaultValue = "",
      description = "YAML file of pools of nodes, instead of --nodes and --name.")
  private String pools = "";

  @Option(
      names = {"-stages", "--stages"},
      paramLabel = "<file|folder>[,...]",
      split = ",",
      description =
          "Manifests of KWOK: Stages that pods and nodes go through in place of a kubelet's own ways,"
              + " and what containers use. May be given several times.")
  private List<String> stages = List.of();

  @Option(
      names = {"-ramp", "--ramp"},
      paramLabel = "<1/s>",
      defaultValue = "0",
      description = "Nodes to start a second; 0: as fast as they become ready.")
  private double ramp;

  @Option(
      names = {"-plan", "--plan"},
      description =
          "Print which nodes fail on purpose, and when, as the pools file and the seed say; start"
              + " nothing.")
  private boolean showPlan;

  @Option(
      names = {"-failure-orders", "--failure-orders"},
      paramLabel = "<none|annotation|http|all>",
      defaultValue = "none",
      description =
          "Which ways there are to let nodes and pods fail beside the plan: the annotation"
              + " scaletest/failure of a Node, POST /failures at --metricport, or both"
              + " (default: ${DEFAULT-VALUE}).")
  private String failureOrders = "none";

  @Option(
      names = {"-deregister", "--deregister"},
      description = "Delete the Nodes at the end.")
  private boolean deregister;

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
      converter = PortConverter.class,
      defaultValue = "0",
      description =
          "Port of the simulator's own /metrics and, at /, a page with plots, or a service's name;"
              + " 0 and -1 serve none"
              + " (default: ${DEFAULT-VALUE}).")
  private int metricPort;

  boolean showPlan() {
    return showPlan;
  }

  FailureOrders failureOrders() {
    return FailureOrders.parse(failureOrders);
  }

  boolean deregister() {
    return deregister;
  }

  Duration duration() {
    return duration;
  }

  int metricPort() {
    return metricPort;
  }

  EndpointOptions endpoints() {
    return endpoints;
  }

  IdentityOptions identity() {
    return identity;
  }

  /** Returns what the options ask for; reads the pools file, nothing else. */
  FleetPlan plan(KubemarkOptions kubemark) {
    Morph morph = kubemark.morph();
    OptionRule.require(ramp >= 0, "ramp", ">= 0", ramp);
    OptionRule.requirePort("metricport", metricPort, MetricsServer.OFF);
    if (duration.isNegative()) {
      throw ToolException.usage("duration: must be >= 0, got -" + DurationText.of(duration.abs()));
    }
    FailureOrders orders = failureOrders();
    if (orders.http() && metricPort <= 0) {
      throw ToolException.usage(
          "failure-orders: " + failureOrders + " needs a metricport, got " + metricPort);
    }
    PoolsFile file = prefixed(pools(kubemark));
    List<NodeDescription> nodes = descriptions(kubemark, file.pools());
    FailurePlan failures = ofFile(() -> FailurePlan.read(nodes, file.failures(), seed, folder()));
    Stages read = stages(morph);
    boolean podsFail = failures.hasPods() || file.pools().stream().anyMatch(NodePool::failsPods);
    if (read.hasPods() && podsFail) {
      throw ToolException.usage(
          "stages: pools must have no failures of pods, since pods of stages do what these say and"
              + " nothing else");
    }
    return new FleetPlan(
        morph,
        nodes,
        fidelity.watchPerNode(),
        fidelity.settings(kubemark, failures.readsPodLabels() || orders.any(), read.postsEvents()),
        read,
        ramp,
        failures,
        orders.annotation(),
        seed);
  }

  private Stages stages(Morph morph) {
    if (stages.isEmpty()) {
      return Stages.NONE;
    }
    if (!morph.hasKubelet()) {
      throw ToolException.usage("stages: are for kubelets; morph must be kubelet or both");
    }
    Stages read;
    try {
      read =
          Stages.read(
              stages.stream().map(text -> PathText.of("stages", text, CommonExit.USAGE)).toList());
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("stages: " + e.getMessage());
    }
    if (read.hasPods() && endpoints.isOn()) {
      throw ToolException.usage(
          "stages: kubelet-endpoints must be off, since kubelets that play Pod stages know of no"
              + " containers to show");
    }
    return read;
  }

  private Path poolsPath() {
    return PathText.of("pools", pools, CommonExit.USAGE);
  }

  private Path folder() {
    return pools.isEmpty() ? Path.of("") : poolsPath().toAbsolutePath().getParent();
  }

  private static <T> T ofFile(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("pools: " + e.getMessage());
    }
  }

  private PoolsFile pools(KubemarkOptions kubemark) {
    if (!pools.isEmpty()) {
      if (nodes != 1) {
        throw ToolException.usage(
            "nodes: must not be given with pools, which say it; got " + nodes);
      }
      return ofFile(() -> PoolsFile.read(poolsPath()));
    }
    OptionRule.requireBetween("nodes", nodes, 1, NodePool.MOST_NODES);
    return new PoolsFile(
        List.of(nodes == 1 ? kubemark.node() : kubemark.pool(nodes, namePattern, "name-pattern")),
        List.of());
  }

  private PoolsFile prefixed(PoolsFile file) {
    try {
      return new PoolsFile(
          file.pools().stream().map(pool -> pool.prefixed(namePrefix)).toList(), file.failures());
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("name-prefix: " + e.getMessage());
    }
  }

  private List<NodeDescription> descriptions(KubemarkOptions kubemark, List<NodePool> all) {
    int count = all.stream().mapToInt(NodePool::count).sum();
    AddressOptions.Addresses of = addresses.of(count);
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
        descriptions.add(
            new NodeDescription(
                name, pool, i, of.ofNode(n), endpoints.port(port, n), of.podRanges(n), Map.of()));
      }
    }
    endpoints.requireDistinct(descriptions);
    return descriptions;
  }
}
