package io.scaletest.httperf.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyLogFileTest {
  @TempDir private Path folder;

  @Test
  void aLineIsThereAtOnceForTheOwnerAlone() throws IOException {
    Path file = folder.resolve("8080.keys");
    try (KeyLogFile log = KeyLogFile.create(file, CommonExit.OUTPUT)) {
      log.line("CLIENT_RANDOM ab cd");

      assertThat(file).hasContent("CLIENT_RANDOM ab cd\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aFileThatOthersMayReadIsReplacedByOneThatTheyMayNot() throws IOException {
    Path file = Files.writeString(folder.resolve("8080.keys"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    KeyLogFile.create(file, CommonExit.OUTPUT).close();

    assertThat(file).isEmptyFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aLinkIsReplacedAndNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("8080.keys"), victim);

    try (KeyLogFile log = KeyLogFile.create(link, CommonExit.OUTPUT)) {
      log.line("secret");
    }

    assertThat(victim).hasContent("precious");
    assertThat(link).isRegularFile().hasContent("secret");
  }

  @Test
  void aFileThatCannotBeMadeIsOneLine() {
    assertThatThrownBy(() -> KeyLogFile.create(folder.resolve("no/where"), CommonExit.OUTPUT))
        .isInstanceOf(ToolException.class)
        .hasMessage(
            "key log "
                + folder.resolve("no/where")
                + " cannot be made: no such file or folder; no-keylog does without");
  }
}
