package io.scaletest.bench.hollow;

import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Builds kwok in the version that bench/kwok/go.mod pins, unless it is there already. */
final class KwokBuild {
  /** Ten times what it takes on two idle cores. */
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private static final String MODULE = "sigs.k8s.io/kwok";
  private static final String COMMAND = MODULE + "/cmd/kwok";

  private static final List<String> STAGES =
      List.of(
          "node/fast/node-initialize.yaml",
          "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
          "pod/fast/pod-ready.yaml",
          "pod/fast/pod-complete.yaml",
          "pod/fast/pod-delete.yaml");

  private KwokBuild() {}

  /** Returns the executable. */
  static Path executable() {
    Path executable = Repository.root().resolve("bench/target/kwok/kwok");
    if (Files.isExecutable(executable)) {
      return executable;
    }
    System.err.println("building kwok with Go; some minutes the first time");
    go("build", "-trimpath", "-ldflags", "-s -w", "-o", executable.toString(), COMMAND);
    return executable;
  }

  /** Returns the stages that kwok ships as its fast ones, with leases. */
  static List<Path> stages() {
    Path source = Path.of(go("list", "-m", "-f", "{{.Dir}}", MODULE).strip());
    return STAGES.stream().map(source.resolve("kustomize/stage")::resolve).toList();
  }

  /** Returns what Go writes to standard output. */
  private static String go(String... arguments) {
    List<String> command = new ArrayList<>(List.of("go"));
    command.addAll(List.of(arguments));
    try (ToolProcess go =
        ToolProcess.command(command.toArray(String[]::new))
            .directory(Repository.root().resolve("bench").resolve("kwok"))
            .environment("CGO_ENABLED", "0")
            .environment("GOWORK", "off")
            .start()) {
      if (go.awaitExit(LIMIT) != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + go.stderr());
      }
      return go.stdout();
    }
  }
}
