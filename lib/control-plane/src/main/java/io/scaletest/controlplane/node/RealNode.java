package io.scaletest.controlplane.node;

import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.components.CommandLines;
import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.components.ComponentSpec;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.process.ProcessEnd;
import io.scaletest.controlplane.process.ProcessIdentity;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The node of one data folder: its namespaces, network, cgroups and files, and the commands of its
 * processes, which whoever calls this starts. Calls block while they wait for the system; they are
 * made by one thread at a time, but for {@link #end}, which may come from any.
 */
public final class RealNode {
  /** The node's name in the cluster. */
  public static final String NAME = "real-node";

  /** The name of the process that holds the namespaces: all others end with it. */
  public static final String NAMESPACES = "node-namespaces";

  private static final String PAUSE_IMAGE = "localhost/pause:1";

  /** The folder as processes in the namespaces see it; short, since it holds a socket. */
  private static final String INSIDE = "/run/scaletest/";

  private static final String SOCKET = "/run/containerd/containerd.sock";

  /** The file that tells whether the link to this machine still is there. */
  private static final String LINK = "link";

  private static final int KUBELET_PORT = 10_250;
  private static final int METRICS_PORT = 1_338;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path dataDir;
  private final Path files;
  private final Supplier<? extends Map<String, ProcessIdentity>> running;
  private final BoundedWait wait;
  private final NodeCgroups cgroups;

  /**
   * @param dataDir the control plane's folder
   * @param files the folder below it that is the node's own
   * @param running tells which processes run of this control plane and its node, by name
   */
  public RealNode(
      Path dataDir,
      Path files,
      Supplier<? extends Map<String, ProcessIdentity>> running,
      BoundedWait wait) {
    this.dataDir = dataDir;
    this.files = files;
    this.running = running;
    this.wait = wait;
    this.cgroups = NodeCgroups.of(dataDir, wait);
  }

  /**
   * Writes what the namespaces are set up with, and makes the cgroups.
   *
   * @return the command of the process {@link #NAMESPACES}
   */
  public List<String> prepare() throws IOException {
    PrivateFile.createFolder(files);
    cgroups.create();
    for (String script : List.of("namespaces.sh", "network.sh", "archive.sh")) {
      Files.writeString(file(script), resource(script));
    }
    return List.of(
        "env",
        path(),
        "unshare",
        "--net",
        "--mount",
        "--pid",
        "--ipc",
        "--uts",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "sh",
        file("namespaces.sh").toString(),
        files.toString());
  }

  /**
   * Waits until the namespaces are set up and connects them with this machine.
   *
   * @param namespaces the process
   * @param apiServerPort the API server will listen on it, at the address returned
   * @return the network that now is there
   */
  public NodeNetwork connect(ProcessIdentity namespaces, int apiServerPort) throws IOException {
    boolean ready = wait.until(LIMIT, () -> Files.exists(file("ready")) || !namespaces.isAlive());
    if (!ready || !namespaces.isAlive()) {
      throw new ToolException(
          ControlPlaneExit.START,
          "the node's namespaces cannot be made; log: logs/" + NAMESPACES + ".log in " + dataDir);
    }
    NodeNetwork network = NodeNetwork.open(namespaces.pid());
    Files.writeString(file(LINK), network.mark());
    HostCommand.run(
        List.of(
            "nsenter",
            "--target",
            Long.toString(first(namespaces)),
            "--net",
            "sh",
            file("network.sh").toString(),
            network.machineAddress(),
            network.nodeAddress(),
            CommandLines.KUBERNETES_SERVICE_ADDRESS,
            Integer.toString(apiServerPort)));
    return network;
  }

  /** Writes containerd's files and returns its process. */
  public ComponentSpec containerd(NodeNetwork network) throws IOException {
    Map<String, String> values =
        Map.of(
            "node", network.nodeAddress(),
            "pods", network.podNetwork(),
            "plugins", NodeRequirements.pluginFolder().orElseThrow().toString());
    Files.createDirectories(file("cni"));
    Files.writeString(file("containerd.toml"), filled("containerd.toml", values));
    Files.writeString(file("cni/pods.conflist"), filled("pods.conflist", values));
    URI metrics = URI.create("http://" + network.nodeAddress() + ":" + METRICS_PORT);
    return new ComponentSpec(
        Component.CONTAINERD.binaryName(),
        Component.CONTAINERD,
        inside("containerd", "--config", INSIDE + "containerd.toml"),
        metrics,
        metrics.resolve("/v1/metrics"));
  }

  /** What a kubelet is and whom it trusts. */
  public record KubeletIdentity(CertificateAndKey server, String kubeconfig, String authorityPem) {}

  /** Writes the kubelet's files and returns its process. */
  public ComponentSpec kubelet(Path binary, NodeNetwork network, KubeletIdentity identity)
      throws IOException {
    PrivateFile.write(file("ca.crt"), identity.authorityPem());
    PrivateFile.write(file("kubelet.crt"), identity.server().certificatePem());
    PrivateFile.write(file("kubelet.key"), identity.server().privateKeyPem());
    PrivateFile.write(file("kubelet.kubeconfig"), identity.kubeconfig());
    Files.writeString(
        file("kubelet.yaml"),
        filled("kubelet.yaml", Map.of("node", network.nodeAddress(), "cgroup", cgroups.path())));
    URI address = URI.create("https://" + network.nodeAddress() + ":" + KUBELET_PORT);
    return new ComponentSpec(
        Component.KUBELET.binaryName(),
        Component.KUBELET,
        inside(
            binary.toString(),
            "--config=" + INSIDE + "kubelet.yaml",
            "--kubeconfig=" + INSIDE + "kubelet.kubeconfig",
            "--root-dir=" + INSIDE + "kubelet",
            "--cert-dir=" + INSIDE + "pki",
            "--hostname-override=" + NAME,
            "--node-ip=" + network.nodeAddress(),
            "--v=2"),
        address,
        address.resolve("/healthz"));
  }

  /** Waits for containerd to take commands, and gives it the image of each pod's first process. */
  public void importPause() throws IOException {
    wait.until(LIMIT, () -> HostCommand.attempt(ctr("version")).status() == 0);
    Path rootfs = Files.createDirectories(file("pause"));
    Path program = NodeRequirements.find("catatonit", System.getenv()).orElseThrow();
    Files.copy(program, rootfs.resolve("pause"));
    Path archive = file("pause.tar");
    HostCommand.run(
        List.of(
            "sh",
            file("archive.sh").toString(),
            archive.toString(),
            PAUSE_IMAGE,
            "{\"Entrypoint\":[\"/pause\",\"-P\"]}",
            rootfs.toString()));
    importImage(archive);
  }

  /**
   * Gives the node the images of an archive, an OCI layout or what {@code docker save} writes.
   *
   * @throws ToolException with status 7 if it cannot be read or no node runs
   */
  public void importImage(Path archive) {
    HostCommand.run(ctr("images", "import", "-"), archive);
  }

  /**
   * Kills kubelet, container runtime and containers. The network stays, so that the API server sees
   * their connections end, and has its address while it ends itself.
   *
   * @return processes that could not be ended; normally none
   */
  public List<ProcessIdentity> endProcesses() {
    return new ProcessEnd(wait)
        .kill(processes().stream().filter(p -> !holdsNamespaces(p)).toList());
  }

  /**
   * Kills everything of the node and removes what it has taken of the system and its files. Does
   * nothing where there is none.
   *
   * @return processes that could not be ended; normally none
   */
  public List<ProcessIdentity> end() {
    List<ProcessIdentity> left = new ProcessEnd(wait).kill(processes());
    try {
      if (!cgroups.remove()) {
        throw cannotBeRemoved("cgroups " + cgroups.path());
      }
      if (Files.exists(file(LINK))) {
        String link = Files.readString(file(LINK));
        wait.until(LIMIT, () -> NodeNetwork.isGone(link));
      }
    } catch (IOException e) {
      throw new ToolException(ControlPlaneExit.STOP, "the node cannot be removed: " + e, e);
    }
    if (!wait.until(LIMIT, this::filesAreGone)) {
      throw cannotBeRemoved("files in " + files);
    }
    return left;
  }

  /** Deletes the files; a process that is about to end may still make some. */
  private boolean filesAreGone() {
    if (!Files.exists(files)) {
      return true;
    }
    try (Stream<Path> tree = Files.walk(files)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
      return true;
    } catch (IOException | UncheckedIOException stillInUse) {
      return false;
    }
  }

  private static ToolException cannotBeRemoved(String what) {
    return new ToolException(
        ControlPlaneExit.STOP, "the node's " + what + " cannot be removed: something uses them");
  }

  /** The node's processes and all below them, of which those in the namespaces end with them. */
  private List<ProcessIdentity> processes() {
    Map<String, ProcessIdentity> now = running.get();
    return Stream.of(Component.KUBELET.binaryName(), Component.CONTAINERD.binaryName(), NAMESPACES)
        .flatMap(name -> Stream.ofNullable(now.get(name)))
        .flatMap(p -> Stream.concat(Stream.of(p), below(p)))
        .toList();
  }

  /** Tells whether it is the process on record or its child, the first one in the namespaces. */
  private boolean holdsNamespaces(ProcessIdentity process) {
    ProcessIdentity holder = running.get().get(NAMESPACES);
    return process.equals(holder)
        || process
            .handle()
            .flatMap(ProcessHandle::parent)
            .filter(parent -> holder != null && parent.pid() == holder.pid())
            .isPresent();
  }

  private static Stream<ProcessIdentity> below(ProcessIdentity process) {
    return process.handle().stream()
        .flatMap(ProcessHandle::descendants)
        .flatMap(handle -> ProcessIdentity.of(handle.pid()).stream());
  }

  /** Returns a command that runs in the namespaces and ends with the process that starts it. */
  private List<String> inside(String... command) {
    List<String> full =
        new ArrayList<>(
            List.of(
                "env",
                path(),
                "nsenter",
                "--target",
                Long.toString(firstProcess()),
                "--net",
                "--mount",
                "--pid",
                "--ipc",
                "--uts",
                "setpriv",
                "--pdeathsig",
                "KILL"));
    full.addAll(List.of(command));
    return full;
  }

  private List<String> ctr(String... words) {
    return inside(
        Stream.concat(
                Stream.of("ctr", "--address", SOCKET, "--namespace", "k8s.io"), Stream.of(words))
            .toArray(String[]::new));
  }

  private long firstProcess() {
    return Optional.ofNullable(running.get().get(NAMESPACES))
        .map(RealNode::first)
        .orElseThrow(
            () -> new ToolException(ControlPlaneExit.NOT_RUNNING, "no node runs in " + dataDir));
  }

  /** Returns the number that the first process in the namespaces has outside. */
  private static long first(ProcessIdentity namespaces) {
    return namespaces
        .handle()
        .flatMap(handle -> handle.children().findFirst())
        .orElseThrow(() -> new ToolException(ControlPlaneExit.START, "the node's namespaces ended"))
        .pid();
  }

  private static String path() {
    return "PATH=" + NodeRequirements.searchPath(System.getenv());
  }

  private Path file(String name) {
    return files.resolve(name);
  }

  private static String filled(String name, Map<String, String> values) throws IOException {
    String text = resource(name);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    return text;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = RealNode.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("this program was packaged without " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
