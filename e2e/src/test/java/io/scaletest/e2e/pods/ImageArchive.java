package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image as hack/build-image.sh writes it, unpacked into a folder: its configuration, and the
 * files of its layers.
 */
record ImageArchive(Path layout) {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final JsonMapper JSON = new JsonMapper();

  /** Unpacks an archive into a new folder. */
  static ImageArchive unpack(Path archive, Path folder) {
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tar("-xf", archive.toString(), "-C", folder.toString());
    return new ImageArchive(folder);
  }

  /** Returns the object "config" of the OCI image configuration. */
  JsonNode config() {
    return json(layout.resolve(image().path("Config").asString())).path("config");
  }

  /** Returns the names that the image has in the archive. */
  List<String> names() {
    return strings("RepoTags");
  }

  /** Returns the paths of the layers in the layout, from below. */
  List<String> layers() {
    return strings("Layers");
  }

  /** Returns the packages that a bill of materials in the uppermost layers lists, as URLs. */
  List<String> packages(String sbom) {
    for (String layer : layers()) {
      String blob = layout.resolve(layer).toString();
      if (tar("-tf", blob).lines().anyMatch(("./" + sbom)::equals)) {
        return JSON.readTree(tar("-xOf", blob, "./" + sbom))
            .path("components")
            .valueStream()
            .map(component -> component.path("purl").asString())
            .toList();
      }
    }
    throw new AssertionError("no " + sbom + " in the image");
  }

  private List<String> strings(String name) {
    return image().path(name).valueStream().map(JsonNode::asString).toList();
  }

  private JsonNode image() {
    return json(layout.resolve("manifest.json")).path(0);
  }

  private static JsonNode json(Path file) {
    return JSON.readTree(file.toFile());
  }

  private static String tar(String... words) {
    try (ToolProcess tar = ToolProcess.command("tar").arguments(words).start()) {
      assertThat(tar.awaitExit(LIMIT)).as(tar.stderr()).isZero();
      return tar.stdout();
    }
  }
}
