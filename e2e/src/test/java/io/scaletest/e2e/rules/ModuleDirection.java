package io.scaletest.e2e.rules;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which module may depend on which: wire, page, common, http2, kube, driving and watching, tools,
 * e2e.
 */
final class ModuleDirection {
  /** Libraries, and the libraries each may use outside its tests. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.ofEntries(
          library("wire"),
          library("page", "wire"),
          library("common", "wire", "page"),
          library("http2"),
          library("kube", "wire", "common", "http2"),
          library("fleet-member", "common"),
          library("driving", "wire", "common", "kube", "fleet-member"),
          library("watching", "wire", "common", "kube", "fleet-member"),
          library("fabric8", "wire", "common", "kube"),
          library("fabric8-dropin", "wire", "common", "kube", "fabric8"),
          library("control-plane", "wire", "common", "kube", "fabric8"),
          library("embedded-apiserver", "wire", "common", "http2"),
          library("testkit", "wire", "common", "http2", "kube"),
          library(
              "testkit-clusters",
              "wire",
              "common",
              "kube",
              "fabric8",
              "control-plane",
              "embedded-apiserver",
              "testkit"));

  private static final Set<String> FOR_TESTS =
      Set.of("scaletest-testkit", "scaletest-testkit-clusters");

  /** Modules that see everything; nothing sees them. */
  private static final Set<String> TOP = Set.of("bench", "e2e", "dist");

  private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>(.*?)</dependency>");
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.*?)</artifactId>");

  private ModuleDirection() {}

  /**
   * Returns the dependencies that point the wrong way, a line each.
   *
   * @param module folder of the module
   * @param pom its pom.xml
   */
  static List<String> violations(String module, String pom) {
    var violations = new ArrayList<String>();
    Matcher dependencies = DEPENDENCY.matcher(pom.replaceAll("(?s)<!--.*?-->", ""));
    while (dependencies.find()) {
      String dependency = dependencies.group(1);
      if (!dependency.contains("<groupId>io.scaletest</groupId>") || TOP.contains(module)) {
        continue;
      }
      Matcher artifact = ARTIFACT.matcher(dependency);
      boolean inTests = dependency.contains("<scope>test</scope>");
      if (artifact.find() && !isAllowed(module, artifact.group(1), inTests)) {
        violations.add(
            module
                + "/pom.xml: must not depend on "
                + artifact.group(1)
                + "; libraries never use tools, a tool never uses a tool, and only tests use"
                + " testkit: move what both need to the lowest library that can hold it");
      }
    }
    return violations;
  }

  private static boolean isAllowed(String module, String artifact, boolean inTests) {
    if (!artifact.startsWith("scaletest-")) {
      return false; // a tool
    }
    if (inTests) {
      return true;
    }
    if (LIBRARIES.containsKey(module)) {
      return LIBRARIES.get(module).contains(artifact);
    }
    return !FOR_TESTS.contains(artifact);
  }

  private static Map.Entry<String, Set<String>> library(String name, String... uses) {
    return Map.entry(
        "lib/" + name, Arrays.stream(uses).map(use -> "scaletest-" + use).collect(toSet()));
  }
}
