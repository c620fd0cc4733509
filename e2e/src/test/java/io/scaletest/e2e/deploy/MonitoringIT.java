package io.scaletest.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.e2e.FreePort;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
@SideBySide
@RealControlPlane
class MonitoringIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Path MONITORING = Repository.root().resolve("deploy/monitoring");

  private static final String PAGE = "/metrics";
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
   * A tool and how it is run.
   *
   * @param begun is on its page when all metrics are
   */
  private record Tool(String begun, String name, String... options) {}

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

  /** Returns the names of all tools' metrics, with their labels. One tool runs at a time. */
  private Map<String, Set<String>> served(RealCluster cluster) throws IOException {
    String kubeconfig = "-kubeconfig=" + cluster.kubeconfig();
    String port = "-metricport=" + FreePort.pick();
    Path data = folder.resolve("data.csv");
    List<Tool> tools =
        List.of(
            new Tool(REQUESTS, "cmdriver", kubeconfig, port, "-n=1", "-waitBeforeTerminate=600"),
            new Tool(PROCESS, "cm-logger", kubeconfig, port, "-data-filname=" + data),
            new Tool(PROCESS, "flunder-logger", kubeconfig, port, "-data-filname=" + data),
            new Tool(REQUESTS, "flunder-watch", kubeconfig, port),
            new Tool(
                PROCESS, "hollow-node", kubeconfig, port, "-morph=both", "-nodes=1", "-deregister"),
            new Tool(
                "httperf_block_lateness_seconds{",
                "httperf",
                port.replace("metricport=", "listen=127.0.0.1:")));
    Map<String, Set<String>> served = new TreeMap<>();
    for (Tool tool : tools) {
      String scheme = tool.name.equals("httperf") ? "https" : "http";
      String server = scheme + "://127.0.0.1:" + port.substring(port.indexOf('=') + 1);
      SAMPLE
          .matcher(page(cluster, tool, server))
          .results()
          .forEach(
              sample ->
                  served
                      .computeIfAbsent(sample.group(1), unused -> new TreeSet<>())
                      .addAll(labelsIn(sample.group(2))));
    }
    return served;
  }

  /** Runs a tool; returns its page, as soon as it counts requests where it counts any. */
  private String page(RealCluster cluster, Tool tool, String server) {
    AtomicReference<String> page = new AtomicReference<>("");
    try (ToolProcess process = ToolProcess.jar(tool.name, tool.options).directory(folder).start()) {
      boolean there =
          new BoundedWait(Ticker.system())
              .until(
                  LIMIT,
                  () -> {
                    page.set(new Kubectl(cluster.kubeconfig(), folder).rawOrNothing(server, PAGE));
                    return page.get().contains(tool.begun);
                  });
      assertThat(there).as(server + ": " + process.stderr()).isTrue();
      process.signal("TERM");
      process.awaitExit(LIMIT);
    }
    return page.get();
  }

  private static Set<String> labelsIn(String braces) {
    Set<String> labels = new TreeSet<>();
    if (braces != null) {
      LABEL.matcher(braces).results().forEach(label -> labels.add(label.group(1)));
    }
    return labels;
  }
}
