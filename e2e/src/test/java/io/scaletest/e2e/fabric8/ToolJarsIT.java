package io.scaletest.e2e.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import java.util.jar.JarFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that measure by themselves carry no class of fabric8, so that none can be loaded. */
@SideBySide
class ToolJarsIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "driver",
        "cmdriver",
        "cmdriver-closed",
        "flunder-driver",
        "cm-logger",
        "flunder-logger",
        "flunder-watch",
        "logger",
        "hollow-node",
        "player",
        "httperf",
        "quickstart",
        "embedded-apiserver",
      })
  void fabric8IsNotInside(String tool) throws Exception {
    try (JarFile jar = new JarFile(Repository.jar(tool).toFile())) {
      assertThat(jar.stream().map(Object::toString))
          .isNotEmpty()
          .noneMatch(name -> name.startsWith("io/fabric8/"));
    }
  }
}
