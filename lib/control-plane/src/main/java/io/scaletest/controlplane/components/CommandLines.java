package io.scaletest.controlplane.components;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The command line of each component. What is not set here has the component's own default, above
 * all what a test may measure: API priority and fairness, request limits, watch caches, node
 * monitor periods.
 */
public final class CommandLines {
  /** Name and certificate name of the aggregator towards extension API servers. */
  public static final String FRONT_PROXY_CLIENT = "front-proxy-client";

  /** Kubernetes' own name for the aggregator's identity at kubelets. */
  public static final String KUBELET_CLIENT = "apiserver-kubelet-client";

  /** The service network; its first address is that of service default/kubernetes. */
  public static final String SERVICE_NETWORK = "10.96.0.0/12";

  public static final String KUBERNETES_SERVICE_ADDRESS = "10.96.0.1";

  /** The default, 2 GiB, is filled by a long run; 8 GiB is the most that etcd recommends. */
  private static final String ETCD_QUOTA_BYTES = Long.toString(8L << 30);

  /**
   * With their defaults (20 and 50 requests a second) the controller manager and the scheduler
   * throttle themselves long before the API server is at its limit.
   */
  private static final String REQUESTS_PER_SECOND = "2000";

  private static final String BURST = "4000";

  private static final String AUDIT_FILE_MEGABYTES = "1024";

  private static final String LOOPBACK = "127.0.0.1";

  private final Map<Component, Path> binaries;
  private final PkiFiles pki;
  private final Map<Component, List<String>> extraFlags;

  public CommandLines(Map<Component, Path> binaries, PkiFiles pki) {
    this(binaries, pki, Map.of());
  }

  /**
   * @param extraFlags that components have beside those here; they stand last, where a flag that is
   *     there twice counts
   */
  public CommandLines(
      Map<Component, Path> binaries, PkiFiles pki, Map<Component, List<String>> extraFlags) {
    this.binaries = Map.copyOf(binaries);
    this.extraFlags = Map.copyOf(extraFlags);
    this.pki = Objects.requireNonNull(pki, "pki is null");
  }

  /**
   * The ports of etcd. HTTP has one of its own, since a server that also speaks HTTP serves gRPC by
   * a slower path.
   */
  public record EtcdPorts(int grpc, int http, int peer) {}

  /**
   * Returns etcd, listening on loopback.
   *
   * @param durable whether each write is synced to disk before it is acknowledged
   */
  public ComponentSpec etcd(Path data, EtcdPorts ports, boolean durable) {
    URI client = URI.create("http://" + LOOPBACK + ":" + ports.grpc());
    URI http = URI.create("http://" + LOOPBACK + ":" + ports.http());
    String peer = "http://" + LOOPBACK + ":" + ports.peer();
    List<String> command = command(Component.ETCD);
    command.add("--name=scaletest");
    command.add("--data-dir=" + data);
    command.add("--listen-client-urls=" + client);
    command.add("--listen-client-http-urls=" + http);
    command.add("--advertise-client-urls=" + client);
    command.add("--listen-peer-urls=" + peer);
    command.add("--initial-advertise-peer-urls=" + peer);
    command.add("--initial-cluster=scaletest=" + peer);
    command.add("--quota-backend-bytes=" + ETCD_QUOTA_BYTES);
    command.add("--log-level=warn");
    if (!durable) {
      command.add("--unsafe-no-fsync");
    }
    return spec("etcd", Component.ETCD, command, client, http.resolve("/readyz"));
  }

  /**
   * What differs between the API servers of one control plane.
   *
   * @param number 1 for the first
   * @param address what its clients reach it by
   * @param listen the address that it listens on
   * @param advertised whether it registers itself in the endpoints of default/kubernetes
   */
  public record ApiServerPlace(
      int number, String address, String listen, int port, boolean advertised) {
    /** A server that listens on the address by which it is reached. */
    public ApiServerPlace(int number, String address, int port, boolean advertised) {
      this(number, address, address, port, advertised);
    }

    /** Returns the name of the process, of its certificate and of its log. */
    public String name() {
      return Component.KUBE_APISERVER + "-" + number;
    }
  }

  /** The files of an audit log. */
  public record AuditFiles(Path policy, Path log) {}

  /**
   * Returns an API server.
   *
   * <p>One that listens on loopback does not register itself in the endpoints of
   * default/kubernetes: the API refuses loopback addresses there, and the reconciler would only
   * fill the log with errors.
   */
  public ComponentSpec apiServer(ApiServerPlace place, URI etcd, Optional<AuditFiles> audit) {
    List<String> command = command(Component.KUBE_APISERVER);
    command.add("--etcd-servers=" + etcd);
    serve(command, place.name(), place.listen(), place.port());
    command.add("--advertise-address=" + place.address());
    command.add("--endpoint-reconciler-type=" + (place.advertised() ? "lease" : "none"));
    command.add("--service-cluster-ip-range=" + SERVICE_NETWORK);
    command.add("--authorization-mode=Node,RBAC");
    command.add("--enable-admission-plugins=NodeRestriction");
    command.add("--allow-privileged=true");
    command.add("--client-ca-file=" + pki.authorityCertificate());
    command.add("--service-account-issuer=https://kubernetes.default.svc");
    command.add("--service-account-key-file=" + pki.serviceAccountPublicKey());
    command.add("--service-account-signing-key-file=" + pki.serviceAccountKey());
    command.add("--kubelet-client-certificate=" + pki.certificate(KUBELET_CLIENT));
    command.add("--kubelet-client-key=" + pki.key(KUBELET_CLIENT));
    // Nobody resolves the names of nodes here.
    command.add("--kubelet-preferred-address-types=InternalIP");
    command.add("--requestheader-client-ca-file=" + pki.frontProxyAuthorityCertificate());
    command.add("--requestheader-allowed-names=" + FRONT_PROXY_CLIENT);
    command.add("--requestheader-username-headers=X-Remote-User");
    command.add("--requestheader-group-headers=X-Remote-Group");
    command.add("--requestheader-extra-headers-prefix=X-Remote-Extra-");
    command.add("--proxy-client-cert-file=" + pki.certificate(FRONT_PROXY_CLIENT));
    command.add("--proxy-client-key-file=" + pki.key(FRONT_PROXY_CLIENT));
    audit.ifPresent(
        files -> {
          command.add("--audit-policy-file=" + files.policy());
          command.add("--audit-log-path=" + files.log());
          command.add("--audit-log-maxsize=" + AUDIT_FILE_MEGABYTES);
        });
    return spec(
        place.name(),
        Component.KUBE_APISERVER,
        command,
        https(place.address(), place.port()),
        https(place.address(), place.port()).resolve("/readyz"));
  }

  /** Returns the scheduler, listening on loopback. */
  public ComponentSpec scheduler(int port) {
    List<String> command = command(Component.KUBE_SCHEDULER);
    client(command, Component.KUBE_SCHEDULER);
    limits(command);
    command.add("--leader-elect=false");
    return onLoopback(Component.KUBE_SCHEDULER, command, port, "/readyz");
  }

  /**
   * Returns the controller manager, listening on loopback.
   *
   * @param volumePlugins a folder that it may make; by default it makes one below /usr
   */
  public ComponentSpec controllerManager(int port, Path volumePlugins) {
    List<String> command = command(Component.KUBE_CONTROLLER_MANAGER);
    client(command, Component.KUBE_CONTROLLER_MANAGER);
    limits(command);
    command.add("--leader-elect=false");
    command.add("--flex-volume-plugin-dir=" + volumePlugins);
    command.add("--use-service-account-credentials=true");
    command.add("--service-account-private-key-file=" + pki.serviceAccountKey());
    command.add("--root-ca-file=" + pki.authorityCertificate());
    command.add("--cluster-signing-cert-file=" + pki.authorityCertificate());
    command.add("--cluster-signing-key-file=" + pki.authorityKey());
    return onLoopback(Component.KUBE_CONTROLLER_MANAGER, command, port, "/healthz");
  }

  /** Returns the aggregated API server of the flunders, listening on loopback. */
  public ComponentSpec sampleApiServer(URI etcd, int port) {
    List<String> command = command(Component.SAMPLE_APISERVER);
    client(command, Component.SAMPLE_APISERVER);
    command.add("--etcd-servers=" + etcd);
    return onLoopback(Component.SAMPLE_APISERVER, command, port, "/readyz");
  }

  private ComponentSpec onLoopback(
      Component component, List<String> command, int port, String readyPath) {
    serve(command, component.binaryName(), LOOPBACK, port);
    URI address = https(LOOPBACK, port);
    return spec(component.binaryName(), component, command, address, address.resolve(readyPath));
  }

  private ComponentSpec spec(
      String name, Component component, List<String> command, URI address, URI readyUrl) {
    command.addAll(extraFlags.getOrDefault(component, List.of()));
    return new ComponentSpec(name, component, command, address, readyUrl);
  }

  private List<String> command(Component component) {
    Path binary = binaries.get(component);
    if (binary == null) {
      throw new IllegalArgumentException(component + ": has no binary");
    }
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    return command;
  }

  private void serve(List<String> command, String certificateName, String address, int port) {
    command.add("--bind-address=" + address);
    command.add("--secure-port=" + port);
    command.add("--tls-cert-file=" + pki.certificate(certificateName));
    command.add("--tls-private-key-file=" + pki.key(certificateName));
  }

  /** The kubeconfig also serves to ask the API server who a request's user is and what it may. */
  private void client(List<String> command, Component component) {
    Path kubeconfig = pki.kubeconfig(component);
    command.add("--kubeconfig=" + kubeconfig);
    command.add("--authentication-kubeconfig=" + kubeconfig);
    command.add("--authorization-kubeconfig=" + kubeconfig);
  }

  private static void limits(List<String> command) {
    command.add("--kube-api-qps=" + REQUESTS_PER_SECOND);
    command.add("--kube-api-burst=" + BURST);
  }

  private static URI https(String address, int port) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return URI.create("https://" + host + ":" + port);
  }
}
