package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.pools.Taint;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.MetaFields;
import io.scaletest.wire.protobuf.NodeShapes;
import io.scaletest.wire.protobuf.ProtobufFields;
import io.scaletest.wire.protobuf.ProtobufObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a kubelet reads of a Node on the server.
 *
 * <p><i>Source:</i> {@code Node} of k8s.io/api's core/v1.
 *
 * @param evictingTaints those whose effect is NoExecute, the only ones that kubelets mind
 * @param failure how it is to fail, as somebody has annotated; empty where nobody has
 * @param readyStatus status of the Ready condition; empty where there is none
 */
record ObservedNode(
    String name,
    String uid,
    Map<String, String> labels,
    List<String> podCidrs,
    List<Taint> evictingTaints,
    String failure,
    String readyStatus) {
  static final String FAILURE = "scaletest/failure";

  private static final int SPEC = NodeShapes.NODE.number("spec");
  private static final int SPEC_POD_CIDRS = NodeShapes.NODE_SPEC.number("podCIDRs");
  private static final int SPEC_TAINTS = NodeShapes.NODE_SPEC.number("taints");
  private static final int TAINT_KEY = NodeShapes.TAINT.number("key");
  private static final int TAINT_VALUE = NodeShapes.TAINT.number("value");
  private static final int TAINT_EFFECT = NodeShapes.TAINT.number("effect");
  private static final int STATUS = NodeShapes.NODE.number("status");
  private static final int STATUS_CONDITIONS = NodeShapes.NODE_STATUS.number("conditions");
  private static final int CONDITION_TYPE = NodeShapes.NODE_CONDITION.number("type");
  private static final int CONDITION_STATUS = NodeShapes.NODE_CONDITION.number("status");
  private static final ObservedNode NONE =
      new ObservedNode("", "", Map.of(), List.of(), List.of(), "", "");

  /** Returns the view of the object in an answer; all empty if it is none. */
  static ObservedNode ofAnswer(byte[] body) {
    try {
      return read(ProtobufObject.fields(body, 0, body.length));
    } catch (MalformedProtobufException e) {
      return NONE;
    }
  }

  /** Returns the view of a Node's own message, as a watch hands it on; all empty if it is none. */
  public static ObservedNode of(byte[] bytes, int offset, int length) {
    try {
      return read(new ProtobufFields(bytes, offset, length));
    } catch (MalformedProtobufException e) {
      return NONE;
    }
  }

  private static ObservedNode read(ProtobufFields node) throws MalformedProtobufException {
    Builder builder = new Builder();
    while (node.next()) {
      if (node.is(MetaFields.METADATA)) {
        builder.readMetadata(node.message());
      } else if (node.is(SPEC)) {
        builder.readSpec(node.message());
      } else if (node.is(STATUS)) {
        builder.readStatus(node.message());
      }
    }
    return new ObservedNode(
        builder.name,
        builder.uid,
        Map.copyOf(builder.labels),
        List.copyOf(builder.cidrs),
        List.copyOf(builder.taints),
        builder.failure,
        builder.ready);
  }

  private static final class Builder {
    private final Map<String, String> labels = new HashMap<>();
    private final List<String> cidrs = new ArrayList<>(0);
    private final List<Taint> taints = new ArrayList<>(0);
    private String name = "";
    private String uid = "";
    private String failure = "";
    private String ready = "";

    private void readMetadata(ProtobufFields metadata) throws MalformedProtobufException {
      while (metadata.next()) {
        if (metadata.is(MetaFields.NAME)) {
          name = metadata.text();
        } else if (metadata.is(MetaFields.UID)) {
          uid = metadata.text();
        } else if (metadata.is(MetaFields.LABELS)) {
          ProtobufFields label = metadata.message();
          labels.put(
              label.find(MetaFields.MAP_KEY).text(), label.find(MetaFields.MAP_VALUE).text());
        } else if (metadata.is(MetaFields.ANNOTATIONS)) {
          ProtobufFields annotation = metadata.message();
          if (annotation.find(MetaFields.MAP_KEY).text().equals(FAILURE)) {
            failure = annotation.find(MetaFields.MAP_VALUE).text();
          }
        }
      }
    }

    private void readSpec(ProtobufFields spec) throws MalformedProtobufException {
      while (spec.next()) {
        if (spec.is(SPEC_POD_CIDRS)) {
          cidrs.add(spec.text());
        } else if (spec.is(SPEC_TAINTS)) {
          readTaint(spec.message());
        }
      }
    }

    private void readTaint(ProtobufFields taint) throws MalformedProtobufException {
      String key = "";
      String value = "";
      String effect = "";
      while (taint.next()) {
        if (taint.is(TAINT_KEY)) {
          key = taint.text();
        } else if (taint.is(TAINT_VALUE)) {
          value = taint.text();
        } else if (taint.is(TAINT_EFFECT)) {
          effect = taint.text();
        }
      }
      if (effect.equals(Taint.NO_EXECUTE)) {
        taints.add(new Taint(key, value, effect));
      }
    }

    private void readStatus(ProtobufFields status) throws MalformedProtobufException {
      while (status.next()) {
        if (status.is(STATUS_CONDITIONS)) {
          readCondition(status.message());
        }
      }
    }

    private void readCondition(ProtobufFields condition) throws MalformedProtobufException {
      if (condition.find(CONDITION_TYPE).text().equals(NodeCondition.READY.type)) {
        ready = condition.find(CONDITION_STATUS).text();
      }
    }
  }
}
