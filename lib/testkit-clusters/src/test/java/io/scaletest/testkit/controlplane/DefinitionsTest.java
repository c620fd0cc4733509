package io.scaletest.testkit.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionsTest {
  private static CustomResourceDefinition definition(String status) {
    return new KubernetesSerialization()
        .unmarshal(
            "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\""
                + status
                + "}",
            CustomResourceDefinition.class);
  }

  @Test
  void oneThatIsNotThereOrNewIsNot() {
    assertThat(Definitions.isEstablished(null)).isFalse();
    assertThat(Definitions.isEstablished(definition(""))).isFalse();
    assertThat(Definitions.isEstablished(definition(",\"status\":{\"conditions\":null}")))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"Established,True,true", "Established,False,false", "NamesAccepted,True,false"})
  void oneIsThatSaysSo(String type, String status, boolean established) {
    String condition = "{\"type\":\"" + type + "\",\"status\":\"" + status + "\"}";

    assertThat(
            Definitions.isEstablished(
                definition(",\"status\":{\"conditions\":[" + condition + "]}")))
        .isEqualTo(established);
  }
}
