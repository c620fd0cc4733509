package io.scaletest.e2e.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which module may depend on which: common, http2, kube, driving and watching, tools, e2e. */
final class ModuleDirection {
  private static final String TESTKIT = "lib/testkit";

  /** Libraries, and the libraries each may use outside its tests. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "lib/common",
          Set.of(),
          "lib/http2",
          Set.of(),
          "lib/kube",
          Set.of("scaletest-common", "scaletest-http2"),
          "lib/driving",
          Set.of("scaletest-common", "scaletest-kube"),
          "lib/watching",
          Set.of("scaletest-common", "scaletest-kube"),
          "lib/fabric8",
          Set.of("scaletest-common", "scaletest-kube"),
          "lib/fabric8-dropin",
          Set.of("scaletest-common", "scaletest-kube", "scaletest-fabric8"),
          "lib/control-plane",
          Set.of("scaletest-common", "scaletest-kube"),
          "lib/embedded-apiserver",
          Set.of("scaletest-common", "scaletest-http2"),
          TESTKIT,
          Set.of(
              "scaletest-common",
              "scaletest-http2",
              "scaletest-kube",
              "scaletest-control-plane",
              "scaletest-embedded-apiserver"));

  /** Modules that see everything; nothing sees them. */
  private static final Set<String> TOP = Set.of("bench", "e2e");

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
    return !artifact.equals("scaletest-testkit");
  }
}
