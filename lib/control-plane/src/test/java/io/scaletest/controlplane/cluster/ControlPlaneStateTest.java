package io.scaletest.controlplane.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.components.ComponentSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneStateTest {
  private static final ControlPlaneState STATE =
      new ControlPlaneState(
          true,
          List.of(
              new ComponentSpec(
                  "kube-apiserver-1",
                  Component.KUBE_APISERVER,
                  List.of("/bin/kube-apiserver", "--secure-port=20001"),
                  URI.create("https://127.0.0.1:20001"),
                  URI.create("https://127.0.0.1:20001/readyz"))));

  @TempDir Path folder;

  @Test
  void itsFormIsThePromisedOne() throws IOException {
    Path file = folder.resolve("state.json");

    STATE.write(file);

    assertThat(Files.readString(file).replace("\r\n", "\n"))
        .isEqualTo(
            """
            {
              "schema" : "scaletest-control-plane-state",
              "schemaVersion" : 1,
              "durable" : true,
              "components" : [ {
                "name" : "kube-apiserver-1",
                "component" : "kube-apiserver",
                "address" : "https://127.0.0.1:20001",
                "readyUrl" : "https://127.0.0.1:20001/readyz",
                "command" : [ "/bin/kube-apiserver", "--secure-port=20001" ]
              } ]
            }
            """);
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    Path file = folder.resolve("state.json");
    STATE.write(file);

    assertThat(ControlPlaneState.read(file)).isEqualTo(STATE);
  }

  @Test
  void aLaterFormIsRefusedByItsVersion() throws IOException {
    Path file = folder.resolve("state.json");
    STATE.write(file);
    String later = Files.readString(file).replace("\"schemaVersion\" : 1", "\"schemaVersion\" : 2");
    Files.writeString(file, later);

    assertThatThrownBy(() -> ControlPlaneState.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void somethingElseIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("state.json"), "{\"half\":");

    assertThatThrownBy(() -> ControlPlaneState.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a control plane's state");
  }
}
