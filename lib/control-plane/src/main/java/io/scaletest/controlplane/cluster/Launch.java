package io.scaletest.controlplane.cluster;

import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.binaries.BinaryCache;
import io.scaletest.controlplane.binaries.BinarySources;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.binaries.GoBuild;
import io.scaletest.controlplane.binaries.GoModule;
import io.scaletest.controlplane.components.CommandLines;
import io.scaletest.controlplane.components.CommandLines.ApiServerPlace;
import io.scaletest.controlplane.components.CommandLines.AuditFiles;
import io.scaletest.controlplane.components.CommandLines.EtcdPorts;
import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.components.ComponentSpec;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.node.NodeRequirements;
import io.scaletest.controlplane.node.RealNode;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One start of a control plane, from finding the binaries to the last component's being ready. */
final class Launch {
  private static final Logger LOG = LoggerFactory.getLogger(Launch.class);

  private static final String LOOPBACK = "127.0.0.1";

  /** What kubeadm uses; the API servers of one cluster must share their port (see the ADR). */
  private static final int ADVERTISED_PORT = 6443;

  /** Many of the intervals at which API servers look at each other's registration, 10 s. */
  private static final Duration REGISTERED_LIMIT = Duration.ofMinutes(3);

  private final DataFolder folder;
  private final BuildListener listener;
  private final Ticker ticker = Ticker.system();
  private final WallClock clock = WallClock.anchoredTo(ticker);
  private final BoundedWait wait = new BoundedWait(ticker);
  private final ComponentProcesses processes;
  private final Optional<GoBuild> build;
  private final GoModule module = GoModule.bundled();
  private final BinaryCache cache =
      new BinaryCache(BinaryCache.defaultRoot(System.getenv()), module.key(), wait);

  /** What is wanted, and where to listen if a node decides it. */
  private ControlPlaneOptions options;

  private Optional<NodeLaunch> node = Optional.empty();

  Launch(ControlPlaneOptions options, BuildListener listener) {
    this.options = options;
    this.folder = DataFolder.at(options.dataDir());
    this.listener = listener;
    this.processes = new ComponentProcesses(folder, wait);
    this.build =
        GoBuild.locate(options.go(), System.getenv())
            .map(go -> new GoBuild(module, go, ticker, listener));
  }

  /** Finds the binaries of the components wanted, building them if need be. */
  Map<Component, Path> findBinaries() {
    Set<Component> needed = Component.all();
    needed.removeAll(options.without());
    if (options.node()) {
      needed.add(Component.KUBELET);
    }
    return new BinarySources(options.binDir(), System.getenv(), cache, build, listener)
        .find(needed);
  }

  /** Starts everything; leaves nothing running if that fails. */
  ControlPlane run() {
    long startNs = ticker.nanos();
    if (options.node()) {
      if (!options.advertiseAddresses().isEmpty()) {
        throw ToolException.usage(
            "--node: decides where the API server listens, got --advertise-address "
                + String.join(",", options.advertiseAddresses()));
      }
      NodeRequirements.check(System.getenv());
    }
    try (DataFolder.Lock lock = folder.lock()) {
      refuseIfRunning();
      lock.claim(ProcessIdentity.own());
      folder.withdrawKubeconfig();
      try {
        Map<Component, Path> binaries = findBinaries();
        lock.renew();
        openNode();
        ControlPlane controlPlane = start(binaries);
        listener.note(
            String.format(
                Locale.ROOT,
                "ready after %.1f s%s",
                (ticker.nanos() - startNs) / 1e9,
                options.durable()
                    ? "; etcd syncs each write to disk"
                    : "; etcd does not sync to disk (--durable makes it)"));
        return controlPlane;
      } catch (IOException e) {
        stopAll();
        throw new ToolException(
            ControlPlaneExit.DATA_DIR, "--data-dir: cannot be written: " + IoReason.of(e), e);
      } catch (RuntimeException e) {
        stopAll();
        throw e;
      } finally {
        if (!options.stopAtExit()) {
          folder.release();
        }
      }
    }
  }

  /** Ends what was started so far, and lets nothing more start. May come from any thread. */
  void stopAll() {
    build.ifPresent(GoBuild::abort);
    cache.awaitIdle();
    processes.stopAll();
  }

  private void refuseIfRunning() {
    Map<String, ProcessIdentity> running = folder.running();
    if (!running.isEmpty()) {
      throw new ToolException(
          ControlPlaneExit.DATA_DIR,
          "--data-dir: a control plane runs in "
              + folder.path()
              + " ("
              + running.size()
              + " processes); end it with: control-plane down --data-dir "
              + folder.path());
    }
  }

  private void openNode() throws IOException {
    if (options.node()) {
      int port = options.securePort().orElse(ADVERTISED_PORT);
      NodeLaunch opened = NodeLaunch.open(folder, processes, wait, port);
      options = options.advertising(opened.apiServerAddress());
      node = Optional.of(opened);
    }
  }

  private ControlPlane start(Map<Component, Path> binaries) throws IOException {
    Credentials credentials = Credentials.create(folder.pki(), clock.now());
    Plan plan = plan(new CommandLines(binaries, folder.pki(), options.extraFlags()));
    if (node.isPresent()) {
      plan = plan.with(node.get().components(binaries.get(Component.KUBELET), credentials));
    }
    writeFiles(credentials, plan);
    List<URI> servers = plan.apiServers().stream().map(ComponentSpec::address).toList();
    try (ClusterAccess access = new ClusterAccess(credentials.clientOf(servers.get(0)))) {
      startComponents(plan, servers, credentials, access);
      if (node.isPresent()) {
        startNode(node.get(), plan.node(), access);
      }
    }
    ControlPlane controlPlane =
        new ControlPlane(folder, plan.state(options.durable()), credentials, processes, wait);
    controlPlane.createNamespace(ControlPlane.NAMESPACE);
    PrivateFile.write(folder.adminKubeconfig(), credentials.adminKubeconfig(servers).toYaml());
    return controlPlane;
  }

  private void startNode(NodeLaunch launch, List<ComponentSpec> components, ClusterAccess access)
      throws IOException {
    long startNs = ticker.nanos();
    startAndAwait(components.subList(0, 1), access);
    launch.importPause();
    startAndAwait(components.subList(1, components.size()), access);
    launch.awaitReady(access);
    listener.note(
        String.format(
            Locale.ROOT,
            "node %s ready after %.1f s",
            RealNode.NAME,
            (ticker.nanos() - startNs) / 1e9));
  }

  private void startComponents(
      Plan plan, List<URI> servers, Credentials credentials, ClusterAccess access) {
    if (options.without().contains(Component.SAMPLE_APISERVER)) {
      startAndAwait(List.of(plan.etcd()), access);
      startApiServers(plan.apiServers(), access);
      startAndAwait(plan.others(), access);
      return;
    }
    CompletableFuture<List<HasMetadata>> rights =
        CompletableFuture.supplyAsync(() -> FlunderApi.rights(access.client()));
    startAndAwait(List.of(plan.etcd()), access);
    startApiServers(plan.apiServers(), access);
    FlunderApi flunders = new FlunderApi(access.client(), wait);
    flunders.grant(rights.join());
    startAndAwait(plan.others(), access);
    flunders.register(plan.sampleApiServerPort(), credentials.authorityPem());
    ControlPlane.awaitFlunders(access, servers, wait);
  }

  /**
   * Those that register themselves start one after the other: a server that starts sees who is
   * registered already, but learns of a later one only at its next look, ten seconds on.
   */
  private void startApiServers(List<ComponentSpec> apiServers, ClusterAccess access) {
    if (options.advertiseAddresses().isEmpty()) {
      startAndAwait(apiServers, access);
      return;
    }
    apiServers.forEach(apiServer -> startAndAwait(List.of(apiServer), access));
    boolean registered =
        wait.until(
            REGISTERED_LIMIT, () -> registered(access).containsAll(options.advertiseAddresses()));
    if (!registered) {
      throw new ToolException(
          ControlPlaneExit.START,
          "endpoints default/kubernetes: must name "
              + options.advertiseAddresses()
              + ", got "
              + registered(access));
    }
    listener.note(
        "endpoints default/kubernetes: " + String.join(", ", options.advertiseAddresses()));
  }

  /**
   * Returns the addresses in the endpoints of default/kubernetes; none while they cannot be had.
   */
  private static Set<String> registered(ClusterAccess access) {
    Set<String> addresses = new TreeSet<>();
    try {
      Endpoints endpoints =
          access.client().endpoints().inNamespace("default").withName("kubernetes").get();
      if (endpoints != null) {
        for (EndpointSubset subset : endpoints.getSubsets()) {
          subset.getAddresses().forEach(address -> addresses.add(address.getIp()));
        }
      }
    } catch (KubernetesClientException e) {
      LOG.debug("endpoints default/kubernetes: {}", ClusterAccess.describe(e));
    }
    return addresses;
  }

  private void startAndAwait(List<ComponentSpec> specs, ClusterAccess access) {
    long startNs = ticker.nanos();
    Map<ComponentSpec, ProcessIdentity> started = new LinkedHashMap<>();
    specs.forEach(spec -> started.put(spec, processes.start(spec)));
    started.forEach(
        (spec, process) -> {
          processes.awaitReady(spec, process, access);
          listener.note(
              String.format(
                  Locale.ROOT,
                  "%s %s ready after %.1f s",
                  spec.name(),
                  spec.address(),
                  (ticker.nanos() - startNs) / 1e9));
        });
  }

  /** All that is to run. */
  private record Plan(
      ComponentSpec etcd,
      List<ComponentSpec> apiServers,
      List<ComponentSpec> others,
      int sampleApiServerPort,
      List<ComponentSpec> node) {
    Plan with(List<ComponentSpec> components) {
      return new Plan(etcd, apiServers, others, sampleApiServerPort, components);
    }

    ControlPlaneState state(boolean durable) {
      List<ComponentSpec> all = new ArrayList<>(List.of(etcd));
      all.addAll(apiServers);
      all.addAll(others);
      all.addAll(node);
      return new ControlPlaneState(durable, all);
    }
  }

  private Plan plan(CommandLines lines) {
    // etcd needs three, each API server and each other component one.
    int count = 3 + options.apiServers() + Component.all().size();
    Deque<Integer> ports = new ArrayDeque<>(FreePorts.draw(count, new SecureRandom()));
    ComponentSpec etcd =
        lines.etcd(
            folder.etcdData(),
            new EtcdPorts(ports.pop(), ports.pop(), ports.pop()),
            options.durable());
    List<ComponentSpec> apiServers = new ArrayList<>();
    for (int i = 0; i < options.apiServers(); i++) {
      ApiServerPlace place = place(i, ports);
      Optional<AuditFiles> audit =
          options.audit() != AuditLevel.NONE
              ? Optional.of(new AuditFiles(folder.auditPolicy(), folder.auditLog(place.name())))
              : Optional.empty();
      apiServers.add(lines.apiServer(place, etcd.address(), audit));
    }
    int samplePort = ports.pop();
    List<ComponentSpec> others = new ArrayList<>();
    if (!options.without().contains(Component.KUBE_SCHEDULER)) {
      others.add(lines.scheduler(ports.pop()));
    }
    if (!options.without().contains(Component.KUBE_CONTROLLER_MANAGER)) {
      others.add(lines.controllerManager(ports.pop(), folder.volumePlugins()));
    }
    if (!options.without().contains(Component.SAMPLE_APISERVER)) {
      others.add(lines.sampleApiServer(etcd.address(), samplePort));
    }
    return new Plan(etcd, apiServers, others, samplePort, List.of());
  }

  private ApiServerPlace place(int index, Deque<Integer> ports) {
    if (options.advertiseAddresses().isEmpty()) {
      int port =
          options.securePort().isPresent() ? options.securePort().getAsInt() + index : ports.pop();
      return new ApiServerPlace(index + 1, LOOPBACK, port, false);
    }
    return new ApiServerPlace(
        index + 1,
        options.advertiseAddresses().get(index),
        options.securePort().orElse(ADVERTISED_PORT),
        true);
  }

  private void writeFiles(Credentials credentials, Plan plan) throws IOException {
    URI server = plan.apiServers().get(0).address();
    for (ComponentSpec apiServer : plan.apiServers()) {
      credentials.writeApiServer(apiServer.name(), options.advertiseAddresses());
    }
    credentials.writeComponent(
        Component.KUBE_SCHEDULER, "system:kube-scheduler", List.of(), server);
    credentials.writeComponent(
        Component.KUBE_CONTROLLER_MANAGER, "system:kube-controller-manager", List.of(), server);
    credentials.writeComponent(
        Component.SAMPLE_APISERVER, FlunderApi.USER, List.of(FlunderApi.TLS_NAME), server);
    PrivateFile.write(folder.auditPolicy(), options.audit().policy());
    plan.state(options.durable()).write(folder.stateFile());
  }
}
