package io.scaletest.kube.config;

import io.scaletest.common.datafile.GoQuote;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.url.ServerUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/**
 * The options for going round the configured server, straight to one behind it, for {@code @Mixin}.
 *
 * <p><i>Source:</i> contract of flunder-logger.
 */
public final class ServerOverrideOptions {
  private static final Logger LOG = LoggerFactory.getLogger(ServerOverrideOptions.class);
  private static final String NAME = "override-server";

  @Option(
      names = {"-override-server", "--override-server"},
      paramLabel = "<server>",
      defaultValue = "",
      description =
          "Server to use instead of the configured one, with the same log-in: host, host:port or"
              + " base URL; https on port 443 where it does not say.")
  private String server = "";

  @Option(
      names = {"-insecure", "--insecure"},
      description = "Do not verify the server's certificate.")
  private boolean insecure;

  /** Returns the server as given; empty for the configured one. */
  public String server() {
    return server;
  }

  /** Returns whether any server certificate is accepted. */
  public boolean insecure() {
    return insecure;
  }

  /**
   * Checks the options without looking at anything else.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  public void check() {
    if (server.isEmpty()) {
      return;
    }
    try {
      ClientConfiguration.serverUrl(NAME, server, ServerUrl.HTTPS);
    } catch (ConfigurationException e) {
      throw ToolException.usage(
          NAME
              + ": must be host, host:port or https://host:port, got "
              + ServerUrl.withoutSecrets(server));
    }
  }

  /** Returns a configuration as these options want it. */
  public ClientConfiguration applyTo(ClientConfiguration configuration)
      throws ConfigurationException {
    ClientConfiguration wanted = configuration;
    if (insecure) {
      LOG.info("Skipping verification of server cert");
      wanted = wanted.withoutVerification();
    }
    if (!server.isEmpty()) {
      wanted = wanted.withServer(NAME, server);
      LOG.info(
          "Using server {} instead of {}",
          GoQuote.quote(ServerUrl.withoutSecrets(server)),
          GoQuote.quote(configuration.base()));
    }
    return wanted;
  }
}
