package io.scaletest.bench.tools;

import io.scaletest.testkit.process.ToolProcess;
import io.scaletest.testkit.server.InstantServerMain;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The server that answers at once, in a process of its own, so that its CPU is not the client's.
 */
final class InstantServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final String KUBECONFIG = "kubeconfig=";

  private final ToolProcess process;
  private final Path kubeconfig;

  private InstantServer(ToolProcess process, Path kubeconfig) {
    this.process = process;
    this.kubeconfig = kubeconfig;
  }

  static InstantServer start(Path folder) {
    // ToolProcess gives no standard input, whose end ends the server: a sleep provides one.
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ToolProcess process =
        ToolProcess.command(
                "/bin/sh",
                "-c",
                "sleep 1200 | exec \"$@\"",
                "sh",
                java,
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                InstantServerMain.class.getName(),
                folder.toString())
            .directory(Path.of("").toAbsolutePath()) // the class path may be relative
            .start();
    process.awaitOutput("^pid=\\d+", START_LIMIT);
    Path kubeconfig =
        process
            .stdout()
            .lines()
            .filter(line -> line.startsWith(KUBECONFIG))
            .map(line -> Path.of(line.substring(KUBECONFIG.length())))
            .findFirst()
            .orElseThrow();
    return new InstantServer(process, kubeconfig);
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public void close() {
    process.close();
  }
}
