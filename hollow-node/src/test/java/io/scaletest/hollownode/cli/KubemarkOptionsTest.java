package io.scaletest.hollownode.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.cli.FleetPlan.Morph;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Taint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class KubemarkOptionsTest {
  @Command(name = "tool")
  private static final class Tool implements Callable<ExitStatus>, OptionsAnywhere {
    @Mixin private KlogOptions klog;
    @Mixin private KubemarkOptions kubemark;

    @Override
    public ExitStatus call() {
      return CommonExit.OK;
    }
  }

  @Test
  void everyOptionOfKubemarksIsThereWithItsDefault() throws IOException {
    String options =
        new CommandLine(new KubemarkOptions())
            .getCommandSpec().options().stream()
                .map(
                    o -> o.longestName() + " " + (o.defaultValue() == null ? "" : o.defaultValue()))
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));

    assertThat(options).isEqualTo(golden("options.golden"));
  }

  @Test
  void theCommandOfTheStatefulSetIsUnderstood() {
    KubemarkOptions options =
        parse(
            "--morph=kubelet",
            "--name=hollow-node-17",
            "--kubeconfig=/kubeconfig/kubelet.kubeconfig",
            "application/vnd.kubernetes.protobuf",
            "--use-real-proxier=false",
            "--alsologtostderr",
            "--v=2",
            "--extended-resources=nvidia.com/gpu=8,rdma/hca=1");

    assertThat(options.morph()).isEqualTo(Morph.KUBELET);
    assertThat(options.files().kubeconfig()).isEqualTo("/kubeconfig/kubelet.kubeconfig");
    NodePool node = options.node();
    assertThat(node.count()).isEqualTo(1);
    assertThat(node.nodeName(0)).isEqualTo("hollow-node-17");
    assertThat(node.resources().capacity())
        .hasToString(
            "{cpu=1, ephemeral-storage=0, memory=3840Mi, nvidia.com/gpu=8, pods=110, rdma/hca=1}");
  }

  @Test
  void theMachineIsKubemarksUnlessItIsReplaced() {
    assertThat(parse("--morph=kubelet").node().resources().capacity())
        .hasToString("{cpu=1, ephemeral-storage=0, memory=3840Mi, pods=110}");
    assertThat(
            parse("--max-pods=30", "--extended-resources", "cpu=32,memory=128Gi")
                .node()
                .resources()
                .capacity())
        .hasToString("{cpu=32, ephemeral-storage=0, memory=128Gi, pods=30}");
  }

  @Test
  void labelsAndTaintsAreTheNodes() {
    NodePool node =
        parse(
                "--node-labels=pool=a,example.com/b=",
                "--node-labels=c=d",
                "--register-with-taints=gpu=yes:NoSchedule,spot:NoExecute")
            .node();

    assertThat(node.nodeLabels(0)).hasToString("{c=d, example.com/b=, pool=a}");
    assertThat(node.taints())
        .containsExactly(new Taint("gpu", "yes", "NoSchedule"), new Taint("spot", "", "NoExecute"));
  }

  @Test
  void manyNodesAreAlike() {
    NodePool pool = parse("--node-labels=a=b").pool(3, "n-%02d", "name-pattern");

    assertThat(pool.nodeName(2)).isEqualTo("n-02");
    assertThat(pool.nodeLabels(2)).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--node-labels=ab            | node-labels: must be name=value,..., got ab",
        "--node-labels=a b=c         | node-labels: key must be [prefix/]name of up to 63 letters, digits, -, _ and ., got a b",
        "--register-with-taints=a    | register-with-taints: must be key=value:Effect or key:Effect, got a",
        "--extended-resources=a/b=x  | extended-resources: a/b: must be a quantity like 100m, 8, 1.5Gi, 10G or 1e3, got x",
        "--extended-resources=gpu=1  | extended-resources: gpu: must be cpu, memory, ephemeral-storage, pods, hugepages-SIZE or an extended resource like nvidia.com/gpu",
        "--max-pods=-1               | max-pods: must be at least 0, got -1",
        "--name=Node                 | name: must give names of lower-case letters, digits, - and ., got Node",
      })
  void aBadValueIsAUsageErrorThatNamesTheOption(String word, String message) {
    KubemarkOptions options = parse(word);

    assertThatThrownBy(options::node)
        .isInstanceOf(ToolException.class)
        .hasMessage(message)
        .satisfies(e -> assertThat(((ToolException) e).status()).isEqualTo(CommonExit.USAGE));
  }

  @Test
  void theMorphIsRequired() {
    assertThatThrownBy(parse()::morph)
        .hasMessage("morph: must be kubelet, proxy or both, got nothing");
    assertThatThrownBy(parse("--morph=Kubelet")::morph)
        .hasMessage("morph: must be kubelet, proxy or both, got Kubelet");
    assertThat(parse("--morph=both").morph()).isEqualTo(Morph.BOTH);
  }

  @Test
  void ratesAndPortsAreChecked() {
    assertThatThrownBy(parse("--kube-api-burst=-1")::burst)
        .hasMessage("kube-api-burst: must be >= 0, got -1");
    assertThatThrownBy(parse("--kubelet-port=0")::kubeletPort)
        .hasMessage("kubelet-port: must be 1 to 65535, got 0");
  }

  @Test
  void zeroAndBelowMeanWhatTheyMeanToClientGo() {
    assertThat(parse("--kube-api-qps=0").qps()).isEqualTo(5);
    assertThat(parse("--kube-api-qps=-1").qps()).as("no limit").isZero();
    assertThat(parse("--kube-api-burst=0").burst()).isEqualTo(10);
  }

  private static KubemarkOptions parse(String... words) {
    Tool tool = new Tool();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
    assertThat(ToolMain.execute(tool, words, nowhere, nowhere)).isZero();
    return tool.kubemark;
  }

  private static String golden(String name) throws IOException {
    try (InputStream stream = KubemarkOptionsTest.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
