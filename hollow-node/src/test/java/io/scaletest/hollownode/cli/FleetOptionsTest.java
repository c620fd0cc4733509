package io.scaletest.hollownode.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.node.NodeDescription;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class FleetOptionsTest {
  @TempDir private Path folder;

  @Command(name = "tool")
  private static final class Tool implements Callable<ExitStatus>, OptionsAnywhere {
    @Mixin private KlogOptions klog;
    @Mixin private KubemarkOptions kubemark;
    @Mixin private FleetOptions fleet;

    @Override
    public ExitStatus call() {
      return CommonExit.OK;
    }
  }

  private static FleetPlan plan(String... words) {
    Tool tool = new Tool();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
    String[] all =
        Stream.concat(Stream.of("--morph=kubelet"), Stream.of(words)).toArray(String[]::new);
    assertThat(ToolMain.execute(tool, all, nowhere, nowhere)).isZero();
    return tool.fleet.plan(tool.kubemark);
  }

  private static List<String> names(FleetPlan plan) {
    return plan.nodes().stream().map(NodeDescription::name).toList();
  }

  private String pools(String text) throws IOException {
    return "--pools=" + Files.writeString(folder.resolve("pools.yaml"), text);
  }

  @Test
  void namesOfAllNodesBeginWithThePrefix() throws IOException {
    assertThat(names(plan("--name-prefix=r1-"))).containsExactly("r1-fake-node");
    assertThat(names(plan("--name-prefix=r1-", "--nodes=2")))
        .containsExactly("r1-hollow-00000", "r1-hollow-00001");
    String file = "pools:\n- {name: a, count: 2, names: big-%02d}\n- {name: b}\n";
    assertThat(names(plan("--name-prefix=r1-", pools(file))))
        .containsExactly("r1-big-00", "r1-big-01", "r1-b");
    assertThat(names(plan(pools(file)))).containsExactly("big-00", "big-01", "b");
  }

  @Test
  void failuresNameNodesWithTheirPrefixOrWithout() throws IOException {
    for (String named : List.of("a-1", "r1-a-1")) {
      FleetPlan plan =
          plan(
              "--name-prefix=r1-",
              pools(
                  "pools:\n- name: a\n  count: 3\n  failures:\n"
                      + "  - {what: crash, at: 5s, for: 1m, nodes: ["
                      + named
                      + "]}\n"));
      assertThat(plan.failures().text(3, Duration.ZERO)).as(named).contains("r1-a-1 ");
    }
  }

  @Test
  void aPrefixThatMakesNoNamesIsRefused() {
    assertThatThrownBy(() -> plan("--name-prefix=R-"))
        .isInstanceOf(ToolException.class)
        .hasMessageStartingWith("name-prefix: must give names of lower-case letters");
    assertThatThrownBy(() -> plan("--name-prefix=" + "x".repeat(60)))
        .hasMessageStartingWith("name-prefix: must give names of at most 63 characters");
    assertThatThrownBy(() -> plan("--name-prefix=a%d"))
        .hasMessage("name-prefix: must have no %, got a%d");
  }
}
