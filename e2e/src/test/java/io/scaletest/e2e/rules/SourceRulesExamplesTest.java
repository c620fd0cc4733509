package io.scaletest.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the rules find what they are meant to find, and only that. */
class SourceRulesExamplesTest {
  private static final String PATH = "cmdriver/src/main/java/io/scaletest/cmdriver/X.java";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CLOCK | long t = System.nanoTime();",
        "CLOCK | Instant t = Instant.now();",
        "EXIT | System.exit(1);",
        "EXIT | Runtime.getRuntime().halt(1);",
        "SLEEP | Thread.sleep(5);",
        "SLEEP | TimeUnit.SECONDS.sleep(5);",
        "RANDOM | var r = new Random();",
        "STACK_TRACE | e.printStackTrace();",
        "ASSERT | assert x > 0;",
        "DEFAULT_LOCALE | s.toLowerCase();",
        "FABRIC8_CONFIG | Config c = Config.fromKubeconfig(text);",
        "FABRIC8_CONFIG | var c = new ConfigBuilder().build();",
        "URL_ENCODING | URLEncoder.encode(name, UTF_8);",
        "URL_ENCODING | URLDecoder.decode(part, UTF_8);",
        "CERTIFICATES | KeyPairGenerator.getInstance(name);",
        "FABRIC8_CONFIG | config.setOnlyHttpWatches(true);",
      })
  void aViolationIsFoundWithItsLine(BannedCode rule, String code) {
    SourceFile file = SourceFile.of(PATH, "class X {\n" + code + "\n}\n");

    assertThat(rule.in(file)).singleElement().asString().startsWith(PATH + ":2: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CLOCK | // System.nanoTime() is banned",
        "CLOCK | /* Instant.now() */ int x;",
        "CLOCK | String s = \"System.nanoTime()\";",
        "EXIT | System.exit(ToolMain.execute(new CmDriver(), args));",
        "ASSERT | assertThat(x).isTrue();"
      })
  void whatOnlyLooksLikeOneIsNot(BannedCode rule, String code) {
    assertThat(rule.in(SourceFile.of(PATH, code))).isEmpty();
  }

  @Test
  void theClocksThemselvesMayReadTheTime() {
    var clock =
        SourceFile.of(
            PATH.replace("cmdriver/src", "lib/common/src").replace("cmdriver/X", "common/clock/X"),
            "System.nanoTime();");

    assertThat(BannedCode.CLOCK.in(clock)).isEmpty();
  }

  @Test
  void aMethodIsTooLongFromOneLineMore() {
    assertThat(MethodLength.violations(methodOf(MethodLength.MAX_LINES))).isEmpty();
    assertThat(MethodLength.violations(methodOf(MethodLength.MAX_LINES + 1)))
        .singleElement()
        .asString()
        .startsWith(PATH + ":2: 71 lines");
  }

  private static SourceFile methodOf(int lines) {
    return SourceFile.of(
        PATH, "class X {\n  void m(int a) {\n" + "    a();\n".repeat(lines) + "  }\n}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "lib/common, scaletest-kube",
    "lib/http2, scaletest-kube",
    "lib/kube, scaletest-driving",
    "lib/driving, scaletest-watching",
    "lib/driving, cmdriver",
    "quickstart, cmdriver",
    "cmdriver, scaletest-testkit",
    "cmdriver, scaletest-testkit-clusters"
  })
  void aDependencyInTheWrongDirectionIsFound(String module, String artifact) {
    assertThat(ModuleDirection.violations(module, dependency(artifact, "compile"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "lib/kube, scaletest-common, compile",
    "lib/embedded-apiserver, scaletest-http2, compile",
    "cmdriver, scaletest-driving, compile",
    "cmdriver, scaletest-testkit, test",
    "e2e, scaletest-testkit, compile"
  })
  void aDependencyInTheRightDirectionIsNot(String module, String artifact, String scope) {
    assertThat(ModuleDirection.violations(module, dependency(artifact, scope))).isEmpty();
  }

  @Test
  void aCycleOfPackagesIsFound() {
    var packages = new PackageGraph();
    packages.add(importing("cmdriver.a", "cmdriver.b"));
    packages.add(importing("cmdriver.b", "cmdriver.c"));
    assertThat(packages.cycle()).isEmpty();

    packages.add(importing("cmdriver.c", "cmdriver.b"));
    assertThat(packages.cycle())
        .hasValueSatisfying(
            way ->
                assertThat(way)
                    .containsExactly(
                        "io.scaletest.cmdriver.b",
                        "io.scaletest.cmdriver.c",
                        "io.scaletest.cmdriver.b"));
  }

  private static SourceFile importing(String from, String to) {
    return SourceFile.of(
        PATH, "package io.scaletest." + from + ";\nimport io.scaletest." + to + ".Thing;\n");
  }

  private static String dependency(String artifact, String scope) {
    return "<dependency><groupId>io.scaletest</groupId><artifactId>"
        + artifact
        + "</artifactId><scope>"
        + scope
        + "</scope></dependency>";
  }
}
