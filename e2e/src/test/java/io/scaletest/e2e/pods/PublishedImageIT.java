package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.controlplane.process.ProcessIdentity;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealNode;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code make publish} without a container engine: gc's image goes to a registry on loopback, that
 * of the node's network, and the kubelet pulls it from there for a pod that sweeps.
 */
@SideBySide
@RealNode
class PublishedImageIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Pattern SERVING =
      Pattern.compile("serving on .*?(\\d+)$", Pattern.MULTILINE);
  private static final String NAMESPACE = "--namespace=scaletest";
  private static final Path ROOT = Repository.root();

  private static final String SWEEP =
      """
      images: [{name: gc, newName: "IMAGE", newTag: "TAG"}]
      patches:
      - target: {kind: Job}
        patch: |-
          - op: replace
            path: /spec/template/spec/containers/0/args
            value: [-runid=published]
      """;

  /** What a run called "published" left behind. */
  private static final String LEFT =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: scaletest}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: published-1, namespace: scaletest, labels: {purpose: scaletest}}
      """;

  @TempDir private Path folder;

  @Test
  void theNodePullsWhatMakePublishHasPushed(RealCluster real) throws IOException {
    Cluster cluster = new Cluster(real, folder);
    List<String> onTheNode = networkOf(real);
    String crane = output(ToolProcess.command(ROOT.resolve("hack/image/crane.sh").toString()));
    try (ToolProcess registry =
        ToolProcess.command(crane, "registry", "serve", "--address", "127.0.0.1:0")
            .through(onTheNode)
            .start()) {
      registry.awaitOutput(SERVING.pattern(), LIMIT);
      Matcher serving = SERVING.matcher(registry.stdout() + registry.stderr());
      assertThat(serving.find()).isTrue();
      String image = "127.0.0.1:" + serving.group(1) + "/scaletest/gc";
      output(
          ToolProcess.command("make", "-C", ROOT.resolve("gc").toString(), "publish")
              .arguments("DOCKERPFX=" + image.replaceFirst("/gc$", ""), "RESULTS=" + folder)
              .through(onTheNode));
      String list = output(ToolProcess.command(crane, "ls", image).through(onTheNode));
      assertThat(list.lines()).hasSize(2).contains("latest");
      String commit = list.lines().filter(tag -> !tag.equals("latest")).findFirst().orElseThrow();
      assertThat(commit).matches("[0-9a-f]{40}(-dirty)?|unknown");

      Path left = Files.writeString(folder.resolve("left.yaml"), LEFT);
      cluster.kubectl("apply", "-f", left.toString());
      cluster.kubectl("apply", "-k", cluster.deploy("gc").toString());
      String sweep = SWEEP.replace("IMAGE", image).replace("TAG", commit);
      Path job = cluster.overlay("sweep", "gc/job", sweep);
      cluster.kubectl("apply", "-k", job.toString());

      cluster.kubectl("wait", NAMESPACE, "--for=condition=complete", "job/gc", Cluster.TIMEOUT);
      assertThat(cluster.kubectl("get", "configmaps", NAMESPACE, "-o", "name"))
          .doesNotContain("published-1");
      cluster.await(
          "the event of the pull",
          () ->
              cluster
                  .kubectl("get", "events", NAMESPACE, "--field-selector=reason=Pulled")
                  .contains("Successfully pulled image \"" + image + ":" + commit));
      cluster.kubectl("delete", "--wait=false", "-k", job.toString());
    }
  }

  /** Returns what runs a command in the node's network. */
  private static List<String> networkOf(RealCluster real) {
    Path file = real.controlPlane().dataDir().resolve("run/node-namespaces.pid");
    long pid = ProcessIdentity.readFrom(file).orElseThrow().pid();
    return List.of("nsenter", "--target", Long.toString(pid), "--net");
  }

  private static String output(ToolProcess.Builder command) {
    try (ToolProcess process = command.start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stdout() + process.stderr()).isZero();
      return process.stdout().strip();
    }
  }
}
