package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kube-apiserver that is asked for far more than it grants is to blame, and not the client. */
@RealControlPlane
class OverloadIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String FLOW_CONTROL = "/apis/flowcontrol.apiserver.k8s.io/v1/";
  private static final String LEVELS = FLOW_CONTROL + "prioritylevelconfigurations";
  private static final String GROUP = "one-seat";

  /** Shares that leave next to none for others, who may borrow them all. */
  private static final String BALLAST =
      """
      {"metadata":{"name":"ballast"},"spec":{"type":"Limited","limited":{
        "nominalConcurrencyShares":10000,"lendablePercent":100,"limitResponse":{"type":"Reject"}}}}
      """;

  /**
   * One share of ten thousand is one seat. A write keeps it for 5 ms more by each ten watches that
   * its namespace has, so that no machine is too fast for this test.
   */
  private static final String ONE_SEAT =
      """
      {"metadata":{"name":"one-seat"},"spec":{"type":"Limited","limited":{
        "nominalConcurrencyShares":1,"borrowingLimitPercent":0,
        "limitResponse":{"type":"Queue","queuing":{"queues":1,"handSize":1,"queueLengthLimit":5000}}}}}
      """;

  private static final String FLOW =
      """
      {"metadata":{"name":"one-seat"},"spec":{"matchingPrecedence":100,
        "priorityLevelConfiguration":{"name":"one-seat"},
        "rules":[{"subjects":[{"kind":"Group","group":{"name":"one-seat"}}],
          "resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],
            "clusterScope":true,"namespaces":["*"]}]}]}}
      """;

  private static final String BINDING =
      """
      {"metadata":{"name":"one-seat"},
        "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
        "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"one-seat"}]}
      """;

  /** None of them is sent anything. */
  private static final String WATCH =
      "/api/v1/namespaces/scaletest/configmaps"
          + "?watch=true&timeoutSeconds=300&labelSelector=watched%3Dnever";

  private static final int WATCHES = 30;

  private final List<Stream<String>> watches = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void closeWatches() {
    watches.forEach(Stream::close);
  }

  @Test
  void farMoreThanTheServerGrantsIsBlamedOnTheServer(RealCluster cluster)
      throws IOException, InterruptedException {
    create(cluster, LEVELS, BALLAST);
    create(cluster, LEVELS, ONE_SEAT);
    create(cluster, FLOW_CONTROL + "flowschemas", FLOW);
    create(cluster, "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", BINDING);
    for (int i = 0; i < WATCHES; i++) {
      watches.add(new RawApi(cluster.client()).lines(WATCH));
    }
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    Path kubeconfig =
        cluster.kubeconfigFor("impatient", List.of(GROUP), clock.now().plus(Duration.ofHours(1)));
    ToolProcess.Builder command =
        DriverCommand.cmdriver(
            kubeconfig, folder, "-lambda=100", "-n=200", "-maxpop=20", "-runid=over", "-seed=7");
    try (ToolProcess driver = command.start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    } finally {
      new RawApi(cluster.client()).delete(LEVELS + "/ballast");
    }

    Summary summary = Summary.read(folder.resolve("over-driver.summary.json"));
    summary.assertOverloaded();
    assertThat(summary.json().path("load").path("asked").asDouble()).isBetween(75.0, 130.0);
    assertThat(summary.json().path("load").path("carried").asDouble()).isLessThan(70);
    assertThat(summary.count("errors")).isZero();
    // What the server makes a request wait is not the client's own lateness.
    assertThat(summary.ns("ownLateness", "p50"))
        .isLessThan(summary.ns("create.response", "p50") / 4);
  }

  private static void create(RealCluster cluster, String collection, String object) {
    assertThat(new RawApi(cluster.client()).post(collection, object).succeeded())
        .as(collection)
        .isTrue();
  }
}
