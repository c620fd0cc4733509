package io.scaletest.driving.session;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.process.OpenFiles;
import io.scaletest.common.run.DriverExit;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.ConfigurationSource;
import io.scaletest.kube.endpoints.ApiServerEndpoints;
import io.scaletest.kube.endpoints.NoEndpointsException;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.TransportLimits;
import java.util.List;

/** The way to the API servers; each failure has the status that the contract gives it. */
public final class ApiAccess {
  /** <i>Source:</i> contract, "User agent {@code scaletest driver}". */
  private static final String USER_AGENT = "scaletest driver";

  private ApiAccess() {}

  public static ClientConfiguration configuration(ConfigurationSource source) {
    try {
      return source.load(USER_AGENT);
    } catch (ConfigurationException e) {
      throw new ToolException(DriverExit.NO_CONFIGURATION, e.getMessage(), e);
    }
  }

  /**
   * @param fewer what would need fewer connections; may be empty
   */
  public static HttpTransport transport(
      ClientConfiguration configuration,
      TransportLimits limits,
      Ticker ticker,
      ReplyObserver observer,
      FaultHandler faults,
      String fewer) {
    OpenFiles.require(
        "up to " + limits.requestConnections() + " connections",
        limits.requestConnections(),
        fewer);
    try {
      return HttpTransport.open(configuration, limits, ticker, observer, faults);
    } catch (ConfigurationException e) {
      throw new ToolException(DriverExit.NO_CLIENT, e.getMessage(), e);
    }
  }

  /** Returns the base URLs of all API servers, at least one. */
  static List<String> servers(ApiTransport transport, ClientConfiguration configuration) {
    if (configuration.base().startsWith("http://")) {
      throw new ToolException(
          DriverExit.NO_ENDPOINTS,
          "clientlb: needs a configured server over https, got "
              + configuration.base()
              + "; API servers themselves take nothing in the clear");
    }
    try {
      return ApiServerEndpoints.read(transport);
    } catch (NoEndpointsException e) {
      throw new ToolException(DriverExit.NO_ENDPOINTS, e.getMessage(), e);
    }
  }
}
