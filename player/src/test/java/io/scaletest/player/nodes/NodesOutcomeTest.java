package io.scaletest.player.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesOutcomeTest {
  private static final String GOOD =
      "{'verdict':{'findings':[{'status':'SUSPECT','about':'client','reason':'busy'}]},"
          + "'counts':{'nodes':20,'nodesReady':20},"
          + "'latencies':{'lease.renewal':{'count':90,'max':9000000000}}}";

  @TempDir private Path folder;

  private NodesOutcome read(String text) throws IOException {
    return NodesOutcome.read(Files.writeString(folder.resolve("s.json"), text.replace('\'', '"')));
  }

  @Test
  void nodesThatAreReadyAndRenewTheirLeasesInTimeAreCarried() throws IOException {
    assertThat(read(GOOD).late()).isEmpty();
    assertThat(read(GOOD).broken()).isEmpty();
  }

  @Test
  void aHollowNodeThatWasLateSaysNothingAboutTheServer() throws IOException {
    NodesOutcome late = read(GOOD.replace("SUSPECT", "INVALID"));
    assertThat(late.late()).contains("hollow-node: busy");
    assertThat(late.broken()).isEmpty();
    assertThat(read("x").late()).isPresent();
    assertThat(NodesOutcome.read(folder.resolve("none")).late().get())
        .startsWith("hollow-node left no summary: ");
  }

  @Test
  void nodesOrRenewalsThatAreMissingAreNotCarried() throws IOException {
    String byServer = GOOD.replace("SUSPECT", "INVALID").replace("client", "server");
    assertThat(read(byServer).late()).isEmpty();
    assertThat(read(byServer).broken()).contains("hollow-node: busy");
    assertThat(read(GOOD.replace("'nodesReady':20", "'nodesReady':19")).broken())
        .contains("19 of 20 hollow nodes were Ready at the end");
    assertThat(read(GOOD.replace("9000000000", "11000000000")).broken())
        .contains("lease renewal max 11.0 s, limit 10.0 s");
    assertThat(read(GOOD.replace("9000000000", "null")).broken()).contains("no lease was renewed");
  }
}
