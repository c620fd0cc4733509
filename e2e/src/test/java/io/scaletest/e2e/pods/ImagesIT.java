package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The builder of images and what make does with it, as far as they can be seen without a node. */
@SideBySide
class ImagesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Path HACK = Repository.root().resolve("hack");
  private static final String GC = Repository.root().resolve("gc").toString();

  /** Stands for an engine: it says what it was asked for. */
  private static final String ENGINE =
      """
      #!/bin/sh
      echo "${0##*/} $*" >>"$CALLS"
      [ "$1" != pull ] || echo the-id
      """;

  @TempDir private Path folder;

  @Test
  void anImageBuiltTwiceHasTheSameBytes() throws IOException {
    // Everything twice, the JRE included.
    for (String time : List.of("first", "second")) {
      Path rootfs = folder.resolve(time);
      run(0, HACK.resolve("image/base.sh"), rootfs.toString());
      run(0, HACK.resolve("image/archive.sh"), archive(time), "a:1", "{}", rootfs.toString());
      run(0, HACK.resolve("build-image.sh"), "gc", archive("gc-" + time));
    }

    assertThat(Files.mismatch(Path.of(archive("first")), Path.of(archive("second")))).isEqualTo(-1);
    assertThat(Files.mismatch(Path.of(archive("gc-first")), Path.of(archive("gc-second"))))
        .isEqualTo(-1);
  }

  private String archive(String time) {
    return folder.resolve(time + ".tar").toString();
  }

  @Test
  void anImageSaysWhatItIsAndWhatItIsMadeOf() {
    Map<String, String> settings =
        Map.of("SOURCE", "https://me:secret@git.example/scaletest", "SOURCE_DATE_EPOCH", "86400");
    run(0, settings, Path.of("make"), "-C", GC, "image", "RESULTS=" + folder);

    ImageArchive image = ImageArchive.unpack(Path.of(archive("gc")), folder.resolve("gc"));
    Map<String, String> labels = new TreeMap<>();
    image
        .config()
        .path("Labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
    assertThat(labels)
        .containsEntry("org.opencontainers.image.title", "gc")
        .containsEntry("org.opencontainers.image.description", "Deletes what a run left behind")
        .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
        .containsEntry("org.opencontainers.image.source", "https://git.example/scaletest")
        .containsEntry("org.opencontainers.image.created", "1970-01-02T00:00:00Z")
        .containsKey("org.opencontainers.image.version");
    assertThat(labels.get("org.opencontainers.image.revision"))
        .matches("[0-9a-f]{40}(-dirty)?|unknown");
    assertThat(image.config().path("User").asString()).isEqualTo("65534:65534");
    assertThat(image.packages("opt/scaletest/sbom.json"))
        .anyMatch(each -> each.startsWith("pkg:maven/io.fabric8/kubernetes-client@"))
        .anyMatch(each -> each.startsWith("pkg:maven/io.scaletest/scaletest-kube@"));
    assertThat(image.packages("opt/scaletest/base-sbom.json"))
        .anyMatch(each -> each.contains("jdk"));
  }

  @Test
  void anImageStandsOnTheBaseThatIsGiven() {
    run(0, HACK.resolve("build-image.sh"), "gc", archive("base"));
    run(
        0,
        Map.of("BASE", archive("base")),
        HACK.resolve("build-image.sh"),
        "httperf",
        archive("httperf"),
        "a/httperf:1,a/httperf:2");

    ImageArchive base = ImageArchive.unpack(Path.of(archive("base")), folder.resolve("base"));
    ImageArchive image = ImageArchive.unpack(Path.of(archive("httperf")), folder.resolve("image"));
    assertThat(image.names()).containsExactly("a/httperf:1", "a/httperf:2");
    assertThat(image.layers()).hasSize(3).startsWith(base.layers().toArray(String[]::new));
    assertThat(image.config().path("Entrypoint").path(0).asString()).isEqualTo("/go_httperf");
    assertThat(image.config().path("Env").valueStream().map(each -> each.asString()))
        .as("the base's, and each once")
        .containsExactlyInAnyOrder("PATH=/usr/bin", "JAVA_HOME=/opt/java", "LANG=C.UTF-8");
  }

  @Test
  void everyImageIsOfAModuleWithAMakefile() throws IOException {
    assertThat(lines())
        .isNotEmpty()
        .allSatisfy(
            line -> {
              String module = line.split(" ")[1];
              assertThat(Repository.jar(module)).exists();
              assertThat(Repository.root().resolve(module).resolve("Makefile"))
                  .hasContent("include ../hack/image/images.mk");
            });
  }

  @Test
  void everyImageIsStartedByATestOnTheNode() throws IOException {
    StringBuilder tests = new StringBuilder();
    Path sources = Repository.root().resolve("e2e/src/test/java/io/scaletest/e2e/pods");
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith("PodsIT.java")).toList()) {
        tests.append(Files.readString(file));
      }
    }

    assertThat(lines())
        .extracting(line -> line.split(" ")[0])
        .filteredOn(name -> !name.equals("gc"))
        .as("images; gc's is PublishedImageIT's")
        .allSatisfy(name -> assertThat(tests).contains("\"" + name + "\""));
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(HACK.resolve("image/images")).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  @Test
  void publishHasAnEnginePushTheCommitAndLatest() throws IOException {
    Path calls = folder.resolve("calls");
    for (String engine : List.of("docker", "podman", "buildah")) {
      Path program = Files.createDirectories(folder.resolve("bin")).resolve(engine);
      Files.writeString(program, ENGINE);
      assertThat(program.toFile().setExecutable(true)).isTrue();
      run(
          0,
          Map.of(
              "CALLS", calls.toString(), "PATH", program.getParent() + ":" + System.getenv("PATH")),
          Path.of("make"),
          "-C",
          GC,
          "publish",
          "DOCKERPFX=registry.example/ns",
          "ENGINE=" + engine,
          "INSECURE=true",
          "RESULTS=" + folder);
    }

    String said = Files.readString(calls).replaceAll("gc:([0-9a-f]{40}(-dirty)?|unknown)", "gc:C");
    assertThat(said.lines())
        .containsExactly(
            "docker load --input " + archive("gc"),
            "docker push registry.example/ns/gc:C",
            "docker push registry.example/ns/gc:latest",
            "podman load --input " + archive("gc"),
            "podman push --tls-verify=false registry.example/ns/gc:C",
            "podman push --tls-verify=false registry.example/ns/gc:latest",
            "buildah pull --quiet docker-archive:" + archive("gc"),
            "buildah tag the-id registry.example/ns/gc:C",
            "buildah tag the-id registry.example/ns/gc:latest",
            "buildah push --tls-verify=false registry.example/ns/gc:C",
            "buildah push --tls-verify=false registry.example/ns/gc:latest");
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() {
    assertThat(run(2, HACK.resolve("build-image.sh"), "nothing"))
        .contains("hollow-node", "cm-logger");
    assertThat(run(2, HACK.resolve("image/archive.sh"), "x.tar", "untagged", "{}", "."))
        .contains("must have a tag: untagged");
    assertThat(run(2, HACK.resolve("image/push.sh"), "rkt", "x.tar", "a:1"))
        .contains("ENGINE: must be docker, podman, buildah or none, got rkt");
    Map<String, String> noBase = Map.of("BASE", folder.toString());
    assertThat(run(1, noBase, HACK.resolve("build-image.sh"), "gc", archive("gc")))
        .contains("BASE: no OCI layout: " + folder);
  }

  private String run(int expected, Path script, String... words) {
    return run(expected, Map.of(), script, words);
  }

  /** Runs a script to an expected status; returns what it complained of. */
  private String run(int expected, Map<String, String> settings, Path script, String... words) {
    ToolProcess.Builder command =
        ToolProcess.command(script.toString()).arguments(words).directory(folder);
    settings.forEach(command::environment);
    try (ToolProcess process = command.start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(expected);
      return process.stderr();
    }
  }
}
