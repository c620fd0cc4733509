package io.scaletest.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules over the whole tree. Each message says what to write instead. */
class SourceRulesTest {
  /** A status manager is a part of the kubelet, and named by Kubernetes. */
  private static final Pattern DUMPING_GROUND =
      Pattern.compile("(?!StatusManager).*(Utils?|Helper|Manager)");

  private static final Pattern DUMPING_FOLDER =
      Pattern.compile(".*/(utils?|helpers?|managers?|misc)(/.*)?");

  @ParameterizedTest
  @EnumSource
  void bannedCodeStandsNowhereElse(BannedCode rule) throws IOException {
    assertThat(sources().stream().flatMap(rule::in)).isEmpty();
  }

  @Test
  void methodsFitOnAScreen() throws IOException {
    assertThat(sources().stream().flatMap(file -> MethodLength.violations(file).stream()))
        .isEmpty();
  }

  @Test
  void nothingIsADumpingGround() throws IOException {
    assertThat(sources())
        .as("name the topic: GoQuote, RunId")
        .noneMatch(file -> DUMPING_GROUND.matcher(file.simpleName()).matches())
        .noneMatch(file -> DUMPING_FOLDER.matcher(file.folder()).matches());
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    List<String> folders =
        sources().stream().filter(SourceFile::isMain).map(SourceFile::folder).distinct().toList();

    assertThat(folders)
        .as("packages without package-info.java")
        .allMatch(folder -> Files.exists(root().resolve(folder).resolve("package-info.java")));
  }

  @Test
  void nothingLivesInARootPackage() throws IOException {
    assertThat(sources())
        .as("a class belongs to a topic, below io.scaletest and below io.scaletest.common")
        .noneMatch(file -> file.folder().endsWith("/java/io/scaletest"))
        .noneMatch(file -> file.folder().endsWith("/main/java/io/scaletest/common"))
        .noneMatch(file -> file.folder().endsWith("/main/java/io/scaletest/kube"));
  }

  @Test
  void modulesDependInOneDirection() throws IOException {
    for (Path pom : find(SourceRulesTest::isModulePom)) {
      String module = root().relativize(pom.getParent()).toString();
      assertThat(ModuleDirection.violations(module, Files.readString(pom))).isEmpty();
    }
  }

  @Test
  void everyToolsJarHasABillOfMaterials() throws IOException {
    for (Path pom : find(SourceRulesTest::isModulePom)) {
      String text = Files.readString(pom);
      if (text.contains("<tool.main.class>")) {
        assertThat(text)
            .as(pom + ": a tool has the plugins of gc/pom.xml")
            .contains("<artifactId>maven-shade-plugin<", "<artifactId>cyclonedx-maven-plugin<");
      }
    }
  }

  @Test
  void packagesDependInOneDirection() throws IOException {
    var packages = new PackageGraph();
    sources().stream().filter(SourceFile::isMain).forEach(packages::add);

    assertThat(packages.cycle())
        .as("packages that import each other: move what both need to a package below them")
        .isEmpty();
  }

  private static boolean isModulePom(Path file) {
    return file.getFileName().toString().equals("pom.xml") && !file.getParent().equals(root());
  }

  private static List<SourceFile> sources() throws IOException {
    List<Path> files = find(file -> file.toString().endsWith(".java"));
    assertThat(files).as("the tree").hasSizeGreaterThan(100);
    var sources = new SourceFile[files.size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = SourceFile.read(root(), files.get(i));
    }
    return Arrays.asList(sources);
  }

  private static List<Path> find(Predicate<Path> wanted) throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(wanted)
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }

  private static Path root() {
    return Repository.root();
  }
}
