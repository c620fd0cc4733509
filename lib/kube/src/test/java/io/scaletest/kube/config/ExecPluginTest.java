package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.certificate.IssuedCertificate;
import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.testkit.clock.ManualTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecPluginTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String V1 = "client.authentication.k8s.io/v1";

  @TempDir private Path folder;

  @Test
  void takesTheTokenThatTheProgramPrints() throws Exception {
    Path program = program("echo '" + credential("\"token\":\"t-1\"") + "'");

    assertThat(load(program, "").credential().authorization()).isEqualTo("Bearer t-1");
  }

  @Test
  void tellsTheProgramItsArgumentsItsVariablesAndTheCluster() throws Exception {
    Path program =
        program(
            "printf '%s|' \"$1\" \"$COLOUR\" \"$KUBERNETES_EXEC_INFO\" > \"$0.seen\"",
            "echo '" + credential("\"token\":\"t\"") + "'");

    load(
        program,
        "      args: [one]",
        "      env: [{name: COLOUR, value: red}]",
        "      provideClusterInfo: true");

    assertThat(Path.of(program + ".seen"))
        .hasContent(
            "one|red|{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\","
                + "\"spec\":{\"interactive\":false,"
                + "\"cluster\":{\"server\":\"https://127.0.0.1:6443\"}}}|");
  }

  @Test
  void takesTheCertificateThatTheProgramPrints() throws Exception {
    WallClock wallClock = WallClock.anchoredTo(Ticker.system());
    IssuedCertificate client =
        TestAuthority.create(wallClock.now()).client("from-plugin", "system:masters");
    String pems =
        "\"clientCertificateData\":\""
            + client.certificatePem().replace("\n", "\\n")
            + "\",\"clientKeyData\":\""
            + client.keyPem().replace("\n", "\\n")
            + "\"";
    Path program = program("cat << 'END'", credential(pems), "END");

    assertThat(load(program, "").identity().orElseThrow().chain())
        .containsExactly(client.certificate());
  }

  @Test
  void quotesTheLastLineOfWhatAFailedProgramComplainedOf() throws Exception {
    Path program = program("echo first >&2", "echo 'not logged in' >&2", "exit 3");

    assertThatThrownBy(() -> load(program, ""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(
            "users[0].user.exec: " + program + " ended with status 3: not logged in");
  }

  @Test
  void givesTheInstallHintWhereThereIsNoSuchProgram() {
    assertThatThrownBy(
            () -> load(Path.of("no-such-plugin"), "      installHint: get it from example.com"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(
            "cannot run no-such-plugin (no such program, or not executable);"
                + " get it from example.com");
  }

  @Test
  void killsAProgramThatDoesNotEnd() throws Exception {
    Path program = program("sleep 600");
    ExecCommand command =
        new ExecCommand("exec", List.of(program.toString()), List.of(), V1, "", 50);

    assertThatThrownBy(() -> command.run(NOW))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("exec: " + program + " did not end within 50 ms");
    assertThat(
            ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().commandLine().orElse("").contains("sleep 600")))
        .isEmpty();
  }

  @Test
  void refusesAnAnswerInAnotherVersionWithoutQuotingIt() throws Exception {
    Path program =
        program("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"other/v9\",\"status\":{}}'");

    assertThatThrownBy(() -> load(program, ""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith("must print an ExecCredential of client.authentication.k8s.io/v1");
  }

  @Test
  void runsTheProgramAgainWhenItsTokenHasExpired() throws Exception {
    ManualTicker ticker = new ManualTicker();
    WallClock wallClock = WallClock.startingAt(NOW, ticker);
    Path program =
        program(
            "echo x >> \"$0.runs\"",
            "n=$(wc -l < \"$0.runs\" | tr -d ' ')",
            "echo '"
                + credential(
                    "\"token\":\"t-'$n'\",\"expirationTimestamp\":\"2026-03-01T12:0'$n':00Z\"")
                + "'");
    ExecCommand command =
        new ExecCommand("exec", List.of(program.toString()), List.of(), V1, "", 60_000);
    ExecPlugin plugin = ExecPlugin.start(command, wallClock);

    assertThat(plugin.authorization()).isEqualTo("Bearer t-1");
    ticker.advance(Duration.ofSeconds(59));
    assertThat(plugin.authorization()).as("while it runs again").isEqualTo("Bearer t-1");
    awaitRenewal();

    assertThat(plugin.authorization()).isEqualTo("Bearer t-2");
  }

  /** Waits for the plugin's own thread, which ends when the program has. */
  private static void awaitRenewal() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("kube-exec-plugin")) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      }
    }
  }

  private ClientConfiguration load(Path program, String... execLines) throws Exception {
    String text =
        String.join(
            "\n",
            "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:6443'}}]",
            "contexts: [{name: x, context: {cluster: c, user: u}}]",
            "current-context: x",
            "users:",
            "- name: u",
            "  user:",
            "    exec:",
            "      apiVersion: " + V1,
            "      command: " + program,
            String.join("\n", execLines));
    Path file = Files.writeString(folder.resolve("kubeconfig"), text);
    return ClientConfiguration.load(file.toString(), "", "", "test");
  }

  private static String credential(String status) {
    return "{\"kind\":\"ExecCredential\",\"apiVersion\":\""
        + V1
        + "\",\"status\":{"
        + status
        + "}}";
  }

  private Path program(String... lines) throws IOException {
    Path file = folder.resolve("plugin.sh");
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
