package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.pacing.Pause;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.AuditLevel;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.controlplane.components.Component;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs of two real API servers over one etcd, of which one's clock is three seconds ahead. */
@SideBySide
class TwoServersRecordIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration AHEAD = Duration.ofSeconds(3);
  private static final int OBJECTS = 20;

  /** The order is told where requests are further apart than the offset is uncertain. */
  private static final long BETWEEN_MS = 50;

  private static final Pause BETWEEN = Pause.sleeping();
  private static final Pattern TIME =
      Pattern.compile("(\"(?:requestReceived|stage)Timestamp\":\")([^\"]+)\"");
  private static final Pattern BOUND =
      Pattern.compile("clock bounded, ahead by \\S+ \\(([0-9.a-z]+)s to ([0-9.a-z]+)s\\)");

  @TempDir private Path folder;

  private String run(ToolProcess.Builder command) {
    try (ToolProcess process = command.directory(folder).start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
      return process.stdout();
    }
  }

  private ControlPlaneOptions options() {
    return new ControlPlaneOptions(
        folder.resolve("cp"),
        Optional.empty(),
        Optional.empty(),
        2,
        List.of(),
        OptionalInt.empty(),
        AuditLevel.REQUEST,
        false,
        EnumSet.of(Component.KUBE_SCHEDULER, Component.KUBE_CONTROLLER_MANAGER),
        Map.of(
            Component.KUBE_APISERVER,
            List.of(
                "--audit-policy-file=" + Repository.root().resolve("deploy/audit/policy.yaml"))),
        false,
        true);
  }

  /** Each object is made by one server, changed by the other and deleted by the first. */
  private void drive(ControlPlane controlPlane) throws InterruptedException {
    List<URI> servers = controlPlane.servers();
    RawApi first = new RawApi(controlPlane.client(), servers.get(0).toString());
    RawApi second = new RawApi(controlPlane.client(), servers.get(1).toString());
    String collection = "/api/v1/namespaces/scaletest/configmaps";
    for (int i = 0; i < OBJECTS; i++) {
      RawApi maker = i % 2 == 0 ? first : second;
      RawApi changer = i % 2 == 0 ? second : first;
      String name = "two-" + i;
      String made =
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}";
      assertThat(maker.post(collection, made).status()).isEqualTo(201);
      BETWEEN.forMillis(BETWEEN_MS);
      String changed = made.replace("}}", "},\"data\":{\"a\":\"b\"}}");
      assertThat(changer.put(collection + "/" + name, changed).status()).isEqualTo(200);
      BETWEEN.forMillis(BETWEEN_MS);
      assertThat(maker.delete(collection + "/" + name).status()).isEqualTo(200);
      BETWEEN.forMillis(BETWEEN_MS);
    }
  }

  private static void shift(Path log) throws IOException {
    String text = Files.readString(log);
    String shifted =
        TIME.matcher(text)
            .replaceAll(
                time ->
                    Matcher.quoteReplacement(
                        time.group(1) + Instant.parse(time.group(2)).plus(AHEAD) + "\""));
    assertThat(shifted).isNotEqualTo(text);
    Files.writeString(log, shifted);
  }

  @Test
  void theyAreMergedInTheTrueOrderAndTheDifferenceIsBounded()
      throws IOException, InterruptedException {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    try (ControlPlane controlPlane = ControlPlane.start(options(), BuildListener.silent())) {
      drive(controlPlane);
      for (int i = 1; i <= 2; i++) {
        String name = "kube-apiserver-" + i + ".audit.log";
        Files.copy(controlPlane.dataDir().resolve("logs").resolve(name), logs.resolve(name));
      }
    }
    shift(logs.resolve("kube-apiserver-2.audit.log"));

    String recorded =
        run(
            ToolProcess.jar(
                "player",
                "record",
                "-o",
                "t",
                "--audit-log",
                "logs/kube-apiserver-1.audit.log",
                "logs/kube-apiserver-2.audit.log"));

    Matcher bound = BOUND.matcher(recorded);
    assertThat(bound.find()).as(recorded).isTrue();
    assertThat(Double.parseDouble(bound.group(1))).isLessThanOrEqualTo(AHEAD.toSeconds());
    assertThat(Double.parseDouble(bound.group(2))).isGreaterThanOrEqualTo(AHEAD.toSeconds());
    assertThat(Double.parseDouble(bound.group(2)) - Double.parseDouble(bound.group(1)))
        .as("the width of the bound in seconds: " + recorded)
        .isLessThan(1);
    List<String> verbs = new ArrayList<>();
    run(ToolProcess.jar("player", "trace", "export", "t"))
        .lines()
        .map(line -> JsonTree.object(line.getBytes(StandardCharsets.UTF_8)).orElseThrow())
        .filter(entry -> JsonTree.string(entry, "name").startsWith("two-"))
        .forEach(
            entry -> verbs.add(JsonTree.string(entry, "verb") + JsonTree.string(entry, "name")));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < OBJECTS; i++) {
      expected.addAll(List.of("createtwo-" + i, "updatetwo-" + i, "deletetwo-" + i));
    }
    assertThat(verbs).isEqualTo(expected);
  }
}
