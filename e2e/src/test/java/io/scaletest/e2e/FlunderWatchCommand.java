package io.scaletest.e2e;

import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line of flunder-watch, and what it watches. */
final class FlunderWatchCommand {
  private FlunderWatchCommand() {}

  static ToolProcess.Builder flunderWatch(Path kubeconfig, String... options) {
    List<String> arguments = new ArrayList<>(List.of("-kubeconfig", kubeconfig.toString()));
    arguments.addAll(Arrays.asList(options));
    return ToolProcess.jar("flunder-watch", arguments.toArray(String[]::new));
  }

  static void createFlunder(TestCluster cluster, String namespace, String name) {
    String flunder =
        """
        {"apiVersion": "wardle.example.com/v1alpha1", "kind": "Flunder", "spec": {},
         "metadata": {"namespace": "%s", "name": "%s"}}
        """;
    cluster.client().resource(flunder.formatted(namespace, name)).create();
  }
}
