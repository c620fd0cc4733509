package io.scaletest.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Programs;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The schema of the embedded API server's protobuf is what Kubernetes' own Go types say. */
@SideBySide
class ProtobufSchemaIT {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final Path SCHEMA =
      Path.of("lib/wire/src/main/resources/io/scaletest/wire/protobuf/kubernetes.schema");

  @Test
  void theSchemaIsWhatIsMadeOfKubernetesOwnTypes() throws IOException {
    Programs.require("go");
    String script = Repository.root().resolve("hack/protobuf-schema.sh").toString();
    try (ToolProcess make = ToolProcess.command(script).start()) {
      assertThat(make.awaitExit(LIMIT)).as(make.stderr()).isZero();
      assertThat(make.stdout()).isEqualTo(Files.readString(Repository.root().resolve(SCHEMA)));
    }
  }
}
