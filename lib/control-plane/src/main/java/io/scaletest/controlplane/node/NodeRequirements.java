package io.scaletest.controlplane.node;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a machine must have for a node to run on it: root, cgroup version 1 and a few programs,
 * which Debian has packages of.
 */
public final class NodeRequirements {
  /** What namespaces, network, containers and the pods' first process are made with. */
  private static final List<String> PROGRAMS =
      List.of(
          "unshare",
          "nsenter",
          "setpriv",
          "mount",
          "tar",
          "gzip",
          "sha256sum",
          "ip",
          "nft",
          "containerd",
          "containerd-shim-runc-v2",
          "ctr",
          "runc",
          "catatonit");

  private static final List<String> PLUGINS = List.of("bridge", "host-local", "loopback");

  /** Debian's folder, and the one that everybody else's documentation names. */
  private static final List<Path> PLUGIN_FOLDERS =
      List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"));

  /** Where root's programs are, should the path lack them. */
  private static final String SYSTEM_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin";

  private NodeRequirements() {}

  /**
   * Does nothing where a node can run.
   *
   * @throws ToolException with status 10 and one line that names all that is missing
   */
  public static void check(Map<String, String> environment) {
    check(System.getProperty("user.name"), environment);
  }

  /** For tests: as another user. */
  static void check(String user, Map<String, String> environment) {
    List<String> missing = new ArrayList<>();
    if (!user.equals("root")) {
      missing.add("must be root");
    } else if (!NodeCgroups.available()) {
      missing.add("needs cgroup version 1, writable, below " + NodeCgroups.ROOT);
    }
    List<String> absent = new ArrayList<>();
    PROGRAMS.stream().filter(p -> find(p, environment).isEmpty()).forEach(absent::add);
    if (pluginFolder().isEmpty()) {
      absent.add("CNI plugins " + String.join(", ", PLUGINS) + " in " + PLUGIN_FOLDERS);
    }
    if (!absent.isEmpty()) {
      missing.add(
          "lacks " + String.join(", ", absent) + " (on Debian hack/install-packages.sh has them)");
    }
    if (!missing.isEmpty()) {
      throw new ToolException(
          ControlPlaneExit.NO_NODE, "--node: a node " + String.join("; ", missing));
    }
  }

  /** Returns the folders in which programs are looked for, with colons. */
  static String searchPath(Map<String, String> environment) {
    return environment.getOrDefault("PATH", "") + ":" + SYSTEM_FOLDERS;
  }

  /** Returns where a program is. */
  static Optional<Path> find(String program, Map<String, String> environment) {
    return Stream.of(searchPath(environment).split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Returns the folder that has the CNI plugins. */
  static Optional<Path> pluginFolder() {
    return PLUGIN_FOLDERS.stream()
        .filter(f -> PLUGINS.stream().allMatch(p -> Files.isExecutable(f.resolve(p))))
        .findFirst();
  }
}
