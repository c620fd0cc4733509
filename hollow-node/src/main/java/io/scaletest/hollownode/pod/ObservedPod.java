package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pools.PodFault;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.MetaFields;
import io.scaletest.wire.protobuf.PodShapes;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a kubelet reads of each further event of a pod that it has: most are only the echo of its
 * own patches, so nothing else of the pod is made into an object. Immutable.
 *
 * <p><i>Source:</i> {@code Pod} of k8s.io/api's core/v1.
 *
 * @param nodeName where the pod is bound to; empty if nowhere
 * @param deletionGraceSeconds -1 where the pod is not being deleted
 * @param conditions the statuses of the kubelet's own conditions, as {@link PodConditions} packs
 *     them
 * @param digest what the status says of containers and addresses, as {@link StatusDigest} has it
 * @param failures how the pod is to fail on purpose, as its annotation has it; mostly empty
 * @param others the statuses of the conditions that others than kubelets write, by type
 */
public record ObservedPod(
    String uid,
    String nodeName,
    long generation,
    long deletionGraceSeconds,
    String phase,
    int conditions,
    long digest,
    String failures,
    Map<String, String> others) {
  private static final byte[] FAILURES = PodFault.ANNOTATION.getBytes(StandardCharsets.UTF_8);
  private static final int SPEC = PodShapes.POD.number("spec");
  private static final int SPEC_NODE_NAME = PodShapes.POD_SPEC.number("nodeName");
  private static final int STATUS = PodShapes.POD.number("status");
  private static final int STATUS_PHASE = PodShapes.POD_STATUS.number("phase");
  private static final int STATUS_CONDITIONS = PodShapes.POD_STATUS.number("conditions");
  private static final int CONDITION_TYPE = PodShapes.POD_CONDITION.number("type");
  private static final int CONDITION_STATUS = PodShapes.POD_CONDITION.number("status");

  /** Returns what is in a pod in protobuf; empty where it is no pod. */
  public static Optional<ObservedPod> of(byte[] bytes, int offset, int length) {
    try {
      Fields fields = new Fields();
      fields.readPod(new ProtobufFields(bytes, offset, length));
      return fields.uid.isEmpty() ? Optional.empty() : Optional.of(fields.echo());
    } catch (MalformedProtobufException e) {
      return Optional.empty();
    }
  }

  private static final class Fields {
    private String uid = "";
    private String nodeName = "";
    private long generation;
    private boolean deleting;
    private long graceSeconds;
    private String phase = "";
    private int conditions;
    private String failures = "";
    private final StatusDigest digest = new StatusDigest();
    private Map<String, String> others = Map.of();

    ObservedPod echo() {
      return new ObservedPod(
          uid,
          nodeName,
          generation,
          deleting ? graceSeconds : -1,
          phase,
          conditions,
          digest.value(),
          failures,
          others);
    }

    void readPod(ProtobufFields pod) throws MalformedProtobufException {
      while (pod.next()) {
        if (pod.is(MetaFields.METADATA)) {
          readMetadata(pod.message());
        } else if (pod.is(SPEC)) {
          readSpec(pod.message());
        } else if (pod.is(STATUS)) {
          readStatus(pod.message());
        }
      }
    }

    private void readMetadata(ProtobufFields metadata) throws MalformedProtobufException {
      while (metadata.next()) {
        if (metadata.is(MetaFields.UID)) {
          uid = metadata.text();
        } else if (metadata.isNumber(MetaFields.GENERATION)) {
          generation = metadata.number();
        } else if (metadata.is(MetaFields.DELETION_TIMESTAMP)) {
          deleting = true;
        } else if (metadata.isNumber(MetaFields.DELETION_GRACE_PERIOD_SECONDS)) {
          graceSeconds = metadata.number();
        } else if (metadata.is(MetaFields.ANNOTATIONS)) {
          readAnnotation(metadata.message());
        }
      }
    }

    private void readAnnotation(ProtobufFields entry) throws MalformedProtobufException {
      boolean isOurs = false;
      while (entry.next()) {
        if (entry.is(MetaFields.MAP_KEY)) {
          isOurs = entry.textIs(FAILURES);
        } else if (isOurs && entry.is(MetaFields.MAP_VALUE)) {
          failures = entry.text();
        }
      }
    }

    private void readSpec(ProtobufFields spec) throws MalformedProtobufException {
      while (spec.next()) {
        if (spec.is(SPEC_NODE_NAME)) {
          nodeName = spec.text();
        }
      }
    }

    private void readStatus(ProtobufFields status) throws MalformedProtobufException {
      while (status.next()) {
        if (status.is(STATUS_PHASE)) {
          phase = status.text();
        } else if (status.is(STATUS_CONDITIONS)) {
          readCondition(status.message());
        } else {
          digest.read(status);
        }
      }
    }

    private void readCondition(ProtobufFields condition) throws MalformedProtobufException {
      String type = condition.find(CONDITION_TYPE).text();
      String state = condition.find(CONDITION_STATUS).text();
      if (PodConditions.TYPES.contains(type)) {
        conditions = PodConditions.pack(conditions, type, state);
      } else {
        if (others.isEmpty()) {
          others = new HashMap<>(2);
        }
        others.put(type, state);
      }
    }
  }
}
