package io.scaletest.testkit.controlplane;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatus;
import java.util.List;
import java.util.Optional;

/** What CustomResourceDefinitions say of themselves. Stateless. */
public final class Definitions {
  private Definitions() {}

  /**
   * Returns whether a server serves the kind.
   *
   * @param definition null where there is none
   */
  public static boolean isEstablished(CustomResourceDefinition definition) {
    // A new one has conditions of null, which its type writes where others leave out the field.
    return Optional.ofNullable(definition)
        .map(CustomResourceDefinition::getStatus)
        .map(CustomResourceDefinitionStatus::getConditions)
        .orElse(List.of())
        .stream()
        .anyMatch(
            condition ->
                condition.getType().equals("Established") && condition.getStatus().equals("True"));
  }
}
