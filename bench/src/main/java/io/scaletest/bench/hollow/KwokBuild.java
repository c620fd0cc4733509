package io.scaletest.bench.hollow;

import io.scaletest.testkit.process.GoTool;
import io.scaletest.testkit.process.Repository;
import java.nio.file.Path;
import java.util.List;

/** Kwok in the version that bench/kwok/go.mod pins. */
final class KwokBuild {
  private static final GoTool TOOLS = new GoTool(Repository.root().resolve("bench/kwok"));

  private static final List<String> STAGES =
      List.of(
          "node/fast/node-initialize.yaml",
          "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
          "pod/fast/pod-ready.yaml",
          "pod/fast/pod-complete.yaml",
          "pod/fast/pod-delete.yaml");

  private KwokBuild() {}

  /** Returns the executable, built if need be. */
  static Path executable() {
    return TOOLS.executable("kwok");
  }

  /** Returns the stages that kwok ships as its fast ones, with leases. */
  static List<Path> stages() {
    return STAGES.stream().map(KwokBuild::stageFolder).toList();
  }

  /** Returns a folder, or a file, of the stages that kwok ships: {@code pod/general}. */
  static Path stageFolder(String name) {
    return TOOLS.source("sigs.k8s.io/kwok").resolve("kustomize/stage").resolve(name);
  }
}
