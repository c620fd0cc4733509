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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tools that have no manifest of their own, on a real node: in place of cmdriver and cm-logger
 * in those of deploy/configmaps, as the same service accounts.
 */
@SideBySide
@RealNode
class AnyKindPodsIT {
  private static final String NAMESPACE = "--namespace=scaletest";

  private static final String LOGGER =
      """
      nameSuffix: -any
      images:
      - {name: cmdriver, newName: localhost/driver, newTag: test}
      - {name: cm-logger, newName: localhost/logger, newTag: test}
      patches:
      - target: {kind: Deployment}
        patch: '[{"op": "replace", "path": "/spec/replicas", "value": 0}]'
      - target: {kind: ReplicaSet}
        patch: |-
          - {op: replace, path: /spec/template/spec/serviceAccountName, value: cm-logger-any}
          - {op: add, path: /spec/template/spec/containers/0/args, value: [-kind=configmaps]}
      labels: [{pairs: {tool: any}, includeSelectors: true}]
      """;

  private static final String DRIVER =
      """
      nameSuffix: -RUN
      images: [{name: cmdriver, newName: localhost/IMAGE, newTag: test}]
      patches:
      - target: {kind: Job}
        patch: |-
          - {op: replace, path: /spec/template/spec/serviceAccountName, value: cm-driver-any}
          - op: replace
            path: /spec/template/spec/containers/0/args
            value: [-runid=RUN, -n=20, -maxpop=10, OPTIONS]
      """;

  @TempDir private static Path folder;
  private static Cluster cluster;
  private static Path logger;

  @BeforeAll
  static void deployTheLogger(RealCluster real) throws IOException {
    cluster = new Cluster(real, folder);
    cluster.image("driver");
    cluster.image("logger");
    cluster.image("cmdriver-closed");
    logger = cluster.overlay("logger", "configmaps", LOGGER);
    cluster.kubectl("apply", "-k", cluster.deploy("namespace").toString());
    cluster.kubectl("apply", "-k", logger.toString());
    cluster.awaitReady("cm-logger-any");
    cluster.await("the logger", () -> cluster.logs("tool=any").contains("; watching"));
  }

  @AfterAll
  static void leaveNothingAndNoRefusedRequest() {
    cluster.kubectl("delete", "--wait=false", "-k", logger.toString());
    for (String account : List.of("cm-driver", "cm-logger")) {
      assertThat(cluster.audited("system:serviceaccount:scaletest:" + account + "-any", 403))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "driver | '-kind=configmaps, -lambda=20' | 20 creates, 20 deletes, 0 errors",
        "cmdriver-closed | '-rate=50, -threads=2' | 20 creates, 20 updates, 20 deletes, 0 errors",
      })
  void theLoggerSeesWhatAJobDrives(String image, String options, String result) throws IOException {
    String run = "in-pods-" + image;
    Path job =
        cluster.overlay(
            image,
            "configmaps/job",
            DRIVER.replace("RUN", run).replace("IMAGE", image).replace("OPTIONS", options));
    cluster.kubectl("apply", "-k", job.toString());
    String name = "job/cm-driver-" + run;
    cluster.kubectl("wait", NAMESPACE, "--for=condition=complete", name, Cluster.TIMEOUT);

    assertThat(cluster.kubectl("logs", NAMESPACE, name)).contains(result);
    String created = "create,\"scaletest/" + run + "-";
    cluster.await("a row of each create", () -> cluster.rows("tool=any", created) == 20);
    cluster.kubectl("delete", "--wait=false", "-k", job.toString());
  }
}
