package io.scaletest.hollownode.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.node.NodeDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EndpointOptionsTest {
  private static EndpointOptions options(String... words) {
    EndpointOptions options = new EndpointOptions();
    new CommandLine(options).parseArgs(words);
    return options;
  }

  private static NodeDescription node() {
    return OneNode.description(OneNode.of("n1", Map.of()));
  }

  @Test
  void nothingIsServedUnlessItIsAskedFor() {
    assertThat(options().serve(List.of(node()), 10_255, new FakeApi())).isEmpty();
    assertThat(options().port(10_250, 7)).isEqualTo(10_250);
  }

  @Test
  void nodesAreToldApartByPortOrByAddress() {
    assertThat(options("--kubelet-endpoints=port").port(20_000, 7)).isEqualTo(20_007);
    EndpointOptions byAddress = options("--kubelet-endpoints=address");
    assertThat(byAddress.port(10_250, 7)).isEqualTo(10_250);
    assertThatThrownBy(() -> byAddress.requireDistinct(List.of(node(), node())))
        .isInstanceOf(ToolException.class)
        .hasMessage(
            "kubelet-endpoints: address needs an address for each node, as of --node-ip, got"
                + " 192.0.2.2 for several");
  }

  @Test
  void whatMakesNoSenseIsRefusedInOneLine() {
    assertThatThrownBy(() -> options("--kubelet-endpoints=on").port(1, 0))
        .hasMessage("kubelet-endpoints: must be off, address or port, got on");
    assertThatThrownBy(() -> options("--kubelet-endpoints=port").port(65_000, 600))
        .hasMessageStartingWith("kubelet-port: that of the last node: must be");
  }

  @Test
  void whatEverybodyMayReadNeedsAnAddressForEachNode() {
    assertThatThrownBy(
            () ->
                options("--kubelet-endpoints=port", "--kubelet-read-only")
                    .requireDistinct(List.of(node())))
        .hasMessage("kubelet-read-only: needs kubelet-endpoints address, got port");
  }

  @Test
  void theAuthorityOfClientsMustBeOne(@TempDir Path folder) throws IOException {
    Path empty = Files.writeString(folder.resolve("ca.pem"), "nothing");
    for (Path file : List.of(empty, folder.resolve("missing.pem"))) {
      assertThatThrownBy(
              () ->
                  options("--kubelet-endpoints=address", "--client-ca-file=" + file)
                      .serve(List.of(node()), 10_255, new FakeApi()))
          .isInstanceOf(ToolException.class)
          .hasMessageStartingWith("client-ca-file: cannot be read: ");
    }
  }
}
