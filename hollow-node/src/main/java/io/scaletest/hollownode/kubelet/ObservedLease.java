package io.scaletest.hollownode.kubelet;

import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.MetaFields;
import io.scaletest.wire.protobuf.NodeShapes;
import io.scaletest.wire.protobuf.ProtobufFields;
import io.scaletest.wire.protobuf.ProtobufObject;
import java.time.Instant;
import java.util.Optional;

/**
 * What a kubelet reads of a Lease on the server.
 *
 * <p><i>Source:</i> {@code Lease} of k8s.io/api's coordination/v1.
 *
 * @param createdSecond seconds since the epoch; 0 where there is none
 * @param renewTime the epoch where there is none
 */
record ObservedLease(String uid, String resourceVersion, long createdSecond, Instant renewTime) {
  private static final int SPEC = NodeShapes.LEASE.number("spec");
  private static final int SPEC_RENEW_TIME = NodeShapes.LEASE_SPEC.number("renewTime");

  /** Returns the view of the object in an answer; empty where it is none. */
  static Optional<ObservedLease> ofAnswer(byte[] body) {
    try {
      return Optional.of(read(ProtobufObject.fields(body, 0, body.length)));
    } catch (MalformedProtobufException e) {
      return Optional.empty();
    }
  }

  private static ObservedLease read(ProtobufFields lease) throws MalformedProtobufException {
    String uid = "";
    String version = "";
    long created = 0;
    Instant renewed = Instant.EPOCH;
    ProtobufFields metadata = lease.first(MetaFields.METADATA);
    while (created == 0 && metadata.next()) {
      if (metadata.is(MetaFields.UID)) {
        uid = metadata.text();
      } else if (metadata.is(MetaFields.RESOURCE_VERSION)) {
        version = metadata.text();
      } else if (metadata.is(MetaFields.CREATION_TIMESTAMP)) {
        created = time(metadata.message()).getEpochSecond();
      }
    }
    while (lease.next()) {
      if (lease.is(SPEC)) {
        renewed = renewTime(lease.message());
      }
    }
    return new ObservedLease(uid, version, created, renewed);
  }

  private static Instant renewTime(ProtobufFields spec) throws MalformedProtobufException {
    while (spec.next()) {
      if (spec.is(SPEC_RENEW_TIME)) {
        return time(spec.message());
      }
    }
    return Instant.EPOCH;
  }

  private static Instant time(ProtobufFields time) throws MalformedProtobufException {
    long seconds = 0;
    long nanos = 0;
    while (time.next()) {
      if (time.isNumber(MetaFields.TIME_SECONDS)) {
        seconds = time.number();
      } else if (time.isNumber(MetaFields.TIME_NANOS)) {
        nanos = time.number();
      }
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }
}
