package io.scaletest.bench.hollow;

import io.scaletest.common.process.ResidentMemory;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A simulator of nodes as a process, and what it has used. */
final class Simulator implements AutoCloseable {
  /** Time to delete thousands of nodes, which ours does when it is asked to. */
  private static final Duration STOP_LIMIT = Duration.ofMinutes(3);

  private static final double MS_PER_S = 1e3;

  private final ToolProcess process;
  private final ProcessHandle handle;

  private Simulator(ToolProcess process) {
    this.process = process;
    this.handle = ProcessHandle.of(process.pid()).orElseThrow();
  }

  /** Starts kwok with what it ships: all nodes, leases of 40 s, its fast stages. */
  static Simulator kwok(Path kubeconfig) {
    return kwok(kubeconfig, KwokBuild.stages());
  }

  /** Starts kwok with other stages: files, or folders of them. */
  static Simulator kwok(Path kubeconfig, List<Path> stages) {
    List<String> command = new ArrayList<>();
    command.add(KwokBuild.executable().toString());
    command.add("--kubeconfig=" + kubeconfig);
    command.add("--manage-all-nodes=true");
    command.add("--node-lease-duration-seconds=40");
    command.add("--cidr=10.0.0.0/16");
    command.add("--node-ip=192.0.2.1");
    stages.forEach(stage -> files(stage).forEach(file -> command.add("--config=" + file)));
    return new Simulator(ToolProcess.command(command.toArray(String[]::new)).start());
  }

  private static List<Path> files(Path stage) {
    if (!Files.isDirectory(stage)) {
      return List.of(stage);
    }
    try (Stream<Path> entries = Files.list(stage)) {
      return entries
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts hollow-node as its users do: the launcher becomes the tool. */
  static Simulator hollowNode(Path kubeconfig, Path summary, String... options) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Repository.root().resolve("scaletest").toString(),
            "hollow-node",
            "--kubeconfig=" + kubeconfig,
            "--morph=kubelet",
            "--name-pattern=node-%05d",
            "--summary=" + summary));
    command.addAll(List.of(options));
    return new Simulator(ToolProcess.command(command.toArray(String[]::new)).start());
  }

  long pid() {
    return handle.pid();
  }

  /** Returns the processor time used so far, in seconds. */
  double cpuSeconds() {
    return handle.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / MS_PER_S;
  }

  /** Returns the resident memory now, in bytes. */
  long residentBytes() {
    return ResidentMemory.bytesOf(handle.pid()).orElse(0);
  }

  /** Returns what a JVM has in its heap after a full collection, in bytes; 0 for other programs. */
  long liveHeapBytes() {
    jcmd("GC.run");
    long kib = 0;
    for (String line : jcmd("GC.heap_info").lines().toList()) {
      int used = line.indexOf(" used ");
      boolean generation = line.contains("generation") || line.contains("garbage-first");
      if (used >= 0 && generation) {
        String amount = line.substring(used + " used ".length()).split("K", 2)[0];
        kib += Long.parseLong(amount.strip());
      }
    }
    return kib << 10;
  }

  private String jcmd(String command) {
    try (ToolProcess jcmd =
        ToolProcess.command(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid()),
                command)
            .start()) {
      jcmd.awaitExit(STOP_LIMIT);
      return jcmd.stdout();
    }
  }

  /** Ends it in order, so that it writes its summary. */
  void stop() {
    process.signal("TERM");
    process.awaitExit(STOP_LIMIT);
  }

  /** Returns the table that ours prints at its end. */
  String output() {
    return process.stdout();
  }

  @Override
  public void close() {
    process.close();
  }
}
