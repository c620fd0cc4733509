package io.scaletest.driving.closedloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.operation.Operation;
import io.scaletest.driving.FakeLifecycle;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtobufLengthsTest {
  private final List<Long> heard = new ArrayList<>();
  private final ProtobufLengths lengths =
      new ProtobufLengths(
          new FakeLifecycle(), (operation, number, intendedNs, reply) -> heard.add(number));

  /** An object with metadata of so many bytes, below 128, and 3 bytes of data, in its envelope. */
  private static byte[] object(int metadataBytes) {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    raw.write(0x0a);
    raw.write(metadataBytes);
    raw.writeBytes(new byte[metadataBytes]);
    raw.writeBytes(new byte[] {0x12, 1, 'd'});
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {'k', '8', 's', 0, 0x12});
    body.write(raw.size() & 0x7f | (raw.size() > 127 ? 0x80 : 0));
    if (raw.size() > 127) {
      body.write(raw.size() >> 7);
    }
    body.writeBytes(raw.toByteArray());
    return body.toByteArray();
  }

  private void answer(Operation operation, long number, int status, byte[] body) {
    String failure = status < 400 ? "" : "no";
    lengths.completed(operation, number, 0, new ApiReply(status, body, failure, 0, 0, 0));
  }

  @Test
  void onlyTheFirstObjectsCreateAndFirstUpdateAskForProtobuf() {
    List<ApiRequest> asked = List.of(lengths.create(1, 0), lengths.update(1, 1, 0));
    List<ApiRequest> others =
        List.of(
            lengths.create(2, 0),
            lengths.update(1, 2, 0),
            lengths.update(2, 1, 0),
            lengths.delete(1));

    assertThat(asked)
        .allSatisfy(
            request -> {
              assertThat(request.accept()).startsWith("application/vnd.kubernetes.protobuf");
              assertThat(request.bodyUse()).isEqualTo(ApiRequest.BodyUse.ALWAYS);
            });
    assertThat(others)
        .allSatisfy(
            request -> {
              assertThat(request.accept()).isEqualTo("application/json");
              assertThat(request.bodyUse()).isEqualTo(ApiRequest.BodyUse.ON_ERROR);
            });
  }

  /** The original's types write an empty clusterName: two bytes more. */
  @Test
  void lengthsAreThoseOfTheOriginalsEncoding() {
    answer(Operation.CREATE, 1, 201, object(20));
    answer(Operation.UPDATE, 1, 200, object(60));
    answer(Operation.DELETE, 1, 200, new byte[0]);

    assertThat(lengths.createdBytes()).isEqualTo(2 + 20 + 3 + 2);
    assertThat(lengths.updatedBytes()).isEqualTo(2 + 60 + 3 + 2);
    assertThat(heard).containsExactly(1L, 1L, 1L);
  }

  @Test
  void theLengthOfTheMetadataMayGetLongerItself() {
    answer(Operation.CREATE, 1, 201, object(126));
    assertThat(lengths.createdBytes()).isEqualTo(2 + 126 + 3 + 2 + 1);
  }

  @Test
  void failuresAndJsonHaveNoLength() {
    answer(Operation.CREATE, 1, 409, object(20));
    answer(Operation.UPDATE, 1, 200, new byte[] {'{', '}'});

    assertThat(lengths.createdBytes()).isZero();
    assertThat(lengths.updatedBytes()).isZero();
  }
}
