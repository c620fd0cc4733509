package io.scaletest.hollownode.proxy;

import io.scaletest.wire.protobuf.EventShapes;
import io.scaletest.wire.protobuf.MessageBody;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Writes the one event that a kube-proxy posts. Stateless. */
final class StartEvent {
  private static final String CONTROLLER = "kube-proxy";

  private StartEvent() {}

  /** Returns the event of the proxy of {@code node}, which starts {@code now}. */
  static byte[] body(String node, Instant now) {
    long epochNs = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    return MessageBody.of("events.k8s.io/v1", "Event", EventShapes.EVENT)
        .object("metadata")
        .put("name", node + "." + Long.toHexString(epochNs))
        .put("namespace", "default")
        .endObject()
        .putMicros("eventTime", now)
        .put("reportingController", CONTROLLER)
        .put("reportingInstance", CONTROLLER + "-" + node)
        .put("action", "StartKubeProxy")
        .put("reason", "Starting")
        .object("regarding")
        .put("kind", "Node")
        .put("name", node)
        .put("apiVersion", "v1")
        .endObject()
        .put("type", "Normal")
        .bytes();
  }
}
