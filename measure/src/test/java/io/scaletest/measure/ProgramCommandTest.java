package io.scaletest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramCommandTest {
  private static final Path JAR = Path.of("/tmp/drop-in.jar");
  private static final Map<String, String> SETTINGS = Map.of("SCALETEST_ROWS", "r.csv");

  @ParameterizedTest
  @ValueSource(strings = {"java", "/usr/bin/java", "../jdk/bin/java", "java.exe"})
  void javaGetsTheAgentAsItsFirstOption(String java) {
    ProgramCommand command =
        ProgramCommand.of(List.of(java, "-cp", "a:b", "Main"), JAR, SETTINGS, "-Xmx1g");
    assertThat(command.words())
        .containsExactly(java, "-javaagent:/tmp/drop-in.jar", "-cp", "a:b", "Main");
    assertThat(command.environment()).isEqualTo(SETTINGS);
  }

  @Test
  void aScriptsJvmsGetItFromTheirEnvironment() {
    ProgramCommand command =
        ProgramCommand.of(List.of("./operator.sh", "--x"), JAR, SETTINGS, "-Xmx1g");
    assertThat(command.words()).containsExactly("./operator.sh", "--x");
    assertThat(command.environment())
        .containsEntry("JAVA_TOOL_OPTIONS", "-Xmx1g -javaagent:/tmp/drop-in.jar")
        .containsEntry("SCALETEST_ROWS", "r.csv");
  }
}
