package io.scaletest.common.latency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "no answer within 60000 ms | no answer within 60000 ms",
        "404 pods \"web-7f9c\" not found | 404 pods \"NAME\" not found",
        "pods \"web\" not found | pods \"NAME\" not found",
        "events.events.k8s.io \"web.17a\" is forbidden: unable to create new content in namespace"
            + " ns because it is being terminated | events.events.k8s.io \"NAME\" is forbidden:"
            + " unable to create new content in namespace ns because it is being terminated",
        "Operation cannot be fulfilled on nodes \"hollow-1\": the object has been modified |"
            + " Operation cannot be fulfilled on nodes \"NAME\": the object has been modified",
        "Precondition failed: UID in precondition: 0d3a1f6e-9a2b-4c3d-8e4f-001122334455 |"
            + " Precondition failed: UID in precondition: UID",
        "User \"system:node:a\" cannot list resource \"pods\" at the cluster scope |"
            + " User \"NAME\" cannot list resource \"pods\" at the cluster"
            + " scope",
        "node \"hollow-17\" is not allowed to modify node \"hollow-18\" | node \"NAME\" is not"
            + " allowed to modify node \"NAME\"",
      })
  void namesAndIdentifiersLeaveTheText(String text, String kind) {
    assertThat(ErrorText.withoutNames(text)).isEqualTo(kind);
  }
}
