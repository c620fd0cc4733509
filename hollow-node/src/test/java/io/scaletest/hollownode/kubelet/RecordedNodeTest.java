package io.scaletest.hollownode.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.Recorded;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a real API server answers is read as it was meant. */
class RecordedNodeTest {
  @Test
  void aNodeIsKnownByNameUidLabelsCidrsAndReadiness() {
    assertThat(ObservedNode.ofAnswer(Recorded.bytes("node.bin")))
        .isEqualTo(
            new ObservedNode(
                "n1",
                "861f7a4d-870b-4e9b-bebf-a9f528530a4e",
                Map.of("disk", "ssd", "kubernetes.io/hostname", "n1"),
                List.of("10.0.7.0/24"),
                List.of(),
                "",
                "True"));
  }

  @Test
  void aLeaseIsKnownByWhatItsNextRenewalNeeds() {
    assertThat(ObservedLease.ofAnswer(Recorded.bytes("lease.bin")))
        .hasValue(
            new ObservedLease(
                "57a74ba9-2c42-4d25-b4ba-8c8ca2f093a5",
                "279",
                Instant.parse("2026-11-21T16:10:26Z").getEpochSecond(),
                Instant.parse("2026-11-21T08:29:01.389753Z")));
  }

  @Test
  void whatIsNoProtobufIsNothing() {
    byte[] json = {'{', '}'};
    assertThat(ObservedLease.ofAnswer(json)).isEqualTo(Optional.empty());
    assertThat(ObservedNode.ofAnswer(json).name()).isEmpty();
    byte[] cut = Arrays.copyOf(Recorded.bytes("lease.bin"), 60);
    assertThat(ObservedLease.ofAnswer(cut)).isEqualTo(Optional.empty());
  }
}
