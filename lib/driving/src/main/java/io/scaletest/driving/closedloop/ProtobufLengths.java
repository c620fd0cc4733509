package io.scaletest.driving.closedloop;

import io.scaletest.common.operation.Operation;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.OperationListener;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.protobuf.MetaFields;
import io.scaletest.wire.protobuf.ProtobufObject;

/**
 * Learns how long objects are in protobuf's encoding: the first object, when it was created and
 * when it was updated first. The server is asked to answer these two requests in that encoding; all
 * others stay as they are.
 *
 * <p><i>Source:</i> contract of cmdriverclosed, closing summary. The original encodes the answers
 * to the same two requests itself, with the types of Kubernetes 1.24. Their metadata still has a
 * {@code clusterName}, empty and yet written; it is added here, so that lengths can be compared.
 */
public final class ProtobufLengths implements ObjectLifecycle, OperationListener {
  private static final long ASKED_NUMBER = 1;
  private static final int ASKED_PHASE = 1;

  /** An empty text takes the bytes of its tag and of its length. */
  private static final int CLUSTER_NAME_BYTES = 2;

  private static final int VARINT_BITS = 7;

  private final ObjectLifecycle lifecycle;
  private final OperationListener listener;
  private volatile int createdBytes;
  private volatile int updatedBytes;

  /**
   * @param lifecycle makes the requests
   * @param listener hears of each answer, too
   */
  public ProtobufLengths(ObjectLifecycle lifecycle, OperationListener listener) {
    this.lifecycle = lifecycle;
    this.listener = listener;
  }

  /** Returns the length of a created object; 0 if there is none. */
  public int createdBytes() {
    return createdBytes;
  }

  /** Returns the length of an updated object; 0 if there is none. */
  public int updatedBytes() {
    return updatedBytes;
  }

  @Override
  public String name(long number) {
    return lifecycle.name(number);
  }

  @Override
  public ApiRequest create(long number, long nowNs) {
    ApiRequest create = lifecycle.create(number, nowNs);
    return number == ASKED_NUMBER ? inProtobuf(create) : create;
  }

  @Override
  public ApiRequest update(long number, int phase, long nowNs) {
    ApiRequest update = lifecycle.update(number, phase, nowNs);
    return number == ASKED_NUMBER && phase == ASKED_PHASE ? inProtobuf(update) : update;
  }

  @Override
  public ApiRequest delete(long number) {
    return lifecycle.delete(number);
  }

  private static ApiRequest inProtobuf(ApiRequest request) {
    return request.accepting(ApiRequest.PROTOBUF_OR_JSON).readingEveryBody();
  }

  @Override
  public void completed(Operation operation, long number, long intendedNs, ApiReply reply) {
    if (number == ASKED_NUMBER && reply.succeeded()) {
      // Only the two answers that were asked for have a body.
      ProtobufObject.unwrap(reply.body())
          .ifPresent(object -> learn(operation, originalLength(object)));
    }
    listener.completed(operation, number, intendedNs, reply);
  }

  /** Returns the length with a {@code clusterName}, which may lengthen the metadata's length. */
  private static int originalLength(byte[] object) {
    int metadata =
        ProtobufObject.field(object, MetaFields.METADATA).map(field -> field.length).orElse(0);
    return object.length
        + CLUSTER_NAME_BYTES
        + varintBytes(metadata + CLUSTER_NAME_BYTES)
        - varintBytes(metadata);
  }

  private static int varintBytes(int value) {
    return Math.max(
        1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + VARINT_BITS - 1) / VARINT_BITS);
  }

  private void learn(Operation operation, int bytes) {
    if (operation == Operation.CREATE) {
      createdBytes = bytes;
    } else {
      updatedBytes = bytes;
    }
  }
}
