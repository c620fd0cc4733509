package io.scaletest.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The Java of one version on this machine, as Debian's alternatives lay them out. */
final class Jdk {
  private static final Path JVMS = Path.of("/usr/lib/jvm");

  private Jdk() {}

  /** Returns its home; skips the test where there is none, but fails it in CI. */
  static Path home(int version) {
    Optional<Path> home = find(version);
    String reason = "no Java " + version + " in " + JVMS + "; hack/install-packages.sh installs it";
    if (home.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError(reason);
    }
    assumeTrue(home.isPresent(), reason);
    return home.get();
  }

  private static Optional<Path> find(int version) {
    if (!Files.isDirectory(JVMS)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(JVMS)) {
      return homes.sorted().filter(home -> version == versionOf(home)).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int versionOf(Path home) {
    if (!Files.isExecutable(home.resolve("bin/java"))
        || !Files.isReadable(home.resolve("release"))) {
      return 0;
    }
    var release = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
      release.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = release.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }
}
