package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong in a command line or a pools file is told in one line, with status 2. */
@SideBySide
class HollowNodeUsageIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pools: [{name: a, cout: 1}] | pool a: cout: unknown key; known: capacity, count, failures,"
            + " images, labels, lifetimes, name, names, reserved, taints, zones",
        "pools: [{name: a, capacity: {cpu: x}}] | pool a: capacity.cpu: must be a quantity like"
            + " 100m, 8, 1.5Gi, 10G or 1e3, got x",
        "pools: [{name: a, failures: [{what: crash, at: -1s}]}] | pool a: failures[0].at: must not be"
            + " before the nodes are ready, got -1s",
        "pools: [{name: a, failures: [{what: crash, at: 1s, nodes: [b]}]}] | pool a:"
            + " failures[0].nodes[0]: must be a node of the pool, got b",
        "{pools: [{name: a}], failures: [{what: crash, at: 1s, pool: b}]} | failures[0].pool: must be"
            + " a pool, got b",
        "pools: [{name: a, failures: [{what: crash, rate: 2}]}] | pool a: failures[0].rate: must be"
            + " failures of a node in a minute, more than 0 and at most 1, got 2",
        "pools: [{name: a}, {name: a}] | pools: two have the name a; give each its own",
      })
  void aFaultInAPoolsFile(String yaml, String rule) throws IOException {
    Path pools = Files.writeString(folder.resolve("pools.yaml"), yaml);

    assertUsage(rule, "--morph=kubelet", "--pools=" + pools);
  }

  @Test
  void aFailureThatNobodyKnows() throws IOException {
    Path pools = folder.resolve("pools.yaml");
    Files.writeString(pools, "pools: [{name: a, failures: [{what: melt, at: 1s}]}]");
    try (ToolProcess tool =
        HollowNodeCommand.of(
                folder.resolve("kubeconfig"), "--morph=kubelet", "--pools=" + pools, "--plan")
            .start()) {
      assertThat(tool.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(tool.stderr().lines().toList())
          .singleElement()
          .asString()
          .startsWith(
              "hollow-node: pools: "
                  + pools
                  + ": pool a: failures[0].what: must be one of crash, reboot, ")
          .endsWith(", got melt");
    }
  }

  @Test
  void aStageWithAnUnknownField() throws IOException {
    Path stage =
        Files.writeString(
            folder.resolve("stage.yaml"),
            "{apiVersion: kwok.x-k8s.io/v1alpha1, kind: Stage, metadata: {name: s}, spec: {"
                + "resourceRef: {kind: Pod}, selector: {}, next: {statusTemplat: x}}}");

    assertUsage(
        "stages: "
            + stage
            + ": stage s: spec.next.statusTemplat: unknown key; known: delete, event, finalizers,"
            + " patches, statusPatchAs, statusSubresource, statusTemplate",
        "--morph=kubelet",
        "--stages=" + stage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{what: pod-crash, at: 1s}", "{what: pod-crash, share: 100%}"})
  void aFailureOfPodsThatGoTheWaysOfStages(String failure) throws IOException {
    Path stage =
        Files.writeString(
            folder.resolve("s.yaml"),
            "{apiVersion: kwok.x-k8s.io/v1alpha1, kind: Stage, metadata: {name: s}, spec: {"
                + "resourceRef: {kind: Pod}, selector: {}, next: {delete: true}}}");
    Path pools =
        Files.writeString(
            folder.resolve("p.yaml"), "pools: [{name: a, failures: [" + failure + "]}]");

    assertUsage(
        "stages: pools must have no failures of pods, since pods of stages do what these say and"
            + " nothing else",
        "--morph=kubelet",
        "--pools=" + pools,
        "--stages=" + stage);
  }

  @Test
  void aMissingMorph() {
    assertUsage("morph: must be kubelet, proxy or both, got nothing", "--name=n");
  }

  @Test
  void anUnknownOptionBehindAStrayWord() {
    assertUsage(
        "unknown option --nodez=2; did you mean -nodes?", "--morph=kubelet", "stray", "--nodez=2");
  }

  @Test
  void aFolderThatCannotBeWrittenToIsNoReasonNotToRunUnlessAFileIsNamed() {
    Path missing = folder.resolve("missing");
    Path kubeconfig = folder.resolve("kubeconfig");
    // Root may write everywhere: only a folder that is not there refuses all users.
    try (ToolProcess tool =
        HollowNodeCommand.of(kubeconfig, "--morph=kubelet")
            .jvmOptions("-Duser.dir=" + missing)
            .start()) {
      assertThat(tool.awaitExit(LIMIT))
          .as("goes on to the kubeconfig, which is none")
          .isEqualTo(20);
      assertThat(tool.stderr()).contains("no summary file: " + missing + " cannot be written to");
    }
    String file = missing.resolve("s.json").toString();
    try (ToolProcess tool =
        HollowNodeCommand.of(kubeconfig, "--morph=kubelet", "--summary=" + file).start()) {
      assertThat(tool.awaitExit(LIMIT)).isEqualTo(74);
      assertThat(tool.stderr().lines())
          .containsExactly(
              "hollow-node: summary: must be in a folder that can be written to, got " + file);
    }
  }

  private void assertUsage(String rule, String... options) {
    try (ToolProcess tool = HollowNodeCommand.of(folder.resolve("kubeconfig"), options).start()) {
      assertThat(tool.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(tool.stderr().lines().toList())
          .singleElement()
          .asString()
          .startsWith("hollow-node: ")
          .contains(rule);
    }
  }
}
