package io.scaletest.controlplane.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.common.process.ResidentMemory;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.components.ComponentSpec;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.process.ProcessEnd;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A real control plane on this machine: etcd, one or more kube-apiservers, scheduler, controller
 * manager and sample-apiserver, each a process of its own that outlives this object. Safe for use
 * by many threads.
 */
public final class ControlPlane implements AutoCloseable {
  /** The namespace that every tool works in unless told otherwise. */
  public static final String NAMESPACE = "scaletest";

  /** How long an {@code up} that is asked to stop may take: the graces of its components. */
  private static final Duration OWNER_LIMIT = Duration.ofSeconds(45);

  /** What the kernel takes to clear away a killed process of a gigabyte, on a busy machine. */
  private static final Duration PORT_LIMIT = Duration.ofMinutes(1);

  private final DataFolder folder;
  private final ControlPlaneState state;
  private final Credentials credentials;
  private final ComponentProcesses processes;
  private final ClusterAccess access;
  private final BoundedWait wait;

  ControlPlane(
      DataFolder folder,
      ControlPlaneState state,
      Credentials credentials,
      ComponentProcesses processes,
      BoundedWait wait) {
    this.folder = folder;
    this.state = state;
    this.credentials = credentials;
    this.processes = processes;
    this.wait = wait;
    this.access = new ClusterAccess(credentials.clientOf(servers().get(0)));
  }

  /**
   * Starts a control plane and returns when every component is ready and the flunder API answers.
   * If that fails, or this process is told to end meanwhile, nothing is left running.
   *
   * @throws ToolException with a status of {@link ControlPlaneExit}
   */
  public static ControlPlane start(ControlPlaneOptions options, BuildListener listener) {
    Launch launch = new Launch(options, listener);
    Thread hook = new Thread(launch::stopAll, "control-plane-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    boolean keepHook = false;
    try {
      ControlPlane controlPlane = launch.run();
      keepHook = options.stopAtExit();
      return controlPlane;
    } finally {
      if (!keepHook) {
        removeHook(hook);
      }
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The hook is at work and will do what it is for.
    }
  }

  /** Finds or builds the binaries that these options need, without starting any. */
  public static Map<Component, Path> obtainBinaries(
      ControlPlaneOptions options, BuildListener listener) {
    Launch launch = new Launch(options, listener);
    Thread hook = new Thread(launch::stopAll, "control-plane-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return launch.findBinaries();
    } finally {
      removeHook(hook);
    }
  }

  /** Returns the control plane that was last started in a folder, whether or not it still runs. */
  public static Optional<ControlPlane> find(Path dataDir) {
    DataFolder folder = DataFolder.at(dataDir);
    if (!Files.exists(folder.stateFile())) {
      return Optional.empty();
    }
    Ticker ticker = Ticker.system();
    BoundedWait wait = new BoundedWait(ticker);
    try {
      return Optional.of(
          new ControlPlane(
              folder,
              ControlPlaneState.read(folder.stateFile()),
              Credentials.read(folder.pki(), WallClock.anchoredTo(ticker).now()),
              new ComponentProcesses(folder, wait),
              wait));
    } catch (IOException e) {
      throw new ToolException(ControlPlaneExit.DATA_DIR, "--data-dir: " + e.getMessage(), e);
    }
  }

  /**
   * Ends everything that runs in a folder: first the {@code up} that may be at work there, then
   * each component. Works whatever is left of the folder; does nothing where nothing runs.
   *
   * @return how many processes were ended
   */
  public static int down(Path dataDir) {
    DataFolder folder = DataFolder.at(dataDir);
    if (!Files.isDirectory(folder.path())) {
      return 0;
    }
    BoundedWait wait = new BoundedWait(Ticker.system());
    int before = folder.running().size();
    Optional<ProcessIdentity> owner = folder.owner();
    owner.ifPresent(o -> new ProcessEnd(wait).stop(List.of(o), OWNER_LIMIT));
    int after = new ComponentProcesses(folder, wait).stopAll();
    folder.release();
    return Math.max(before, after);
  }

  /**
   * Ends what a process that was killed left running in a folder.
   *
   * @return false, and nothing is done, if the process that started it still runs
   */
  public static boolean downIfAbandoned(Path dataDir) {
    if (DataFolder.at(dataDir).owner().isPresent()) {
      return false;
    }
    down(dataDir);
    return true;
  }

  public Path dataDir() {
    return folder.path();
  }

  /**
   * Returns whether the control plane of a folder was ready once, and not ended since by {@link
   * #down}: then it has all that {@link #startMissing} needs, whatever was killed.
   */
  public static boolean wasReady(Path dataDir) {
    return Files.exists(DataFolder.at(dataDir).adminKubeconfig());
  }

  /**
   * Starts each component that has ended, with the data and at the address that it had, and returns
   * when every one is ready. Only for a control plane that {@link #wasReady}, without a node.
   *
   * @return the names of those that were started
   * @throws ToolException with status 7 if one does not become ready
   */
  public List<String> startMissing() {
    try (DataFolder.Lock lock = folder.lock()) {
      lock.claim(ProcessIdentity.own());
      List<String> started = new ArrayList<>();
      for (ComponentSpec spec : state.components()) {
        ProcessIdentity running = folder.running().get(spec.name());
        if (running == null) {
          started.add(spec.name());
          awaitFreePort(spec);
          running = processes.start(spec);
        }
        processes.awaitReady(spec, running, access);
      }
      return started;
    } finally {
      folder.release();
    }
  }

  /** Returns the administrator's kubeconfig, mode 0600. */
  public Path kubeconfig() {
    return folder.adminKubeconfig();
  }

  /** Returns the API servers, the first first. */
  public List<URI> servers() {
    return apiServers().stream().map(ComponentSpec::address).toList();
  }

  /** Returns a client of the first API server with every right; {@link #close} closes it. */
  public KubernetesClient client() {
    return access.client();
  }

  /** Returns the process of a component by its name, such as {@code kube-apiserver-1}. */
  public OptionalLong pid(String name) {
    ProcessIdentity process = folder.running().get(name);
    return process == null ? OptionalLong.empty() : OptionalLong.of(process.pid());
  }

  /** Looks at each component, now. */
  public List<ComponentStatus> status() {
    Map<String, ProcessIdentity> running = folder.running();
    return state.components().stream().map(spec -> look(spec, running.get(spec.name()))).toList();
  }

  private ComponentStatus look(ComponentSpec spec, ProcessIdentity process) {
    if (process == null) {
      return new ComponentStatus(
          spec.name(),
          spec.component(),
          OptionalLong.empty(),
          spec.address(),
          false,
          OptionalLong.empty());
    }
    return new ComponentStatus(
        spec.name(),
        spec.component(),
        OptionalLong.of(process.pid()),
        spec.address(),
        access.isReady(spec.readyUrl()),
        memoryOf(process));
  }

  /** A node's process is the child of the one that entered the namespaces for it. */
  private static OptionalLong memoryOf(ProcessIdentity process) {
    long[] known =
        Stream.concat(
                process.handle().stream(),
                process.handle().stream().flatMap(ProcessHandle::children))
            .map(handle -> ResidentMemory.bytesOf(handle.pid()))
            .filter(OptionalLong::isPresent)
            .mapToLong(OptionalLong::getAsLong)
            .toArray();
    return known.length == 0 ? OptionalLong.empty() : OptionalLong.of(LongStream.of(known).sum());
  }

  /**
   * Kills an API server as a crash would, and returns when it is gone.
   *
   * @param index 0 for the first
   */
  public void killApiServer(int index) {
    processes.kill(apiServers().get(index).name());
  }

  /** Starts an API server again, on its old port, and returns when it is ready. */
  public void startApiServer(int index) {
    ComponentSpec spec = apiServers().get(index);
    awaitFreePort(spec);
    start(spec);
  }

  /** The last threads of a killed process may hold its port after its main thread has gone. */
  private void awaitFreePort(ComponentSpec spec) {
    wait.until(
        PORT_LIMIT, () -> FreePorts.isFree(spec.address().getHost(), spec.address().getPort()));
  }

  /**
   * Returns where the flunders' API server listens. It takes the same client certificates as the
   * API servers do, and its own certificate is of the same authority.
   */
  public URI sampleApiServer() {
    return sampleApiServerSpec().address();
  }

  /** Kills the flunders' API server as a crash would, and returns when it is gone. */
  public void killSampleApiServer() {
    processes.kill(sampleApiServerSpec().name());
  }

  /**
   * Starts the flunders' API server again, on its old port, and returns when it is ready and every
   * API server lists flunders again.
   */
  public void startSampleApiServer() {
    ComponentSpec spec = sampleApiServerSpec();
    awaitFreePort(spec);
    start(spec);
    awaitFlunders(access, servers(), wait);
  }

  /**
   * Waits until every API server lists flunders.
   *
   * @param access to the first of them
   */
  static void awaitFlunders(ClusterAccess access, List<URI> servers, BoundedWait wait) {
    new FlunderApi(access.client(), wait).awaitAvailable();
    for (URI server : servers.subList(1, servers.size())) {
      try (ClusterAccess one = access.at(server)) {
        new FlunderApi(one.client(), wait).awaitAvailable();
      }
    }
  }

  private ComponentSpec sampleApiServerSpec() {
    return state.components().stream()
        .filter(spec -> spec.component() == Component.SAMPLE_APISERVER)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no sample-apiserver"));
  }

  private void start(ComponentSpec spec) {
    if (pid(spec.name()).isPresent()) {
      throw new IllegalStateException(spec.name() + " runs");
    }
    processes.awaitReady(spec, processes.start(spec), access);
  }

  /**
   * Writes a kubeconfig of another user, mode 0600. Rights are what RBAC gives to that user and its
   * groups: none, unless someone binds some.
   *
   * @param notAfter when its certificate expires; may be past already
   * @return the file
   */
  public Path kubeconfigFor(String user, List<String> groups, Instant notAfter) {
    try {
      PrivateFile.createFolder(folder.users());
      Path file = Files.createTempFile(folder.users(), "user-", ".kubeconfig");
      PrivateFile.write(
          file,
          credentials
              .kubeconfigOf(user, credentials.identityFor(user, groups, notAfter), servers())
              .toYaml());
      return file;
    } catch (IOException e) {
      throw new ToolException(
          ControlPlaneExit.DATA_DIR, "--data-dir: cannot be written: " + IoReason.of(e), e);
    }
  }

  /**
   * Gives the node the images of an archive, an OCI layout or what {@code docker save} writes.
   * Their names are those that the archive has.
   *
   * @throws ToolException with status 3 if no node runs, 7 if the archive cannot be read
   */
  public void importImage(Path archive) {
    NodeLaunch.nodeOf(folder, wait).importImage(archive);
  }

  /** Creates a namespace; one that exists is fine. */
  public void createNamespace(String name) {
    Namespace namespace =
        new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    try {
      access.client().resource(namespace).serverSideApply();
    } catch (KubernetesClientException e) {
      throw new ToolException(
          ControlPlaneExit.START, "namespace " + name + ": " + ClusterAccess.describe(e), e);
    }
  }

  /**
   * Waits until a component's process ends.
   *
   * @return its name; empty where nothing runs
   */
  public Optional<String> awaitAnyEnd() {
    List<CompletableFuture<String>> ends =
        folder.running().entrySet().stream()
            .flatMap(
                e -> e.getValue().handle().map(h -> h.onExit().thenApply(x -> e.getKey())).stream())
            .toList();
    if (ends.isEmpty()) {
      return Optional.empty();
    }
    CompletableFuture<?> first = CompletableFuture.anyOf(ends.toArray(CompletableFuture[]::new));
    return Optional.of((String) first.join());
  }

  /** Ends every component and waits until all are gone. Idempotent. */
  public void stop() {
    processes.stopAll();
    folder.release();
    access.close();
  }

  @Override
  public void close() {
    stop();
  }

  private List<ComponentSpec> apiServers() {
    return state.components().stream()
        .filter(spec -> spec.component() == Component.KUBE_APISERVER)
        .toList();
  }
}
