package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.Programs;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/**
 * What kubectl reaches, the tools reach: through kubectl proxy, and through a proxy for tunnels.
 */
@SideBySide
class ProxiesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int OBJECTS = 200;
  private static final Pattern SERVER = Pattern.compile("(\\n +)server: (\\S+)");

  @TempDir private Path folder;

  @OnBothClusters
  void driverLoggerAndWatchWorkThroughKubectlProxy(TestCluster cluster) throws IOException {
    String kubectl = RealCluster.kubectl().toString();
    String kubeconfig = cluster.kubeconfig().toString();
    try (ToolProcess proxy =
        ToolProcess.command(kubectl, "--kubeconfig", kubeconfig, "proxy", "--port=0").start()) {
      Matcher serving = Pattern.compile("Starting to serve on (127.0.0.1:\\d+)").matcher("");
      proxy.awaitOutput(text -> serving.reset(text).find(), LIMIT);
      String master = "http://" + serving.group(1);
      Path throughProxy = folder.resolve("through-proxy");
      Files.writeString(
          throughProxy,
          String.join(
              "\n",
              "clusters: [{name: c, cluster: {server: '" + master + "'}}]",
              "contexts: [{name: x, context: {cluster: c}}]",
              "current-context: x"));
      assertSeenOnce("http1", throughProxy, List.of("-master", master));

      Summary summary = Summary.read(folder.resolve("http1-driver.summary.json"));
      assertThat(summary.option("protocol")).isEqualTo("HTTP/1.1");
      assertThat(summary.option("proxy")).isEmpty();
      assertWatches(cluster, "-master", master);
      assertRefusesToBalance(throughProxy, master);
    }
  }

  @OnBothClusters
  void driverLoggerAndWatchWorkThroughAProxy(TestCluster cluster) throws IOException {
    Programs.require("tinyproxy");
    int port = freePort();
    Path log = folder.resolve("tinyproxy.log");
    Path settings =
        Files.writeString(
            folder.resolve("tinyproxy.conf"),
            String.join(
                "\n",
                "Port " + port,
                "Listen 127.0.0.1",
                "Timeout 600",
                "MaxClients 100",
                "LogFile \"" + log + "\"",
                "LogLevel Connect",
                "BasicAuth me its-password",
                ""));
    try (ToolProcess proxy =
        ToolProcess.command("tinyproxy", "-d", "-c", settings.toString()).start()) {
      proxy.awaitOutput(text -> listens(port), LIMIT);
      String kubeconfig = Files.readString(cluster.kubeconfig());
      Path throughProxy =
          Files.writeString(
              folder.resolve("through-proxy"),
              SERVER
                  .matcher(kubeconfig)
                  .replaceAll("$0$1proxy-url: http://me:its-password@127.0.0.1:" + port));
      assertSeenOnce("tunnel", throughProxy, List.of("-kubeconfig", throughProxy.toString()));

      Path summary = folder.resolve("tunnel-driver.summary.json");
      assertThat(Summary.read(summary).option("protocol")).isEqualTo("HTTP/2");
      assertThat(Summary.read(summary).option("proxy")).isEqualTo("http://127.0.0.1:" + port);
      assertThat(Files.readString(summary)).doesNotContain("its-password");
      assertWatches(cluster, "-kubeconfig", throughProxy.toString());
      Matcher server = SERVER.matcher(kubeconfig);
      assertThat(server.find()).isTrue();
      assertThat(Files.readString(log))
          .contains("CONNECT " + URI.create(server.group(2)).getAuthority());
    }
  }

  /** A driver by {@code kubeconfig}, a logger by {@code place}: the logger sees all, once. */
  private void assertSeenOnce(String runId, Path kubeconfig, List<String> place)
      throws IOException {
    Path logged = folder.resolve(runId + ".csv");
    List<String> options = new ArrayList<>(List.of("-metricport=0", "-data-filname=" + logged));
    options.addAll(place);
    try (ToolProcess logger = tool("cm-logger", options)) {
      logger.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      try (ToolProcess driver =
          DriverCommand.cmdriver(
                  kubeconfig,
                  folder,
                  "-lambda=100",
                  "-n=" + OBJECTS,
                  "-maxpop=50",
                  "-runid=" + runId)
              .start()) {
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      }
      LoggerRow.awaitDeletes(logged, "scaletest/" + runId + "-", OBJECTS, LIMIT);
      logger.signal("TERM");
      assertThat(logger.awaitExit(LIMIT)).as(logger.stderr()).isEqualTo(143);
    }
    assertThat(LoggerRow.createsAndDeletes(logged, "scaletest/" + runId + "-"))
        .hasSize(2 * OBJECTS)
        .allSatisfy((change, n) -> assertThat(n).as(change).isEqualTo(1));
    assertThat(DataRow.readAll(folder.resolve(runId + "-driver.csv")))
        .allSatisfy(row -> assertThat(row.error()).isEmpty());
  }

  private static void assertWatches(TestCluster cluster, String... place) {
    String namespace = cluster.uniqueNamespace();
    List<String> options = new ArrayList<>(List.of("--watchers=20", "--namespace=" + namespace));
    options.addAll(Arrays.asList(place));
    try (ToolProcess watch = tool("flunder-watch", options)) {
      watch.awaitOutput("each of the 20 watchers has an open watch", LIMIT);
      FlunderWatchCommand.createFlunder(cluster, namespace, "seen");
      watch.signal("TERM");
      assertThat(watch.awaitExit(LIMIT)).as(watch.stderr()).isEqualTo(143);
    }
  }

  private void assertRefusesToBalance(Path kubeconfig, String master) {
    try (ToolProcess driver =
        DriverCommand.cmdriver(kubeconfig, folder, "-n=1", "-clientlb").start()) {
      assertThat(driver.awaitExit(LIMIT)).isEqualTo(22);
      assertThat(driver.stderr())
          .contains("clientlb: needs a configured server over https, got " + master);
    }
  }

  private static ToolProcess tool(String name, List<String> options) {
    return ToolProcess.jar(name, options.toArray(String[]::new)).start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
