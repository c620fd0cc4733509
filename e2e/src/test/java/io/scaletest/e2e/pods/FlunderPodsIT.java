package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealNode;
import io.scaletest.testkit.controlplane.SideBySide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manifests of deploy/flunders on a real node: the driver, loggers and a watcher of Flunders as
 * their service accounts, through the aggregator, and straight from the sample API server of
 * deploy/sample-apiserver, which is a pod, too.
 */
@SideBySide
@RealNode
class FlunderPodsIT {
  private static final String NAMESPACE = "--namespace=scaletest";
  private static final String AGGREGATED = "app=flunder-logger,way!=direct";
  private static final String DIRECT = "app=flunder-logger,way=direct";
  private static final String WATCHER = "app=flunder-watch";

  private static final String IMAGES =
      """
      images:
      - {name: flunder-driver, newName: localhost/flunder-driver, newTag: test}
      - {name: flunder-logger, newName: localhost/flunder-logger, newTag: test}
      - {name: flunder-watch, newName: localhost/flunder-watch, newTag: test}
      - {name: sample-apiserver, newName: localhost/sample-apiserver, newTag: test}
      """;

  /**
   * The cluster has Flunders, and their namespace, of a server beside it, which other tests use: of
   * a namespace that is deleted, their Service goes, and with it the discovery of all kinds.
   */
  private static final String WITHOUT_WHAT_IS_THERE =
      """
      patches:
      - target: {kind: APIService}
        patch: |-
          $patch: delete
          apiVersion: apiregistration.k8s.io/v1
          kind: APIService
          metadata: {name: all}
      - target: {kind: Namespace}
        patch: |-
          $patch: delete
          apiVersion: v1
          kind: Namespace
          metadata: {name: all}
      """;

  /** There is no DNS on the node. */
  private static final String AT_ADDRESS =
      """
      patches:
      - target: {kind: ReplicaSet, name: flunder-logger-direct}
        patch: |-
          - op: replace
            path: /spec/template/spec/containers/0/args/0
            value: -override-server=ADDRESS:8443
      """;

  /** Makes the driver's own log-in one at another server, as a shell in its pod does. */
  private static final String DRIVE_THE_SERVER_ITSELF =
      """
      cd /tmp && cat >kubeconfig <<EOF && /flunder-driver -kubeconfig kubeconfig OPTIONS
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "https://ADDRESS:8443", insecure-skip-tls-verify: true}}]
      users: [{name: u, user: {tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token}}]
      contexts: [{name: c, context: {cluster: c, user: u}}]
      current-context: c
      EOF
      """;

  private static final List<String> ACCOUNTS =
      List.of(
          "scaletest:flunder-driver",
          "scaletest:flunder-logger",
          "scaletest:flunder-watch",
          "wardle:apiserver");

  @TempDir private static Path folder;
  private static Cluster cluster;
  private static Path server;
  private static Path tools;
  private static String address;

  @BeforeAll
  static void deploy(RealCluster real) throws IOException {
    cluster = new Cluster(real, folder);
    for (String image :
        List.of("flunder-driver", "flunder-logger", "flunder-watch", "sample-apiserver")) {
      cluster.image(image);
    }
    server = cluster.overlay("server", "sample-apiserver", IMAGES + WITHOUT_WHAT_IS_THERE);
    cluster.kubectl("apply", "-k", server.toString());
    cluster.kubectl(
        "wait",
        "-n",
        "wardle",
        "--for=condition=Available",
        "deploy/wardle-server",
        Cluster.TIMEOUT);
    address =
        cluster.kubectl("get", "pods", "-n", "wardle", "-o", "jsonpath={.items[0].status.podIP}");
    tools = cluster.overlay("tools", "flunders", IMAGES + AT_ADDRESS.replace("ADDRESS", address));
    cluster.kubectl("apply", "-k", cluster.deploy("namespace").toString());
    cluster.kubectl("apply", "-k", tools.toString());
    for (String each : List.of("flunder-logger", "flunder-logger-direct", "flunder-watch")) {
      cluster.awaitReady(each);
    }
    cluster.kubectl(
        "wait", NAMESPACE, "--for=condition=Available", "deploy/flunder-driver", Cluster.TIMEOUT);
    cluster.await("the logger", () -> cluster.logs(AGGREGATED).contains("; watching"));
    cluster.await("the direct logger", () -> cluster.logs(DIRECT).contains("; watching"));
    cluster.await("the watcher", () -> cluster.logs(WATCHER).contains("the watch is open"));
  }

  @AfterAll
  static void leaveNothing() {
    cluster.kubectl("delete", "--wait=false", "-k", tools.toString());
    cluster.kubectl("delete", "--wait=false", "-k", server.toString());
  }

  @Test
  void loggerAndWatcherSeeWhatADriverMakesThroughTheAggregator() {
    String table = inDriver("/flunder-driver -runid=in-pods -lambda=20 -n=20 -maxpop=5");

    assertThat(table).contains("20 creates, 20 deletes, 0 errors");
    cluster.await(
        "each Flunder's rows", () -> cluster.rows(AGGREGATED, "\"scaletest/in-pods-") == 40);
    cluster.await("each Flunder's events", () -> events("in-pods") == 40);
    noneWasRefused();
  }

  @Test
  void aLoggerSeesWhatADriverMakesAtTheSampleApiServerItself() {
    String table =
        inDriver(
            DRIVE_THE_SERVER_ITSELF
                .replace("ADDRESS", address)
                .replace("OPTIONS", "-runid=direct -lambda=20 -n=20 -maxpop=5"));

    assertThat(table).contains("20 creates, 20 deletes, 0 errors");
    cluster.await("each Flunder's rows", () -> cluster.rows(DIRECT, "\"scaletest/direct-") == 40);
    noneWasRefused();
  }

  private static String inDriver(String script) {
    return cluster.kubectl("exec", NAMESPACE, "deploy/flunder-driver", "--", "sh", "-c", script);
  }

  /** Returns how many events of a run's Flunders the watcher has logged so far. */
  private static long events(String run) {
    return cluster
        .logs(WATCHER)
        .lines()
        .filter(line -> line.contains("Got event type=") && line.contains("\"" + run + "-"))
        .count();
  }

  private static void noneWasRefused() {
    for (String account : ACCOUNTS) {
      assertThat(cluster.audited("system:serviceaccount:" + account, 403)).as(account).isEmpty();
    }
  }
}
