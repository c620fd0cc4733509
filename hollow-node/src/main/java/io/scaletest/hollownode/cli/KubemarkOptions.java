package io.scaletest.hollownode.cli;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.cli.FleetPlan.Morph;
import io.scaletest.hollownode.credentials.IdentityOptions;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.NodeResources;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.pools.Taint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/**
 * Every option of kubemark's binary, with its default, for {@code @Mixin}: what starts kubemark
 * starts this. <i>Source:</i> {@code cmd/kubemark/app/hollow-node.go} of Kubernetes 1.36.
 */
final class KubemarkOptions {
  /** What kubemark's fake machine has. */
  private static final Map<String, Quantity> MACHINE =
      Map.of(
          NodeResources.CPU, Quantity.of(1),
          NodeResources.MEMORY, Quantity.parse("3840Mi"),
          NodeResources.EPHEMERAL_STORAGE, Quantity.ZERO);

  /** Of client-go's {@code rest.Config}, where a program says 0. */
  private static final double CLIENT_GO_QPS = 5;

  private static final int CLIENT_GO_BURST = 10;

  /** Where kubemark's pods have it mounted. */
  private static final String KUBECONFIG = "/kubeconfig/kubeconfig";

  @Option(
      names = {"-morph", "--morph"},
      paramLabel = "<kubelet|proxy|both>",
      defaultValue = "",
      description = "What to be: kubelet, proxy, or both for each node. Required.")
  private String morph = "";

  @Option(
      names = {"-name", "--name"},
      paramLabel = "<name>",
      defaultValue = "fake-node",
      description = "Name of the node, where there is one (default: ${DEFAULT-VALUE}).")
  private String name = "fake-node";

  @Option(
      names = {"-kubeconfig", "--kubeconfig"},
      paramLabel = "<file>",
      defaultValue = KUBECONFIG,
      description =
          "Kubeconfig file (default: ${DEFAULT-VALUE}). Where the default is not there: the service"
              + " account of the pod, else the files that the variable KUBECONFIG names.")
  private String kubeconfig = KUBECONFIG;

  @Option(
      names = {"-bootstrap-kubeconfig", "--bootstrap-kubeconfig"},
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "Kubeconfig file to ask for each node's own client certificate with, by a certificate"
              + " signing request. Empty: none is asked for.")
  private String bootstrapKubeconfig = "";

  @Option(
      names = {"-cert-dir", "--cert-dir"},
      paramLabel = "<folder>",
      defaultValue = "/etc/srv/",
      description = "Accepted, without effect (default: ${DEFAULT-VALUE}).")
  private String certificateFolder = "/etc/srv/";

  @Option(
      names = {"-kubelet-port", "--kubelet-port"},
      paramLabel = "<port>",
      defaultValue = "10250",
      description = "Port that the nodes say their kubelets serve on (default: ${DEFAULT-VALUE}).")
  private int kubeletPort = 10_250;

  @Option(
      names = {"-kubelet-read-only-port", "--kubelet-read-only-port"},
      paramLabel = "<port>",
      defaultValue = "10255",
      description = "Port of --kubelet-read-only (default: ${DEFAULT-VALUE}).")
  private int readOnlyPort = 10_255;

  @Option(
      names = {"-api-server-port", "--api-server-port"},
      paramLabel = "<port>",
      defaultValue = "443",
      description = "Accepted, without effect, as in kubemark (default: ${DEFAULT-VALUE}).")
  private int apiServerPort = 443;

  @Option(
      names = {"-kube-api-content-type", "--kube-api-content-type"},
      paramLabel = "<type>",
      defaultValue = "application/vnd.kubernetes.protobuf",
      description =
          "Accepted: what is said here is protobuf, whatever is asked for"
              + " (default: ${DEFAULT-VALUE}).")
  private String contentType = "application/vnd.kubernetes.protobuf";

  @Option(
      names = {"-kube-api-qps", "--kube-api-qps"},
      paramLabel = "<1/s>",
      defaultValue = "10",
      description =
          "Requests a second of one node, leases and events apart; 0: 5, as client-go; below 0: no"
              + " limit (default: ${DEFAULT-VALUE}).")
  private double qps = 10;

  @Option(
      names = {"-kube-api-burst", "--kube-api-burst"},
      paramLabel = "<n>",
      defaultValue = "20",
      description =
          "Requests of one node at once beyond that; 0: 10, as client-go"
              + " (default: ${DEFAULT-VALUE}).")
  private int burst = 20;

  @Option(
      names = {"-node-labels", "--node-labels"},
      paramLabel = "<key=value,...>",
      split = ",",
      description = "Labels that the nodes register with, over those that every node has.")
  private List<String> nodeLabels = new ArrayList<>();

  @Option(
      names = {"-register-with-taints", "--register-with-taints"},
      paramLabel = "<key=value:Effect,...>",
      split = ",",
      description = "Taints that the nodes register with.")
  private List<String> taints = new ArrayList<>();

  @Option(
      names = {"-max-pods", "--max-pods"},
      paramLabel = "<n>",
      defaultValue = "110",
      description = "Most pods on a node (default: ${DEFAULT-VALUE}).")
  private int maxPods = 110;

  @Option(
      names = {"-extended-resources", "--extended-resources"},
      paramLabel = "<name=quantity,...>",
      split = ",",
      description =
          "What a node has beyond 1 cpu and 3840Mi of memory, which this can replace:"
              + " nvidia.com/gpu=8,rdma/hca=1,cpu=32.")
  private List<String> extendedResources = new ArrayList<>();

  @Option(
      names = {"-use-host-image-service", "--use-host-image-service"},
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Accepted, without effect: no image is ever pulled for real (default:"
              + " ${DEFAULT-VALUE}).")
  private boolean useHostImageService = true;

  @Option(
      names = {"-use-real-proxier", "--use-real-proxier"},
      defaultValue = "true",
      fallbackValue = "true",
      description = "Accepted, without effect, as in kubemark (default: ${DEFAULT-VALUE}).")
  private boolean useRealProxier = true;

  @Option(
      names = {"-proxier-sync-period", "--proxier-sync-period"},
      paramLabel = "<duration>",
      defaultValue = "30s",
      description = "Accepted, without effect, as in kubemark (default: ${DEFAULT-VALUE}).")
  private Duration proxierSyncPeriod = Duration.ofSeconds(30);

  @Option(
      names = {"-proxier-min-sync-period", "--proxier-min-sync-period"},
      paramLabel = "<duration>",
      defaultValue = "0s",
      description = "Accepted, without effect, as in kubemark (default: ${DEFAULT-VALUE}).")
  private Duration proxierMinSyncPeriod = Duration.ZERO;

  /**
   * Returns what to be.
   *
   * @throws ToolException a usage error if it is missing or unknown
   */
  public Morph morph() {
    return Morph.of(morph)
        .orElseThrow(
            () ->
                ToolException.usage(
                    "morph: must be kubelet, proxy or both, got "
                        + (morph.isEmpty() ? "nothing" : morph)));
  }

  /** Returns the name of the node, where there is one. */
  public String name() {
    return name;
  }

  /**
   * Returns the paths of the kubeconfig files: that of all requests is empty where only the default
   * stands, for no file; that of signing requests is empty for none.
   */
  IdentityOptions.Files files() {
    boolean found = !kubeconfig.equals(KUBECONFIG) || Files.exists(Path.of(KUBECONFIG));
    return new IdentityOptions.Files(found ? kubeconfig : "", bootstrapKubeconfig);
  }

  /** Returns the port that nodes say their kubelets serve on. */
  public int kubeletPort() {
    OptionRule.requirePort("kubelet-port", kubeletPort, 1);
    return kubeletPort;
  }

  /** Returns the port of what kubelets serve to everybody, as it was given: few serve it. */
  int readOnlyPort() {
    return readOnlyPort;
  }

  /** Returns the most requests a second of one node's client; 0 for no limit. */
  public double qps() {
    return qps == 0 ? CLIENT_GO_QPS : Math.max(0, qps);
  }

  /** Returns the most requests at once of one node's client beyond its rate. */
  public int burst() {
    OptionRule.require(burst >= 0, "kube-api-burst", ">= 0", burst);
    return burst == 0 ? CLIENT_GO_BURST : burst;
  }

  /** Returns the one node that kubemark would be. */
  public NodePool node() {
    return pool(1, name, "name");
  }

  /**
   * Returns nodes as kubemark's, but many.
   *
   * @param count of nodes
   * @param pattern of their names
   * @param option that gave the pattern, for messages
   * @throws ToolException a usage error that names option, rule and value
   */
  public NodePool pool(int count, String pattern, String option) {
    String names = checked(option, () -> NodePool.requireNames(pattern, count));
    if (maxPods < 0) {
      throw ToolException.usage("max-pods: must be at least 0, got " + maxPods);
    }
    SortedMap<String, Quantity> capacity = new TreeMap<>(MACHINE);
    capacity.put(NodeResources.PODS, Quantity.of(maxPods));
    pairs("extended-resources", extendedResources)
        .forEach(
            (resource, text) ->
                capacity.put(
                    resource,
                    checked(
                        "extended-resources: " + resource,
                        () -> NodeResources.quantity(resource, text))));
    SortedMap<String, String> labels = pairs("node-labels", nodeLabels);
    List<Taint> parsedTaints =
        checked("register-with-taints", () -> taints.stream().map(Taint::parse).toList());
    return checked(
        "node-labels",
        () ->
            NodePool.plain(
                option,
                count,
                names,
                labels,
                parsedTaints,
                new NodeResources(capacity, new TreeMap<>())));
  }

  private static SortedMap<String, String> pairs(String option, List<String> words) {
    SortedMap<String, String> pairs = new TreeMap<>();
    for (String word : words) {
      if (word.isBlank()) {
        continue;
      }
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw ToolException.usage(option + ": must be name=value,..., got " + word);
      }
      pairs.put(word.substring(0, equals).strip(), word.substring(equals + 1).strip());
    }
    return pairs;
  }

  private static <T> T checked(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(option + ": " + e.getMessage());
    }
  }
}
