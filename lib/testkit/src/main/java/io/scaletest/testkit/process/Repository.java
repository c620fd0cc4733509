package io.scaletest.testkit.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the working copy that the tests run in. */
public final class Repository {
  private Repository() {}

  /** Returns the root: the nearest folder, from the working directory upward, with the wrapper. */
  public static Path root() {
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw")) && Files.exists(folder.resolve("lib"))) {
        return folder;
      }
    }
    throw new IllegalStateException("not inside a working copy: " + here);
  }

  /** Returns the executable jar of a tool, which must have been packaged. */
  public static Path jar(String module) {
    String file = module.substring(module.lastIndexOf('/') + 1) + ".jar";
    Path jar = root().resolve(module).resolve("target").resolve(file);
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          jar + " is not there; make it with: ./mvnw -pl " + module + " -am package -DskipTests");
    }
    return jar;
  }
}
