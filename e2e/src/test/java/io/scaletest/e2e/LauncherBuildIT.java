package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why the launcher builds, in a tree of one tool whose Maven does nothing. */
@SideBySide
class LauncherBuildIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir Path root;

  @BeforeEach
  void makeTree() throws IOException {
    Files.createDirectories(root.resolve(".mvn"));
    Files.createDirectories(root.resolve("lib"));
    Files.createDirectories(root.resolve("gc/target"));
    Files.createDirectories(root.resolve("gc/src/main"));
    Files.createFile(root.resolve("pom.xml"));
    Files.createFile(root.resolve("gc/src/main/Gc.java"));
    Files.writeString(
        root.resolve("gc/pom.xml"), "<tool.main.class>io.scaletest.gc.Gc</tool.main.class>");
    executable("mvnw", "#!/bin/sh\n");
    executable("scaletest", Files.readString(Repository.root().resolve("scaletest")));
  }

  private void executable(String name, String text) throws IOException {
    Path file = Files.writeString(root.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /** Makes a file that is so much younger than the tree. */
  private void younger(String name, int hours) throws IOException {
    Path file = root.resolve(name);
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    long treeMs = Files.getLastModifiedTime(root.resolve("pom.xml")).toMillis();
    Files.setLastModifiedTime(
        file, FileTime.fromMillis(treeMs + Duration.ofHours(hours).toMillis()));
  }

  private String build() {
    try (ToolProcess launcher =
        ToolProcess.command(root.resolve("scaletest").toString(), "build", "gc").start()) {
      assertThat(launcher.awaitExit(LIMIT)).as(launcher.stderr()).isZero();
      return launcher.stderr();
    }
  }

  @Test
  void aToolThatIsNotBuiltHasNoJar() {
    assertThat(build()).startsWith("building gc (no jar of gc yet; log: ");
  }

  @Test
  void aSourceYoungerThanTheJarHasChanged() throws IOException {
    younger("gc/target/gc.jar", 1);
    younger("gc/target/sbom.json", 2);
    younger("gc/src/main/Gc.java", 3);

    assertThat(build()).startsWith("building gc (sources have changed; log: ");
  }

  @Test
  void aJarWithoutItsBillOfMaterialsIsBuiltForThat() throws IOException {
    younger("gc/target/gc.jar", 1);

    assertThat(build())
        .startsWith("building gc (a bill of materials is missing or older than its jar; log: ");
  }

  @Test
  void whatHasBothIsNotBuilt() throws IOException {
    younger("gc/target/gc.jar", 1);
    younger("gc/target/sbom.json", 2);

    assertThat(build()).isEmpty();
  }
}
