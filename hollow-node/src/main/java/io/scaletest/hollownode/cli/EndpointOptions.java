package io.scaletest.hollownode.cli;

import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.endpoints.KubeletServer;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.x509.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Options for what kubelets serve. */
final class EndpointOptions {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointOptions.class);
  private static final String OFF = "off";
  private static final String BY_ADDRESS = "address";
  private static final String BY_PORT = "port";

  /** Where an API server publishes whose client certificates it takes. */
  private static final String AUTHENTICATION =
      "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";

  @Option(
      names = {"-kubelet-endpoints", "--kubelet-endpoints"},
      paramLabel = "<off|address|port>",
      defaultValue = OFF,
      description =
          "Whether kubelets serve HTTPS: all on --kubelet-port, told apart by their addresses; or"
              + " each on a port of its own, from --kubelet-port on (default: ${DEFAULT-VALUE}).")
  private String endpoints = OFF;

  @Option(
      names = {"-client-ca-file", "--client-ca-file"},
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "Certificates of the authority of kubelets' clients (default: what the cluster publishes"
              + " in the ConfigMap extension-apiserver-authentication of kube-system).")
  private String clientAuthority = "";

  @Option(
      names = {"-rotate-server-certificates", "--rotate-server-certificates"},
      description =
          "Ask the cluster for kubelets' serving certificates, by CertificateSigningRequests that"
              + " somebody must approve, and again before they expire (default: each signs"
              + " itself).")
  private boolean rotateServerCertificates;

  @Option(
      names = {"-kubelet-read-only", "--kubelet-read-only"},
      description =
          "Also serve pods, statistics and metrics to everybody, in plain HTTP on"
              + " --kubelet-read-only-port; with --kubelet-endpoints=address (default: no).")
  private boolean readOnly;

  /** Tells whether kubelets serve anything. */
  boolean isOn() {
    return !isOff();
  }

  private boolean isOff() {
    return switch (endpoints) {
      case OFF -> true;
      case BY_ADDRESS, BY_PORT -> false;
      default ->
          throw ToolException.usage(
              "kubelet-endpoints: must be off, address or port, got " + endpoints);
    };
  }

  /** Returns the port of the kubelet of the node with this number. */
  int port(int base, int number) {
    if (isOff() || endpoints.equals(BY_ADDRESS)) {
      return base;
    }
    OptionRule.requirePort("kubelet-port: that of the last node", base + number, 1);
    return base + number;
  }

  /** Refuses nodes that cannot be told apart. */
  void requireDistinct(List<NodeDescription> nodes) {
    if (readOnly && !endpoints.equals(BY_ADDRESS)) {
      throw ToolException.usage(
          "kubelet-read-only: needs kubelet-endpoints address, got " + endpoints);
    }
    if (isOff() || nodes.size() == 1) {
      return;
    }
    Set<String> places = new HashSet<>();
    for (NodeDescription node : nodes) {
      for (String ip : node.internalIps()) {
        if (!places.add(ip + " " + node.kubeletPort())) {
          throw ToolException.usage(
              "kubelet-endpoints: address needs an address for each node, as of --node-ip, got "
                  + ip
                  + " for several");
        }
      }
    }
  }

  /**
   * Starts the servers, where they are wanted; blocks until they listen.
   *
   * @param readOnlyPort where everybody is served, where anybody is
   * @param api of the kubeconfig's user
   */
  Optional<KubeletServer> serve(List<NodeDescription> nodes, int readOnlyPort, ApiTransport api) {
    if (isOff()) {
      return Optional.empty();
    }
    if (readOnly) {
      OptionRule.requirePort("kubelet-read-only-port", readOnlyPort, 1);
    }
    List<X509Certificate> authority =
        clientAuthority.isEmpty() ? published(api) : fromFile(clientAuthority);
    return Optional.of(
        KubeletServer.open(
            nodes,
            new KubeletServer.Settings(
                authority,
                rotateServerCertificates,
                readOnly ? OptionalInt.of(readOnlyPort) : OptionalInt.empty()),
            HollowExit.PORT_TAKEN));
  }

  private static List<X509Certificate> fromFile(String file) {
    try {
      return certificates(
          Files.readAllBytes(PathText.of("client-ca-file", file, CommonExit.USAGE)));
    } catch (IOException | CertificateException e) {
      throw new ToolException(
          CommonExit.USAGE, "client-ca-file: cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
    List<X509Certificate> all = Pem.certificates(pem);
    if (all.isEmpty()) {
      throw new CertificateException("there is no certificate in it");
    }
    return all;
  }

  private static List<X509Certificate> published(ApiTransport api) {
    ApiReply reply = api.sendAndWait(ApiRequest.get(AUTHENTICATION));
    if (reply.status() == NOT_FOUND) {
      LOG.warn(
          "the cluster publishes no authority of clients: kubelets know their callers by tokens"
              + " alone, unless there is a --client-ca-file");
      return List.of();
    }
    if (!reply.succeeded()) {
      throw new ToolException(
          HollowExit.NODE_REFUSED,
          "client-ca-file: the authority of clients cannot be read from the cluster: "
              + reply.failure());
    }
    Map<String, Object> map = JsonTree.object(reply.body()).orElse(Map.of());
    String pem = JsonTree.text(JsonTree.child(map, "data"), "client-ca-file");
    try {
      return certificates(pem.getBytes(StandardCharsets.UTF_8));
    } catch (CertificateException e) {
      throw new ToolException(
          HollowExit.NODE_REFUSED, "client-ca-file: the cluster's makes no sense", e);
    }
  }
}
