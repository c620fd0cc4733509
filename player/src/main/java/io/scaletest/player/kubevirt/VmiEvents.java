package io.scaletest.player.kubevirt;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.player.actors.ActorContext;
import io.scaletest.player.actors.ActorListener.Due;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Posts events about VMIs, as client-go's recorders do: beside everything else, and nobody waits
 * for the answer. Safe for use by many threads.
 */
final class VmiEvents {
  private final String component;
  private final ActorContext context;
  private final AtomicLong number = new AtomicLong();

  VmiEvents(String component, ActorContext context) {
    this.component = component;
    this.context = context;
  }

  void post(Vmi vmi, String reason, String message, long nowNs) {
    String now = context.now();
    String suffix = Long.toHexString(number.incrementAndGet()) + "." + component;
    byte[] body =
        JsonWriter.bytes(
            JsonTree.of(
                "apiVersion",
                "v1",
                "kind",
                "Event",
                "metadata",
                JsonTree.of(
                    "name",
                    vmi.name() + "." + suffix,
                    "namespace",
                    vmi.namespace(),
                    "labels",
                    ScaletestNames.runLabels(context.runId())),
                "involvedObject",
                JsonTree.of(
                    "apiVersion",
                    "kubevirt.io/v1",
                    "kind",
                    "VirtualMachineInstance",
                    "namespace",
                    vmi.namespace(),
                    "name",
                    vmi.name(),
                    "uid",
                    vmi.uid(),
                    "resourceVersion",
                    vmi.resourceVersion()),
                "reason",
                reason,
                "message",
                message,
                "type",
                "Normal",
                "source",
                JsonTree.of("component", component),
                "count",
                1,
                "firstTimestamp",
                now,
                "lastTimestamp",
                now));
    String path = "/api/v1/namespaces/" + vmi.namespace() + "/events";
    context
        .requests()
        .send(
            Operation.CREATE,
            "events",
            Due.at(nowNs),
            ApiRequest.json("POST", path, body),
            reply -> {});
  }
}
