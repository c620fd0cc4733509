package io.scaletest.player.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.language.SpecFile;
import io.scaletest.testkit.process.Repository;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the policy in deploy/ has of each kind of request what a recording needs, and no more. */
class AuditPolicyTest {
  private final Map<String, Object> policy =
      JsonTree.asObject(
          (Map<?, ?>) SpecFile.tree(Repository.root().resolve("deploy/audit/policy.yaml")));

  @Test
  void itIsAPolicyThatLeavesOutBeginningsButNotThoseOfWatches() {
    assertThat(policy)
        .containsEntry("apiVersion", "audit.k8s.io/v1")
        .containsEntry("kind", "Policy")
        .containsEntry("omitStages", List.of("RequestReceived"))
        .containsEntry("omitManagedFields", true);
    assertThat(policy.keySet())
        .containsExactlyInAnyOrder(
            "apiVersion", "kind", "omitStages", "omitManagedFields", "rules");
    for (Map<?, ?> rule : JsonTree.objects(policy, "rules")) {
      assertThat(rule.keySet())
          .allMatch(key -> List.of("level", "verbs", "resources", "nonResourceURLs").contains(key));
      assertThat(rule.get("level")).isIn("None", "Metadata", "RequestResponse");
    }
  }

  @Test
  void theFirstRuleThatFitsIsTheOneThatARecordingNeeds() {
    assertThat(level("create", "apps", "deployments")).isEqualTo("RequestResponse");
    assertThat(level("patch", "example.com", "widgets")).isEqualTo("RequestResponse");
    assertThat(level("delete", "", "pods")).isEqualTo("RequestResponse");
    assertThat(level("create", "", "pods/binding")).isEqualTo("RequestResponse");
    assertThat(level("get", "", "pods")).isEqualTo("Metadata");
    assertThat(level("watch", "apps", "deployments")).isEqualTo("Metadata");
    assertThat(level("create", "", "secrets")).isEqualTo("Metadata");
    assertThat(level("create", "", "serviceaccounts/token")).isEqualTo("Metadata");
    assertThat(level("create", "authentication.k8s.io", "tokenreviews")).isEqualTo("Metadata");
    assertThat(level("create", "", "pods/exec")).isEqualTo("Metadata");
    assertThat(JsonTree.objects(policy, "rules").get(0).get("level")).isEqualTo("None");
  }

  private Object level(String verb, String group, String resource) {
    return JsonTree.objects(policy, "rules").stream()
        .filter(rule -> !rule.containsKey("nonResourceURLs"))
        .filter(rule -> !rule.containsKey("verbs") || JsonTree.list(rule, "verbs").contains(verb))
        .filter(rule -> !rule.containsKey("resources") || names(rule, group, resource))
        .findFirst()
        .orElseThrow()
        .get("level");
  }

  private static boolean names(Map<?, ?> rule, String group, String resource) {
    return JsonTree.objects(rule, "resources").stream()
        .anyMatch(
            each ->
                each.get("group").equals(group)
                    && (!each.containsKey("resources")
                        || JsonTree.list(each, "resources").contains(resource)));
  }
}
