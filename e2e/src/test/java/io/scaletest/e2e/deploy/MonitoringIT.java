package io.scaletest.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Every metric and label that the rules and the dashboard of deploy/monitoring ask for is on the
 * page of a tool, as the tool serves it.
 */
@RealControlPlane
class MonitoringIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Path MONITORING = Repository.root().resolve("deploy/monitoring");

  private static final String PROCESS = "process_cpu_seconds_total ";
  private static final String REQUESTS = "rest_client_requests_total{";

  private static final Pattern SAMPLE =
      Pattern.compile("^([a-zA-Z_][a-zA-Z0-9_]*)(\\{.*})? \\S+$", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)(?:=~|!~|!=|=)\"");

  /** What PromQL has beside names of metrics, as far as the expressions use it. */
  private static final Pattern RANGE_OR_GROUPING = Pattern.compile("\\[[^]]*]|\\bby \\([^)]*\\)");

  private static final Pattern SELECTOR =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[^}]*})?(?! *\\(|[a-zA-Z0-9_:])");

  /** Of the scrape, not of the page. */
  private static final Set<String> LABELS_OF_THE_SCRAPE = Set.of("namespace", "pod", "app");

  @TempDir private Path folder;

  /**
   * A tool at work.
   *
   * @param begins is on its page when it has begun
   */
  private record Tool(ToolProcess process, String page, String begins) {}

  @Test
  void rulesAndDashboardAskForWhatTheToolsServe(RealCluster cluster) throws IOException {
    Map<String, Set<String>> served = served(cluster);
    List<String> asked = new ArrayList<>(expressionsOfTheRules(cluster));
    asked.addAll(expressionsOfTheDashboard());

    assertThat(asked).hasSizeGreaterThan(40);
    for (String expression : asked) {
      List<MatchResult> selectors =
          SELECTOR.matcher(RANGE_OR_GROUPING.matcher(expression).replaceAll("")).results().toList();
      assertThat(selectors).as(expression).isNotEmpty();
      for (MatchResult selector : selectors) {
        String metric = selector.group(1);
        assertThat(served.keySet()).as(expression).contains(metric);
        Set<String> labels = new TreeSet<>(served.get(metric));
        labels.addAll(LABELS_OF_THE_SCRAPE);
        assertThat(labelsIn(selector.group(2))).as(expression).isSubsetOf(labels);
      }
    }
  }

  private static List<String> expressionsOfTheRules(RealCluster cluster) throws IOException {
    try (InputStream in = Files.newInputStream(MONITORING.resolve("rules.yaml"))) {
      return expressions(Serialization.asJson(cluster.client().load(in).items()));
    }
  }

  private static List<String> expressionsOfTheDashboard() throws IOException {
    return expressions(Files.readString(MONITORING.resolve("dashboard.json")));
  }

  private static List<String> expressions(String json) {
    return new ObjectMapper()
        .readTree(json).findValues("expr").stream().map(JsonNode::asString).toList();
  }

  /** Starts the tools; returns the names of their metrics, with their labels. */
  private Map<String, Set<String>> served(RealCluster cluster) throws IOException {
    String kubeconfig = "-kubeconfig=" + cluster.kubeconfig();
    Deque<Tool> tools = new ArrayDeque<>();
    Map<String, Set<String>> served = new TreeMap<>();
    try {
      tools.push(tool("cmdriver", REQUESTS, kubeconfig, "-n=1", "-waitBeforeTerminate=60"));
      tools.push(
          tool("cm-logger", PROCESS, kubeconfig, "-data-filname=" + folder.resolve("cm.csv")));
      tools.push(
          tool("flunder-logger", PROCESS, kubeconfig, "-data-filname=" + folder.resolve("f.csv")));
      tools.push(tool("flunder-watch", REQUESTS, kubeconfig));
      tools.push(
          tool("hollow-node", PROCESS, "-morph=both", kubeconfig, "-nodes=1", "-deregister"));
      int port = freePort();
      tools.push(
          new Tool(
              ToolProcess.jar("httperf", "-listen=127.0.0.1:" + port, "-no-keylog")
                  .directory(folder)
                  .start(),
              "https://127.0.0.1:" + port,
              PROCESS));
      for (Tool tool : tools) {
        String page = page(cluster, tool);
        SAMPLE
            .matcher(page)
            .results()
            .forEach(
                sample ->
                    served
                        .computeIfAbsent(sample.group(1), unused -> new TreeSet<>())
                        .addAll(labelsIn(sample.group(2))));
      }
    } finally {
      tools.forEach(tool -> tool.process.signal("TERM"));
      tools.forEach(tool -> tool.process.close());
    }
    return served;
  }

  private Tool tool(String name, String begins, String... options) throws IOException {
    int port = freePort();
    ToolProcess process =
        ToolProcess.jar(name, options).arguments("-metricport=" + port).directory(folder).start();
    return new Tool(process, "http://127.0.0.1:" + port, begins);
  }

  /** Returns a tool's page, as soon as it counts requests where it counts any. */
  private String page(RealCluster cluster, Tool tool) {
    AtomicReference<String> page = new AtomicReference<>("");
    boolean there =
        new BoundedWait(Ticker.system())
            .until(
                LIMIT,
                () -> {
                  page.set(kubectl(cluster).rawOrNothing(tool.page, "/metrics"));
                  return page.get().contains(tool.begins);
                });
    assertThat(there).as(tool.page + ": " + tool.process.stderr()).isTrue();
    return page.get();
  }

  private static Set<String> labelsIn(String braces) {
    Set<String> labels = new TreeSet<>();
    if (braces != null) {
      LABEL.matcher(braces).results().forEach(label -> labels.add(label.group(1)));
    }
    return labels;
  }

  private Kubectl kubectl(RealCluster cluster) {
    return new Kubectl(cluster.kubeconfig(), folder);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
