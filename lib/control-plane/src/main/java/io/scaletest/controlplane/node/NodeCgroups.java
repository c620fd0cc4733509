package io.scaletest.controlplane.node;

import io.scaletest.common.process.BoundedWait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The control groups, version 1, below which a node's pods are: one of the same name in each
 * hierarchy.
 */
final class NodeCgroups {
  static final Path ROOT = Path.of("/sys/fs/cgroup");

  /** Of cgroup version 2, on a machine that has both; runc makes its groups there by itself. */
  private static final String UNIFIED = "unified";

  /** What a new group of cpuset must be given before a process can enter it. */
  private static final List<String> CPUSET_FILES = List.of("cpuset.cpus", "cpuset.mems");

  /** Eight times the weight of one process: whatever else runs here is in the root group. */
  private static final String CPU_SHARES = "8192";

  private static final Duration EMPTY_LIMIT = Duration.ofMinutes(1);

  private final String name;
  private final BoundedWait wait;

  private NodeCgroups(String name, BoundedWait wait) {
    this.name = name;
    this.wait = wait;
  }

  /** Returns the groups of a data folder, whether or not there are any: its path names them. */
  static NodeCgroups of(Path dataDir, BoundedWait wait) {
    Objects.requireNonNull(dataDir, "dataDir is null");
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(dataDir.toString().getBytes(StandardCharsets.UTF_8));
      String key = HexFormat.of().formatHex(digest, 0, 6);
      return new NodeCgroups("scaletest-node-" + key, wait);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static boolean available() {
    return Files.isWritable(ROOT.resolve("memory/cgroup.procs"))
        && Files.isWritable(ROOT.resolve("cpuset/cgroup.procs"));
  }

  /** Returns the groups' path in each hierarchy. */
  String path() {
    return "/" + name;
  }

  void create() throws IOException {
    for (Path hierarchy : hierarchies()) {
      if (!hierarchy.endsWith(UNIFIED)) {
        Files.createDirectories(hierarchy.resolve(name));
      }
    }
    for (String file : CPUSET_FILES) {
      Path parent = ROOT.resolve("cpuset");
      Files.writeString(parent.resolve(name).resolve(file), Files.readString(parent.resolve(file)));
    }
    Files.writeString(ROOT.resolve("cpu").resolve(name).resolve("cpu.shares"), CPU_SHARES);
  }

  /**
   * Removes the groups. Their processes must have been killed; the kernel takes a moment to let go.
   *
   * @return whether none is left
   */
  boolean remove() throws IOException {
    List<Path> groups = hierarchies().stream().map(h -> h.resolve(name)).toList();
    return wait.until(EMPTY_LIMIT, () -> groups.stream().allMatch(NodeCgroups::removeTree));
  }

  private static boolean removeTree(Path group) {
    if (!Files.exists(group)) {
      return true;
    }
    try (Stream<Path> tree = Files.walk(group)) {
      // The files of a group are the kernel's and go with its folder.
      List<Path> folders =
          tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
      for (Path folder : folders) {
        Files.delete(folder);
      }
      return true;
    } catch (IOException stillInUse) {
      return false;
    }
  }

  private static List<Path> hierarchies() throws IOException {
    if (!available()) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(ROOT)) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }
}
