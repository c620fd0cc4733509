package io.scaletest.kube.config;

import io.scaletest.common.clock.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The configuration that a pod finds in its environment and its service account's volume. */
final class ServiceAccount {
  static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private final Map<String, String> environment;
  private final Path folder;
  private final Ticker ticker;

  ServiceAccount(Map<String, String> environment, Path folder, Ticker ticker) {
    this.environment = environment;
    this.folder = folder;
    this.ticker = ticker;
  }

  /** Returns whether this runs in a pod with a service account. */
  boolean isThere() {
    return !host().isEmpty() && !port().isEmpty() && Files.isRegularFile(token());
  }

  /** For messages to users who expected the pod's account. */
  private String missingInPod() {
    if (host().isEmpty() && port().isEmpty() && !Files.exists(folder)) {
      return "";
    }
    return " (a pod's service account needs KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and "
        + token()
        + ")";
  }

  private String host() {
    return environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
  }

  private String port() {
    return environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
  }

  private Path token() {
    return folder.resolve("token");
  }

  ClientConfiguration load(String userAgent) throws ConfigurationException {
    if (!isThere()) {
      throw new ConfigurationException(
          "kubeconfig: must be given, or KUBECONFIG set; ~/.kube/config is read only where it is"
              + " named"
              + missingInPod());
    }
    String host = host();
    String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    Path authority = folder.resolve("ca.crt");
    return ClientConfiguration.to("https://" + bracketed + ":" + port(), userAgent)
        .trust(PemReader.certificates(authority.toString(), SmallFile.read(authority)))
        .credential(TokenFile.open(token(), ticker))
        .build();
  }
}
