package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealNode;
import io.scaletest.testkit.controlplane.SideBySide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manifests of deploy/configmaps on a real node: a driver's Job and a logger measure from
 * inside pods, as their service accounts, with no more rights than these were given.
 */
@SideBySide
@RealNode
class ConfigMapPodsIT {
  private static final String NAMESPACE = "--namespace=scaletest";

  @TempDir private Path folder;

  @Test
  void aJobDrivesConfigMapsAndALoggerSeesEachOfThem(RealCluster real) throws IOException {
    Cluster cluster = new Cluster(real, folder);
    cluster.image("cmdriver");
    cluster.image("cm-logger");
    Path standing =
        cluster.manifests(
            "configmaps",
            """
            images:
            - {name: cmdriver, newName: localhost/cmdriver, newTag: test}
            - {name: cm-logger, newName: localhost/cm-logger, newTag: test}
            """);
    Path run =
        cluster.manifests(
            "configmaps/job",
            "images: [{name: cmdriver, newName: localhost/cmdriver, newTag: test}]");
    Path job = run.resolve("job.yaml");
    String text = Files.readString(job);
    assertThat(text).contains("[-lambda=10, -n=300, -maxpop=100, -waitBeforeTerminate=15]");
    Files.writeString(
        job,
        text.replace(
            "[-lambda=10, -n=300, -maxpop=100, -waitBeforeTerminate=15]",
            "[-runid=in-pods, -lambda=20, -n=50, -maxpop=10, -waitBeforeTerminate=0, -clientlb]"));

    cluster.kubectl("apply", "-k", standing.toString());
    cluster.awaitReady("cm-logger");
    // What the driver deletes before that, the logger never sees.
    cluster.await(
        "the logger",
        () -> cluster.kubectl("logs", NAMESPACE, "rs/cm-logger").contains("; watching"));
    cluster.kubectl("apply", "-k", run.toString());

    cluster.kubectl(
        "wait", NAMESPACE, "--for=condition=complete", "job/cm-driver", Cluster.TIMEOUT);
    assertThat(cluster.kubectl("logs", NAMESPACE, "job/cm-driver"))
        .contains("50 creates, 50 deletes, 0 errors");
    cluster.await("each ConfigMap's rows", () -> rows(cluster) == 100);
    for (String account : List.of("cm-driver", "cm-logger")) {
      assertThat(cluster.audited("system:serviceaccount:scaletest:" + account, 403)).isEmpty();
    }
    cluster.kubectl("delete", "--wait=false", "-k", run.toString());
    cluster.kubectl("delete", "--wait=false", "-k", standing.toString());
  }

  /** Returns how many rows of the driver's ConfigMaps the logger has written so far. */
  private static long rows(Cluster cluster) {
    String all =
        cluster.kubectl("exec", NAMESPACE, "rs/cm-logger", "--", "cat", "/tmp/obj-log.csv");
    return all.lines().filter(line -> line.contains("\"scaletest/in-pods-")).count();
  }
}
