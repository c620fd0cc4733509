package io.scaletest.bench.server;

import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The embedded API server in a process of its own, so that its CPU is not the client's. */
public final class EmbeddedServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final ToolProcess process;
  private final Path kubeconfig;

  private EmbeddedServer(ToolProcess process, Path kubeconfig) {
    this.process = process;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Starts one, and waits until it serves.
   *
   * @param options of the tool, beside where its kubeconfig goes
   */
  public static EmbeddedServer start(Path folder, String... options) throws IOException {
    Path kubeconfig = Files.createTempDirectory(folder, "embedded").resolve("kubeconfig");
    ToolProcess process =
        ToolProcess.command(
                Repository.root().resolve("scaletest").toString(),
                "embedded-apiserver",
                "-kubeconfig-out",
                kubeconfig.toString())
            .arguments(options)
            .start();
    process.awaitOutput(text -> Files.exists(kubeconfig), START_LIMIT);
    return new EmbeddedServer(process, kubeconfig);
  }

  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public void close() {
    process.close();
  }
}
