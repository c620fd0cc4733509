package io.scaletest.controlplane.components;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.controlplane.components.CommandLines.ApiServerPlace;
import io.scaletest.controlplane.components.CommandLines.AuditFiles;
import io.scaletest.controlplane.components.CommandLines.EtcdPorts;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandLinesTest {
  private static final URI ETCD = URI.create("http://127.0.0.1:20001");

  private static final Map<Component, Path> BINARIES =
      Stream.of(Component.values())
          .collect(Collectors.toMap(Function.identity(), c -> Path.of("/bin", c.binaryName())));
  private static final PkiFiles PKI = new PkiFiles(Path.of("/pki"));

  private final CommandLines lines = new CommandLines(BINARIES, PKI);

  @Test
  void etcdSyncsToDiskOnlyWhereAskedTo() {
    assertThat(lines.etcd(Path.of("/d"), new EtcdPorts(1, 2, 3), false).command())
        .contains("--unsafe-no-fsync");
    assertThat(lines.etcd(Path.of("/d"), new EtcdPorts(1, 2, 3), true).command())
        .doesNotContain("--unsafe-no-fsync");
  }

  @Test
  void anApiServerOnLoopbackDoesNotRegisterItself() {
    var place = new ApiServerPlace(1, "127.0.0.1", 20002, false);

    assertThat(lines.apiServer(place, ETCD, Optional.empty()).command())
        .contains("--endpoint-reconciler-type=none", "--bind-address=127.0.0.1");
  }

  @Test
  void anAdvertisedApiServerRegistersItselfByALease() {
    ComponentSpec spec =
        lines.apiServer(new ApiServerPlace(2, "10.200.0.2", 6443, true), ETCD, Optional.empty());

    assertThat(spec.name()).isEqualTo("kube-apiserver-2");
    assertThat(spec.readyUrl()).hasToString("https://10.200.0.2:6443/readyz");
    assertThat(spec.command())
        .contains("--endpoint-reconciler-type=lease", "--advertise-address=10.200.0.2");
  }

  @Test
  void anApiServerAuthorizesAsOnARealClusterAndKeepsItsDefaultLimits() {
    var place = new ApiServerPlace(1, "127.0.0.1", 20002, false);

    assertThat(lines.apiServer(place, ETCD, Optional.empty()).command())
        .contains("--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction")
        .noneMatch(a -> a.contains("priority-and-fairness") || a.contains("inflight"))
        .noneMatch(a -> a.contains("audit") || a.contains("aggregator-routing"));
  }

  @Test
  void anAuditLogIsWrittenWhereAsked() {
    var place = new ApiServerPlace(1, "127.0.0.1", 20002, false);
    var audit = new AuditFiles(Path.of("/policy"), Path.of("/log"));

    assertThat(lines.apiServer(place, ETCD, Optional.of(audit)).command())
        .contains("--audit-policy-file=/policy", "--audit-log-path=/log");
  }

  @Test
  void controllersAreNotThrottledByTheirOwnClients() {
    assertThat(lines.scheduler(1).command()).contains("--kube-api-qps=2000");
    assertThat(lines.controllerManager(1, Path.of("/v")).command())
        .contains("--kube-api-qps=2000", "--kube-api-burst=4000")
        .noneMatch(a -> a.contains("node-monitor"));
  }

  @Test
  void aComponentsExtraFlagsAreItsLast() {
    CommandLines extra =
        new CommandLines(
            BINARIES, PKI, Map.of(Component.KUBE_SCHEDULER, List.of("--kube-api-qps=7", "--v=2")));

    assertThat(extra.scheduler(1).command()).endsWith("--kube-api-qps=7", "--v=2");
    assertThat(extra.controllerManager(1, Path.of("/v")).command())
        .isEqualTo(lines.controllerManager(1, Path.of("/v")).command());
  }

  @Test
  void anIpv6AddressIsBracketedInAddresses() {
    var place = new ApiServerPlace(1, "fd00::1", 6443, true);

    assertThat(lines.apiServer(place, ETCD, Optional.empty()).address())
        .hasToString("https://[fd00::1]:6443");
  }

  @Test
  void everyComponentStartsWithItsBinary() {
    assertThat(lines.sampleApiServer(ETCD, 1).command().get(0)).isEqualTo("/bin/sample-apiserver");
    assertThat(Map.of("a", lines.scheduler(1).command().get(0)))
        .containsValue("/bin/kube-scheduler");
  }
}
