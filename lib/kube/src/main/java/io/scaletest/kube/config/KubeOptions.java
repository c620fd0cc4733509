package io.scaletest.kube.config;

import picocli.CommandLine.Option;

/** The options that say which API server a tool talks to. */
public final class KubeOptions {
  @Option(
      names = {"-kubeconfig", "--kubeconfig"},
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "Kubeconfig file. Empty: the service account of the pod this runs in, else the files"
              + " that the variable KUBECONFIG names; never ~/.kube/config.")
  private String kubeconfig = "";

  @Option(
      names = {"-context", "--context"},
      paramLabel = "<name>",
      defaultValue = "",
      description = "Context of the kubeconfig file. Empty: the file's current-context.")
  private String context = "";

  /**
   * Returns the file as given, else the files of the variable KUBECONFIG where these count; empty
   * for the in-cluster configuration.
   */
  public String kubeconfig() {
    return kubeconfig.isEmpty() ? ClientConfiguration.filesOfEnvironment() : kubeconfig;
  }

  /** Returns the name as given; empty for the file's own current context. */
  public String context() {
    return context;
  }

  /**
   * Loads the configuration that these options name.
   *
   * @param userAgent what requests say about their sender
   */
  public ClientConfiguration load(String userAgent) throws ConfigurationException {
    return ClientConfiguration.load(kubeconfig, context, "", userAgent);
  }

  /**
   * Loads the configuration that these options name, but for another server.
   *
   * @param master URL that replaces the configured server's; empty keeps it
   * @param userAgent what requests say about their sender
   */
  public ClientConfiguration load(String master, String userAgent) throws ConfigurationException {
    return ClientConfiguration.load(kubeconfig, context, master, userAgent);
  }
}
