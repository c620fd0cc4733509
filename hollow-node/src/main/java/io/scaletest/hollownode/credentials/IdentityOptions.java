package io.scaletest.hollownode.credentials;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.process.OpenFiles;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ReplyObserver;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * As whom the nodes speak to the API server, and over which connections, for {@code @Mixin}. Each
 * method throws a usage error that names option, rule and value.
 */
public final class IdentityOptions {
  private static final String SHARED = "shared";
  private static final String PER_NODE = "per-node";

  @Option(
      names = {"-identity", "--identity"},
      paramLabel = "<shared|impersonate|per-node>",
      defaultValue = "",
      description =
          "As whom nodes speak: all as the kubeconfig's user; as system:node:NAME by"
              + " impersonation; or by a certificate each. Empty: per-node with"
              + " --bootstrap-kubeconfig, as kubemark, else shared.")
  private String identity = "";

  @Option(
      names = {"-ca-cert", "--ca-cert"},
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "Certificate of the cluster's authority, to sign the nodes' own with; without it they are"
              + " asked for by certificate signing requests, as --bootstrap-kubeconfig's user or"
              + " the kubeconfig's.")
  private String caCertificate = "";

  @Option(
      names = {"-ca-key", "--ca-key"},
      paramLabel = "<file>",
      defaultValue = "",
      description = "Private key of that authority.")
  private String caKey = "";

  @Option(
      names = {"-connections", "--connections"},
      paramLabel = "<pool|pool:K|per-node>",
      defaultValue = "pool",
      description =
          "Connections: as many as needed, at most K for requests and K for watches, or each"
              + " node's own (default: ${DEFAULT-VALUE}).")
  private String connections = "pool";

  /**
   * Paths of kubeconfig files.
   *
   * @param kubeconfig of all requests; empty for where clients look without one
   * @param bootstrapKubeconfig of requests for certificates; empty for none
   */
  public record Files(String kubeconfig, String bootstrapKubeconfig) {}

  private Connections connections() {
    try {
      return Connections.parse(connections);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(e.getMessage());
    }
  }

  private Identity identity(Files files) {
    return switch (identity) {
      case "" -> files.bootstrapKubeconfig().isEmpty() ? Identity.SHARED : Identity.PER_NODE;
      case SHARED -> Identity.SHARED;
      case "impersonate" -> Identity.IMPERSONATE;
      case PER_NODE -> Identity.PER_NODE;
      default ->
          throw ToolException.usage(
              "identity: must be shared, impersonate or per-node, got " + identity);
    };
  }

  /** Refuses nodes whose connections would run into the limit of open files. */
  public void requireOpenFiles(Files files, NodeClients.Nodes nodes) {
    boolean ownUser = identity(files) == Identity.PER_NODE;
    int count = nodes.count();
    String nodesText = count + (count == 1 ? " node" : " nodes");
    if (connections().perNode() || ownUser) {
      OpenFiles.require(
          nodesText + " with connections of their own",
          (long) count * nodes.clientsEach() + 1,
          ownUser ? "use fewer, or another --identity" : "use fewer, or --connections=pool");
    } else {
      OpenFiles.require(nodesText, NodeClients.connectionsOf(count, nodes.watches()), "use fewer");
    }
  }

  /**
   * Opens the clients of nodes; blocks until every node has its certificate, where each is to have
   * one.
   *
   * @param figures hears of each reply
   */
  public NodeClients open(
      Files files,
      NodeClients.Nodes nodes,
      ReplyObserver figures,
      WallClock wallClock,
      StopSignal stop,
      FaultHandler faults)
      throws ConfigurationException {
    ClientConfiguration base =
        ClientConfiguration.load(files.kubeconfig(), "", "", NodeClients.KUBELET_AGENT);
    NodeClients.requireOneUser(base, identity(files));
    return NodeClients.open(
        base,
        identity(files),
        connections(),
        certificates(base, files, nodes, wallClock, stop, faults),
        nodes,
        wallClock.ticker(),
        figures,
        faults);
  }

  private NodeClients.CertificateSource certificates(
      ClientConfiguration base,
      Files files,
      NodeClients.Nodes nodes,
      WallClock wallClock,
      StopSignal stop,
      FaultHandler faults)
      throws ConfigurationException {
    if (identity(files) != Identity.PER_NODE) {
      if (!caCertificate.isEmpty() || !caKey.isEmpty()) {
        throw ToolException.usage("ca-cert: needs --identity=per-node, and so does ca-key");
      }
      return (configuration, node) -> configuration;
    }
    if (caCertificate.isEmpty() != caKey.isEmpty()) {
      throw ToolException.usage("ca-key: needs ca-cert, and the other way round");
    }
    if (!caCertificate.isEmpty()) {
      return NodeCertificates.signedBy(Path.of(caCertificate), Path.of(caKey), wallClock.now());
    }
    ClientConfiguration asking =
        files.bootstrapKubeconfig().isEmpty()
            ? base
            : ClientConfiguration.load(
                files.bootstrapKubeconfig(), "", "", NodeClients.KUBELET_AGENT);
    return SigningRequests.ask(
        asking, nodes.names(), nodes.runLabels(), wallClock.ticker(), stop::pause, faults);
  }
}
