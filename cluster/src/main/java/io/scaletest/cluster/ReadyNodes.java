package io.scaletest.cluster;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many hollow nodes are Ready: as their own process says, and as the API server does. */
final class ReadyNodes {
  private static final Pattern GAUGE = Pattern.compile("(?m)^scaletest_hollow_nodes_ready (\\d+)");
  private static final int TIMEOUT_MS = 5_000;

  /** Nodes of one answer: a few megabytes. */
  private static final long PAGE = 500;

  private ReadyNodes() {}

  /** Returns how many a process has made Ready; 0 while it does not answer. Blocks. */
  static int toldBy(HollowGroup group) {
    URI page = URI.create("http://127.0.0.1:" + group.metricsPort() + "/metrics");
    try {
      HttpURLConnection connection =
          (HttpURLConnection) page.toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MS);
      connection.setReadTimeout(TIMEOUT_MS);
      try {
        byte[] text = connection.getInputStream().readAllBytes();
        Matcher gauge = GAUGE.matcher(new String(text, StandardCharsets.UTF_8));
        return gauge.find() ? Integer.parseInt(gauge.group(1)) : 0;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return 0; // not there yet, or no more: whether its process runs is looked at elsewhere
    }
  }

  /**
   * Returns how many of a cluster's nodes the server calls Ready; lists them in pages. Blocks.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException where it does not answer
   */
  static int onServer(KubernetesClient client, ClusterState state) {
    Pattern ours = Pattern.compile("hollow-(\\d+)-\\d+");
    int ready = 0;
    String next = "";
    do {
      ListOptions page =
          new ListOptionsBuilder()
              .withLimit(PAGE)
              .withContinue(next.isEmpty() ? null : next)
              .build();
      NodeList nodes = client.nodes().list(page);
      for (Node node : nodes.getItems()) {
        Matcher name = ours.matcher(node.getMetadata().getName());
        if (name.matches()
            && Integer.parseInt(name.group(1)) <= state.groups().size()
            && isReady(node)) {
          ready++;
        }
      }
      String more = nodes.getMetadata().getContinue();
      next = more == null ? "" : more;
    } while (!next.isEmpty());
    return ready;
  }

  private static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream().anyMatch(ReadyNodes::saysReady);
  }

  private static boolean saysReady(NodeCondition condition) {
    return condition.getType().equals("Ready") && condition.getStatus().equals("True");
  }
}
