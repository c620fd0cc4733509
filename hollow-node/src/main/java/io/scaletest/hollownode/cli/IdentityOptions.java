package io.scaletest.hollownode.cli;

import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.credentials.Connections;
import io.scaletest.hollownode.credentials.Identity;
import io.scaletest.hollownode.credentials.NodeCertificates;
import io.scaletest.hollownode.credentials.NodeClients;
import io.scaletest.hollownode.credentials.SigningRequests;
import io.scaletest.hollownode.fleet.FleetPlan;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** As whom the nodes speak to the API server, and over which connections. */
final class IdentityOptions {
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

  Connections connections() {
    try {
      return Connections.parse(connections);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(e.getMessage());
    }
  }

  Identity identity(KubemarkOptions kubemark) {
    return switch (identity) {
      case "" -> kubemark.bootstrapKubeconfig().isEmpty() ? Identity.SHARED : Identity.PER_NODE;
      case SHARED -> Identity.SHARED;
      case "impersonate" -> Identity.IMPERSONATE;
      case PER_NODE -> Identity.PER_NODE;
      default ->
          throw ToolException.usage(
              "identity: must be shared, impersonate or per-node, got " + identity);
    };
  }

  /** Returns where the nodes' certificates come from; waits until they are all there. */
  NodeClients.CertificateSource certificates(
      ClientConfiguration base, KubemarkOptions kubemark, FleetPlan plan, RunTime time)
      throws ConfigurationException {
    if (identity(kubemark) != Identity.PER_NODE) {
      if (!caCertificate.isEmpty() || !caKey.isEmpty()) {
        throw ToolException.usage("ca-cert: needs --identity=per-node, and so does ca-key");
      }
      return (configuration, node) -> configuration;
    }
    if (caCertificate.isEmpty() != caKey.isEmpty()) {
      throw ToolException.usage("ca-key: needs ca-cert, and the other way round");
    }
    if (!caCertificate.isEmpty()) {
      return NodeCertificates.signedBy(
          Path.of(caCertificate), Path.of(caKey), time.wallClock().now());
    }
    ClientConfiguration asking =
        kubemark.bootstrapKubeconfig().isEmpty()
            ? base
            : ClientConfiguration.load(
                kubemark.bootstrapKubeconfig(), "", "", NodeClients.KUBELET_AGENT);
    return SigningRequests.ask(
        asking,
        plan.nodes().stream().map(NodeDescription::name).toList(),
        plan.nodes().get(0).runLabels(),
        time.wallClock().ticker(),
        time.stop()::pause,
        time.faults());
  }
}
