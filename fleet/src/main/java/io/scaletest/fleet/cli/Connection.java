package io.scaletest.fleet.cli;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.fleet.exit.FleetExit;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.TransportLimits;

/** Opens the connection to the API server that every command here has. */
final class Connection {
  private static final String USER_AGENT = "scaletest fleet";

  /** For a part of a file through two proxies; a pod that is gone is known much sooner. */
  private static final int REQUEST_MS = 20_000;

  private static final int CONNECT_MS = 10_000;

  /** A part of a file is {@code MemberApi.CHUNK_BYTES}, a list of a thousand pods a few MB. */
  private static final int BODY_BYTES = 64 << 20;

  private Connection() {}

  /**
   * Opens it.
   *
   * @throws ToolException if there is no usable configuration
   */
  static MeasuredClient open(KubeOptions kube, FaultHandler faults) {
    TransportLimits limits =
        TransportLimits.defaults().toBuilder()
            .timeoutsMs(REQUEST_MS, CONNECT_MS)
            .bodyBytes(BODY_BYTES)
            .build();
    try {
      return MeasuredClient.open(
          kube.load(USER_AGENT),
          MeasuredClient.Settings.defaults().within(limits),
          ReplyObserver.NONE,
          faults);
    } catch (ConfigurationException e) {
      throw new ToolException(FleetExit.NO_CONFIGURATION, e.getMessage(), e);
    }
  }
}
