package io.scaletest.common.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
  @TempDir Path folder;

  @Test
  void onlyTheOwnerMayReadIt() throws IOException {
    Path file = folder.resolve("admin.kubeconfig");

    PrivateFile.write(file, "secret");

    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(file).hasContent("secret");
  }

  @Test
  void itReplacesAFileThatOthersCouldRead() throws IOException {
    Path file = Files.writeString(folder.resolve("admin.kubeconfig"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    PrivateFile.write(file, "new");

    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(folder.toFile().list()).containsExactly("admin.kubeconfig");
  }

  @Test
  void oneThatCannotBeWrittenLeavesNothing() throws IOException {
    Path inTheWay = Files.createDirectory(folder.resolve("admin.kubeconfig"));
    Files.createFile(inTheWay.resolve("something"));

    assertThatThrownBy(() -> PrivateFile.write(inTheWay, "secret")).isInstanceOf(IOException.class);
    assertThat(folder.toFile().list()).containsExactly("admin.kubeconfig");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
