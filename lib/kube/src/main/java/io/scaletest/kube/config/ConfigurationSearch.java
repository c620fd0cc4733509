package io.scaletest.kube.config;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.url.ServerUrl;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a configuration is looked for, in this order: the kubeconfig file that is named; in a pod,
 * its service account, or no log-in for a server that is named; the files of {@code $KUBECONFIG};
 * no log-in for a server that is named.
 *
 * <p>Never {@code ~/.kube/config}: it is whatever cluster its owner looked at last, and a load test
 * is not to begin there for want of an option.
 *
 * <p><i>Source:</i> the originals take the service account of their pod without {@code kubeconfig};
 * kubectl reads {@code $KUBECONFIG}.
 */
final class ConfigurationSearch {
  static final String VARIABLE = "KUBECONFIG";

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationSearch.class);

  private final Map<String, String> environment;
  private final Path serviceAccount;
  private final WallClock wallClock;

  ConfigurationSearch(Map<String, String> environment, Path serviceAccount, WallClock wallClock) {
    this.environment = environment;
    this.serviceAccount = serviceAccount;
    this.wallClock = wallClock;
  }

  /** Returns the files of {@code $KUBECONFIG} as given where they are what counts; else nothing. */
  String variable() {
    return account().isThere() ? "" : environment.getOrDefault(VARIABLE, "");
  }

  private ServiceAccount account() {
    return new ServiceAccount(environment, serviceAccount, wallClock.ticker());
  }

  ClientConfiguration load(String kubeconfig, String context, String master, String userAgent)
      throws ConfigurationException {
    ClientConfiguration found = find(kubeconfig, context, master, userAgent);
    return found.proxies() == ProxyRule.NONE
        ? found.through(EnvironmentProxies.of(environment))
        : found;
  }

  private ClientConfiguration find(
      String kubeconfig, String context, String master, String userAgent)
      throws ConfigurationException {
    if (!kubeconfig.isEmpty()) {
      return Kubeconfig.of(Path.of(kubeconfig), wallClock).load(context, master, userAgent);
    }
    String variable = variable();
    if (!variable.isEmpty()) {
      LOG.info("{} names the configuration: {}", VARIABLE, variable);
      return Kubeconfig.merged("$" + VARIABLE + " (" + variable + ")", paths(variable), wallClock)
          .load(context, master, userAgent);
    }
    if (!context.isEmpty()) {
      throw new ConfigurationException(
          "context: needs a kubeconfig file, got \"" + context + "\" without one");
    }
    if (!master.isEmpty()) {
      return ClientConfiguration.anonymous(
          ClientConfiguration.serverUrl("master", master, ServerUrl.HTTP), userAgent);
    }
    return account().load(userAgent);
  }

  private static List<Path> paths(String variable) {
    List<Path> paths = new ArrayList<>();
    for (String path : variable.split(File.pathSeparator)) {
      if (!path.isEmpty()) {
        paths.add(Path.of(path));
      }
    }
    return paths;
  }
}
