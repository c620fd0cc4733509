package io.scaletest.wire.protobuf;

import static io.scaletest.wire.protobuf.MessageShape.message;
import static io.scaletest.wire.protobuf.MessageShape.number;
import static io.scaletest.wire.protobuf.MessageShape.text;
import static io.scaletest.wire.protobuf.MessageShape.time;

/** Events: those of kubelets in {@code core/v1}, those of kube-proxies in {@code events/v1}. */
public final class EventShapes {
  private static final MessageShape OBJECT_REFERENCE =
      MessageShape.of(
          "ObjectReference",
          text(1, "kind"),
          text(2, "namespace"),
          text(3, "name"),
          text(4, "uid"),
          text(5, "apiVersion"),
          text(7, "fieldPath"));

  private static final MessageShape EVENT_SOURCE =
      MessageShape.of("EventSource", text(1, "component"), text(2, "host"));

  public static final MessageShape CORE_EVENT =
      MessageShape.of(
          "Event",
          message(1, "metadata", MetaShapes.OBJECT_META),
          message(2, "involvedObject", OBJECT_REFERENCE),
          text(3, "reason"),
          text(4, "message"),
          message(5, "source", EVENT_SOURCE),
          time(6, "firstTimestamp"),
          time(7, "lastTimestamp"),
          number(8, "count"),
          text(9, "type"),
          text(14, "reportingComponent"),
          text(15, "reportingInstance"));

  public static final MessageShape EVENT =
      MessageShape.of(
          "events/v1.Event",
          message(1, "metadata", MetaShapes.OBJECT_META),
          time(2, "eventTime"),
          text(4, "reportingController"),
          text(5, "reportingInstance"),
          text(6, "action"),
          text(7, "reason"),
          message(8, "regarding", OBJECT_REFERENCE),
          text(11, "type"));

  private EventShapes() {}
}
