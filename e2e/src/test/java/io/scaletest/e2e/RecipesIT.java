package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The blocks of docs/recipes.md, each run as it stands, with smaller sizes. */
@SideBySide
@ResourceLock("launcher")
@RealControlPlane
class RecipesIT {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final Pattern RECIPE =
      Pattern.compile("^## (.*?)$.*?^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "How many writes a second before p99 exceeds 100 ms? | RATES=50 100,LENGTH=3"
            + " | (?s)rate-50\\t[A-Z]+\\t[A-Z]+\\tp99 .*rate-100\\t",
        "Is server B slower than server A? | ROUNDS=1 2,OBJECTS=50"
            + " | (?s)a: median \\d.* 2 runs.*b: median \\d.* 2 runs",
        "Does the server take the time, etcd, or the way? | OBJECTS=400,EVERY=1s"
            + " | create\\t\\S+\\tclient \\S+ ms\\tserver \\S+ ms\\tetcd \\S+ ms",
        "How long until a watcher sees a change? | RATE=20,OBJECTS=60 | notification +60 ",
        "How many watchers does it carry? | WATCHERS=50,OBJECTS=20"
            + " | (?s)50 of 50 open at the end.*events +2,000, ",
        "How many nodes does it carry? | NODES=5 10,LENGTH=8"
            + " | (?s)[1-9]\\d*\\t[A-Z]+\\tready after.*[1-9]\\d*\\t[A-Z]+\\tready after",
        "How fast do pods start? | NODES=3,PODS=6 | pod start +6 ",
        "What does the network carry, and how evenly? | LENGTH=3 | client block lateness",
        "What did a killed run leave behind? | NONE=1 | (?i)delete",
      })
  void aRecipe(String title, String sizes, String expected, RealCluster cluster)
      throws IOException {
    for (String side : new String[] {"a", "b"}) {
      Files.copy(cluster.kubeconfig(), folder.resolve(side + ".kubeconfig"));
    }
    ToolProcess.Builder shell =
        ToolProcess.command("/bin/sh", "-euc", recipes().get(title))
            .directory(folder)
            .environment("KUBECONFIG", cluster.kubeconfig().toString())
            .environment("PATH", path())
            .environment("SCALETEST_PROGRESS_MS", "500");
    for (String size : sizes.split(",")) {
      shell.environment(size.split("=")[0], size.split("=")[1]);
    }
    try (ToolProcess recipe = shell.start()) {
      int status = recipe.awaitExit(LIMIT);
      assertThat(status).as(recipe.stdout() + recipe.stderr()).isZero();
      assertThat(recipe.stdout()).as(recipe.stderr()).containsPattern(expected);
    }
  }

  @Test
  void everyRecipeHasATest() throws IOException, NoSuchMethodException {
    CsvSource cases =
        RecipesIT.class
            .getDeclaredMethod(
                "aRecipe", String.class, String.class, String.class, RealCluster.class)
            .getAnnotation(CsvSource.class);

    assertThat(recipes().keySet())
        .allSatisfy(
            title -> assertThat(cases.value()).anyMatch(line -> line.startsWith(title + " |")));
  }

  /** Returns the recipes' commands by their headings. */
  private static Map<String, String> recipes() throws IOException {
    String page = Files.readString(Repository.root().resolve("docs/recipes.md"));
    Map<String, String> recipes = new LinkedHashMap<>();
    Matcher matcher = RECIPE.matcher(page);
    while (matcher.find()) {
      recipes.put(matcher.group(1), matcher.group(2));
    }
    assertThat(recipes).hasSameSizeAs(page.lines().filter("```sh"::equals).toList());
    return recipes;
  }

  /** The launcher, and the kubectl that the control plane was built with. */
  private static String path() {
    return Repository.root()
        + ":"
        + RealCluster.kubectl().getParent()
        + ":"
        + System.getenv("PATH");
  }
}
