package io.scaletest.hollownode.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.wire.protobuf.MessageBody;
import io.scaletest.wire.protobuf.NodeShapes;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MessageBodyTest {
  @Test
  void objectsArraysAndMapsStandInOneAnotherAsInJson() {
    MessageBody node = MessageBody.of("v1", "Node", NodeShapes.NODE);
    node.object("metadata").object("labels").put("a", "1").put("b", "é").endObject();
    node.put("name", "n").endObject().object("status");
    node.object("capacity").put("cpu", "8").put("memory", "1Gi").endObject();
    node.array("images");
    node.object().array("names").element("x:1").element("x").endArray();
    node.put("sizeBytes", 5_000_000_000L).endObject();
    node.object().array("names").element("y").endArray().endObject();
    node.endArray().array("declaredFeatures").element("f").endArray();
    assertThat(ApiMessages.body(node.bytes()))
        .isEqualTo(
            "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"labels\":{\"a\":\"1\","
                + "\"b\":\"é\"},\"name\":\"n\"},\"status\":{\"capacity\":{\"cpu\":\"8\","
                + "\"memory\":\"1Gi\"},\"images\":[{\"names\":[\"x:1\",\"x\"],"
                + "\"sizeBytes\":5000000000},{\"names\":[\"y\"]}],\"declaredFeatures\":[\"f\"]}}");
  }

  @Test
  void timesAreToTheSecondOrTheMicrosecond() {
    MessageBody lease = MessageBody.of("coordination.k8s.io/v1", "Lease", NodeShapes.LEASE);
    lease.object("metadata").putSecond("creationTimestamp", 1_795_249_741L).endObject();
    lease.object("spec").putMicros("renewTime", Instant.parse("2026-11-21T08:29:01.389753999Z"));
    assertThat(ApiMessages.body(lease.bytes()))
        .endsWith(
            "\"metadata\":{\"creationTimestamp\":\"2026-11-21T08:29:01Z\"},"
                + "\"spec\":{\"renewTime\":\"2026-11-21T08:29:01.389753Z\"}}");
  }

  @Test
  void aFieldThatAMessageDoesNotHaveCannotBeWritten() {
    MessageBody body = MessageBody.of("v1", "Node", NodeShapes.NODE).object("spec");
    assertThatThrownBy(() -> body.put("podName", "x"))
        .hasMessage("field: must be one of NodeSpec, got podName");
  }
}
