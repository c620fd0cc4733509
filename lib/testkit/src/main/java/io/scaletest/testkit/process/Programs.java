package io.scaletest.testkit.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs that tests need and a machine may lack. */
public final class Programs {
  private Programs() {}

  /** Skips the test where one is missing; in CI, where all are to be installed, fails it. */
  public static void require(String... names) {
    for (String name : names) {
      boolean there =
          Arrays.stream(System.getenv("PATH").split(":"))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
      String reason = name + " is not on PATH; hack/install-packages.sh installs it";
      if (!there && "true".equals(System.getenv("CI"))) {
        throw new AssertionError(reason);
      }
      assumeTrue(there, reason);
    }
  }
}
