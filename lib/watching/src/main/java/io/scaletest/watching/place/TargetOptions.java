package io.scaletest.watching.place;

import io.scaletest.common.exit.ToolException;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.names.ScaletestNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say on which server and in which namespace to watch, for {@code @Mixin}. */
public final class TargetOptions {
  @Mixin private KubeOptions kube = new KubeOptions();

  @Option(
      names = {"-master", "--master"},
      paramLabel = "<url>",
      defaultValue = "",
      description = "API server to use instead of the configured one.")
  private String master = "";

  @Option(
      names = {"-namespace", "--namespace"},
      paramLabel = "<name>",
      defaultValue = "",
      description = "Watch this namespace only. Empty: all.")
  private String namespace = "";

  /** Loads the configuration that these options name. */
  public ClientConfiguration load(String userAgent) throws ConfigurationException {
    return kube.load(master, userAgent);
  }

  /**
   * Returns the namespace to watch; empty for all.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  public Optional<String> namespace() {
    if (!ScaletestNames.mayBeNamespace(namespace)) {
      throw ToolException.usage("namespace: must be a namespace's name, got " + namespace);
    }
    return namespace.isEmpty() ? Optional.empty() : Optional.of(namespace);
  }

  /** Returns the effective values of the options that name the server. */
  public Map<String, Object> server() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("kubeconfig", kube.kubeconfig());
    values.put("context", kube.context());
    values.put("master", master);
    return values;
  }
}
