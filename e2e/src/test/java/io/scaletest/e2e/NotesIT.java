package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell script as users of the original programs have it gets what it got from them. */
@RealControlPlane
class NotesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final String EXPECTED =
      """
      cmdriver: the same run
      cmdriver: N=20 LAMBDA=50 MAXPOP=250 DATALEN=2000
      cmdriver: Creating 20 objects
      cmdriver: 0 logged errors
      cmdriver: create,"" 20
      cmdriver: delete,"" 20
      cmdriver: file named after the run
      cm-logger: create,1,0,0,3 20
      cm-logger: delete,0,0,1,3 20
      3
      cm-logger: ended by the signal
      cmdriverclosed: the run is in the log
      cmdriverclosed: N=10 RATE=1e+06 THREADS=2 CREATE_ONLY=false
      cmdriverclosed: DEBUG: Creating 10 objects
      cmdriverclosed: DEBUG: RATE = 1e+06/sec
      cmdriverclosed: DEBUG: op period = 1e-06 sec
      cmdriverclosed: 10 object lifecycles, 0 errors on create, 0 on update, and 0 on delete
      cmdriverclosed: create,"" 10
      cmdriverclosed: delete,"" 10
      cmdriverclosed: update,"" 10
      cmdriver: behind a stray word N=1 LAMBDA=1
      1
      """;

  @TempDir private Path folder;

  @Test
  void aScriptOfTheOriginalsGetsWhatItGotFromThem(RealCluster cluster) throws IOException {
    String script;
    try (InputStream in = NotesIT.class.getResourceAsStream("notes.sh")) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try (ToolProcess shell =
        ToolProcess.command("/bin/sh", "-c", script)
            .directory(folder)
            .environment("KC", cluster.kubeconfig().toString())
            .environment("JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString())
            .environment("JARS", Repository.root().toString())
            .environment("LOGGER_PORT", freePort())
            .environment("DRIVER_PORT", freePort())
            .start()) {
      assertThat(shell.awaitExit(LIMIT)).as(shell.stderr()).isZero();
      assertThat(shell.stdout()).isEqualTo(EXPECTED);
    }
  }

  private static String freePort() throws IOException {
    try (ServerSocket port = new ServerSocket(0)) {
      return Integer.toString(port.getLocalPort());
    }
  }
}
