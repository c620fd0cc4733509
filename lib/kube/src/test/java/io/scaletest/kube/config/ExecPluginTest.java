package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                + "\"spec\":{\"cluster\":{\"server\":\"https://127.0.0.1:6443\",\"config\":null},"
                + "\"interactive\":false}}|");
  }

  @Test
  void takesTheCertificateThatTheProgramPrints() throws Exception {
    WallClock wallClock = WallClock.anchoredTo(Ticker.system());
    CertificateAndKey client =
        TestAuthority.create(wallClock.now()).client("from-plugin", "system:masters");
    String pems =
        "\"clientCertificateData\":\""
            + client.certificatePem().replace("\n", "\\n")
            + "\",\"clientKeyData\":\""
            + client.privateKeyPem().replace("\n", "\\n")
            + "\"";
    Path program = program("cat << 'END'", credential(pems), "END");

    assertThat(load(program, "").identity().orElseThrow().chain())
        .containsExactly(client.certificate());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"})
  void tellsTheProgramAllThatKubectlTellsOfTheCluster(String version) throws Exception {
    String pem =
        TestAuthority.create(WallClock.anchoredTo(Ticker.system()).now()).own().certificatePem();
    Files.writeString(folder.resolve("ca.crt"), pem);
    Path program =
        program(
            "printf '%s' \"$KUBERNETES_EXEC_INFO\" > \"$0.seen\"",
            "echo '" + credential("\"token\":\"t\"").replace(V1, version) + "'");
    Path file =
        Files.writeString(
            folder.resolve("kubeconfig"),
            String.join(
                "\n",
                "clusters:",
                "- name: c",
                "  cluster:",
                "    server: https://api.example.com/below/",
                "    tls-server-name: other.example.com",
                "    certificate-authority: ca.crt",
                "    disable-compression: true",
                "    extensions:",
                "    - {name: another, extension: {a: b}}",
                "    - name: client.authentication.k8s.io/exec",
                "      extension: {audience: \"a\\\"b\", n: 7, list: [x, true, null], deep: {k: v}}",
                "contexts: [{name: x, context: {cluster: c, user: u}}]",
                "current-context: x",
                "users:",
                "- name: u",
                "  user:",
                "    exec: {apiVersion: " + version + ", command: " + program + ",",
                "      provideClusterInfo: true, interactiveMode: Never}"));

    ClientConfiguration.load(file.toString(), "", "", "test");

    String authority = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    assertThat(Path.of(program + ".seen"))
        .hasContent(
            "{\"kind\":\"ExecCredential\",\"apiVersion\":\""
                + version
                + "\",\"spec\":{\"cluster\":{\"server\":\"https://api.example.com/below/\","
                + "\"tls-server-name\":\"other.example.com\",\"certificate-authority-data\":\""
                + authority
                + "\",\"disable-compression\":true,\"config\":{\"audience\":\"a\\\"b\",\"n\":7,"
                + "\"list\":[\"x\",true,null],\"deep\":{\"k\":\"v\"}}},\"interactive\":false}}");
  }

  @Test
  void quotesTheLineInWhichAFailedProgramSaysWhy() throws Exception {
    Path program =
        program("echo first >&2", "echo '[ERROR] not logged in' >&2", "echo ')' >&2", "exit 3");

    assertThatThrownBy(() -> load(program, ""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(
            "users[0].user.exec: " + program + " ended with status 3: [ERROR] not logged in");
  }

  @Test
  void refusesAProgramThatMustAskWhereNobodyCanBeAsked() throws Exception {
    ExecCommand command =
        command(program("exit 0"), ExecCommand.Interaction.ALWAYS, ExecCommand.LIMIT_MS);

    assertThatThrownBy(() -> command.run(NOW, false))
        .hasMessage("exec: interactiveMode is Always, and there is no terminal to ask at");
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
    ExecCommand command = command(program, ExecCommand.Interaction.NEVER, 50);

    assertThatThrownBy(() -> command.run(NOW, false))
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
    ExecCommand command = command(program, ExecCommand.Interaction.NEVER, 60_000);
    ExecPlugin plugin = ExecPlugin.start(command, wallClock);

    assertThat(plugin.authorization()).isEqualTo("Bearer t-1");
    ticker.advance(Duration.ofSeconds(59));
    assertThat(plugin.authorization()).as("while it runs again").isEqualTo("Bearer t-1");
    awaitRenewal();

    assertThat(plugin.authorization()).isEqualTo("Bearer t-2");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalStateException.class, AssertionError.class, OutOfMemoryError.class})
  void whatItsThreadThrowsIsThrownToTheNextRequest(Class<? extends Throwable> type)
      throws Exception {
    Throwable fault = type.getConstructor().newInstance();
    ManualTicker ticker = new ManualTicker();
    Ticker faulty =
        () -> {
          if (Thread.currentThread().getName().equals("kube-exec-plugin")) {
            sneak(fault);
          }
          return ticker.nanos();
        };
    Path program = program("echo '" + credential("\"token\":\"t\"") + "'");
    ExecCommand command = command(program, ExecCommand.Interaction.NEVER, 60_000);
    ExecPlugin plugin = ExecPlugin.start(command, WallClock.startingAt(NOW, faulty));
    ticker.advanceNs(ExecPlugin.RERUN_NS);
    plugin.refused();
    awaitRenewal();

    assertThatThrownBy(plugin::authorization).hasCause(fault);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** Waits for the plugin's own thread, which ends when the program has. */
  private static void awaitRenewal() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("kube-exec-plugin")) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      }
    }
  }

  private static ExecCommand command(
      Path program, ExecCommand.Interaction interaction, long limitMs) {
    return new ExecCommand(
        "exec", List.of(program.toString()), List.of(), V1, "", interaction, "", limitMs);
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
