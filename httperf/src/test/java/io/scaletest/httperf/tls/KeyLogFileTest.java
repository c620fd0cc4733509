package io.scaletest.httperf.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyLogFileTest {
  @TempDir private Path folder;

  @Test
  void aLineIsThereAtOnceForTheOwnerAlone() throws IOException {
    Path file = folder.resolve("8080.keys");
    try (KeyLogFile log = KeyLogFile.create(file)) {
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

    KeyLogFile.create(file).close();

    assertThat(file).isEmptyFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aLinkIsReplacedAndNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("8080.keys"), victim);

    try (KeyLogFile log = KeyLogFile.create(link)) {
      log.line("secret");
    }

    assertThat(victim).hasContent("precious");
    assertThat(link).isRegularFile().hasContent("secret");
  }

  @Test
  void aClientTakesTheFileOfTheRunBeforeIt() throws IOException {
    try (KeyLogFile first = KeyLogFile.claim(folder)) {
      first.line("CLIENT_RANDOM 1".getBytes(StandardCharsets.US_ASCII));
    }
    try (KeyLogFile second = KeyLogFile.claim(folder)) {
      assertThat(second.path()).isEqualTo(folder.resolve("httperf-client.keys")).isEmptyFile();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void clientsAtOnceHaveAFileEach() throws IOException {
    try (KeyLogFile first = KeyLogFile.claim(folder);
        KeyLogFile second = KeyLogFile.claim(folder)) {
      first.line("CLIENT_RANDOM 1".getBytes(StandardCharsets.US_ASCII));

      assertThat(second.path()).isEqualTo(folder.resolve("httperf-client-2.keys"));
      assertThat(first.path()).hasContent("CLIENT_RANDOM 1\n");
    }
  }

  @Test
  void aFileThatCannotBeMadeIsTold() {
    assertThatThrownBy(() -> KeyLogFile.claim(folder.resolve("nowhere")))
        .isInstanceOf(IOException.class);
  }
}
