package io.scaletest.e2e.fabric8;

import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;

/** The operator made with java-operator-sdk, as its users would start it. */
final class SampleOperator {
  private SampleOperator() {}

  /** Returns its definition's name, whose objects it looks after in all namespaces. */
  static final String DEFINITION =
      """
      {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
       "metadata":{"name":"sites.sample.scaletest.io"},
       "spec":{"group":"sample.scaletest.io","scope":"Namespaced",
        "names":{"plural":"sites","singular":"site","kind":"Site"},
        "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
         "schema":{"openAPIV3Schema":
          {"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
      """;

  /** Returns the command {@code measure OPTIONS -- java -cp … SampleOperator}. */
  static ToolProcess.Builder measured(Path kubeconfig, String... options) {
    Path target = Repository.root().resolve("e2e/operator/target");
    String classPath = target.resolve("sample-operator.jar") + ":" + target.resolve("lib") + "/*";
    return ToolProcess.jar("measure", options)
        .arguments("--", "java", "-cp", classPath, "io.scaletest.sample.SampleOperator")
        .environment("KUBECONFIG", kubeconfig.toString());
  }
}
