package io.scaletest.quickstart;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.nio.file.Path;

/** The namespace of the run's objects in a cluster of the user's. */
final class TargetNamespace {
  private static final String NAME = "scaletest";
  private static final String COLLECTION = "/api/v1/namespaces";
  private static final String USER_AGENT = "scaletest quickstart";

  private TargetNamespace() {}

  /**
   * Creates the namespace if it is absent, with the labels of run {@code runId}; returns what it
   * found, for the user.
   */
  static String ensure(Path kubeconfig, String context, String runId)
      throws StepFailedException, ConfigurationException {
    ClientConfiguration configuration =
        ClientConfiguration.load(kubeconfig.toString(), context, "", USER_AGENT);
    RunFaults faults = new RunFaults(new StopSignal()::request);
    try (ApiTransport transport =
        HttpTransport.open(configuration, TransportLimits.defaults(), Ticker.system(), faults)) {
      String found = ensure(transport, runId);
      faults.throwIfAny();
      return configuration.base() + ", " + found;
    }
  }

  private static String ensure(ApiTransport transport, String runId) throws StepFailedException {
    ApiReply found = transport.sendAndWait(ApiRequest.get(COLLECTION + "/" + NAME));
    if (found.succeeded()) {
      return "namespace " + NAME + " is there";
    }
    if (found.status() != NOT_FOUND) {
      throw new StepFailedException("namespace " + NAME + ": " + found.failure());
    }
    ApiReply created = transport.sendAndWait(ApiRequest.json("POST", COLLECTION, body(runId)));
    if (created.succeeded() || created.status() == CONFLICT) {
      return "namespace " + NAME + " created";
    }
    throw new StepFailedException("cannot create namespace " + NAME + ": " + created.failure());
  }

  private static byte[] body(String runId) {
    return JsonWriter.bytes(
        JsonTree.of(
            "apiVersion",
            "v1",
            "kind",
            "Namespace",
            "metadata",
            JsonTree.of("name", NAME, "labels", ScaletestNames.runLabels(runId))));
  }
}
